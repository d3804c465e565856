// Owns a rig for the job store on any S3 server: every request goes through a proxy that can do to it what networks do.
import { gzipSync } from 'node:zlib';
import { BucketAlreadyOwnedByYou, CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Archive } from '#lambda/aws/s3-archive';
import { createS3JobStore } from '#lambda/aws/s3-job-store';
import type { JobArchive } from '#lambda/port';
import { startFaultProxy, type Meet } from '../support/fault-proxy.ts';
import { BUCKET } from '../support/local-stores.ts';
import type { JobStoreRig } from './job-store-contract.ts';

export interface S3Place {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}
export interface S3Rig extends JobStoreRig {
  openArchive(tenant: string): JobArchive;
  /** an archive object's stored bytes, or null */
  archiveBytes(tenant: string, day: string): Promise<Buffer | null>;
  plantArchive(tenant: string, day: string, bytes: Buffer): Promise<void>;
  plant(tenant: string, bytes: Buffer): Promise<void>;
  /** what its stores have waited between tries, in milliseconds as asked for */
  readonly waits: number[];
  /** past the proxy */
  readonly client: S3Client;
  /** what requests of the stores meet from now on */
  meet(decide: Meet): void;
}

export const S3_SPOILS = ['truncated', 'not gzip', 'another schema', 'not JSON'];
const keyOf = (tenant: string): string => `tenants/${tenant}/jobs.json`;
const archiveKeyOf = (tenant: string, day: string): string => `tenants/${tenant}/archive/${day}.json`;

export async function openS3Rig({ endpoint, credentials }: S3Place, closeServer: () => Promise<void>): Promise<S3Rig> {
  const proxy = await startFaultProxy(endpoint);
  const clientTo = (address: string): S3Client =>
    new S3Client({ endpoint: address, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 3 });
  const client = clientTo(endpoint);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET })).catch((error: unknown) => {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  });
  const waits: number[] = [];
  const sleep = (delayMs: number): Promise<void> => {
    waits.push(delayMs);
    return new Promise((resolve) => setTimeout(resolve, delayMs / 4));
  };
  const placeOf = (tenant: string) => ({
    ...{ client: clientTo(proxy.endpoint), bucket: BUCKET, tenant },
    ...{ sleep, random: Math.random, log: () => undefined },
  });
  const bytesAt = async (Key: string): Promise<Buffer | null> => {
    const found = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key })).catch(() => null);
    return found?.Body ? Buffer.from(await found.Body.transformToByteArray()) : null;
  };
  const plantAt = async (Key: string, Body: Buffer) => void (await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body })));
  const bytes = (tenant: string) => bytesAt(keyOf(tenant));
  const plant = (tenant: string, Body: Buffer) => plantAt(keyOf(tenant), Body);
  return {
    client,
    waits,
    meet: (decide) => proxy.meet(decide),
    open: (tenant) =>
      createS3JobStore({ ...placeOf(tenant), cache: new Map(), moved: () => Promise.reject(new Error('nobody moves here')) }),
    openArchive: (tenant) => createS3Archive(placeOf(tenant)),
    bytes,
    archiveBytes: (tenant, day) => bytesAt(archiveKeyOf(tenant, day)),
    plant,
    plantArchive: (tenant, day, bytes) => plantAt(archiveKeyOf(tenant, day), bytes),
    spoils: {
      truncated: async (tenant) => plant(tenant, ((await bytes(tenant)) ?? Buffer.alloc(0)).subarray(0, -9)),
      'not gzip': (tenant) => plant(tenant, Buffer.from('{"format":1}')),
      'another schema': (tenant) => plant(tenant, gzipSync('{"format":2,"jobs":[]}')),
      'not JSON': (tenant) => plant(tenant, gzipSync('hello')),
    },
    async close() {
      client.destroy();
      await proxy.close();
      await closeServer();
    },
  };
}
