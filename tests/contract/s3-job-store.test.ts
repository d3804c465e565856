// The job store's contract on our own S3 server, with the faults that S3 is known for.
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createS3JobStore } from '#lambda/aws/s3-job-store';
import type { JobStore } from '#lambda/port';
import type { FaultKind } from '#infra/local/s3/faults';
import { BUCKET, localS3, s3Client, type LocalS3 } from '../support/local-stores.ts';
import { countUp, jobStoreContract, race, type JobStoreRig } from './job-store-contract.ts';

const keyOf = (tenant: string): string => `tenants/${tenant}/jobs.json`;
const sleep = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs / 4));

async function rigOf(s3: LocalS3): Promise<JobStoreRig> {
  return {
    open: (tenant) =>
      createS3JobStore({
        client: s3Client(s3.server.endpoint),
        bucket: BUCKET,
        tenant,
        cache: new Map(),
        sleep,
        random: Math.random,
        log: () => undefined,
      }),
    async bytes(tenant) {
      const found = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: keyOf(tenant) })).catch(() => null);
      return found?.Body ? Buffer.from(await found.Body.transformToByteArray()) : null;
    },
    plant: async (tenant, bytes) => void (await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: keyOf(tenant), Body: bytes }))),
    close: () => s3.close(),
  };
}

jobStoreContract('jobs.json on our S3 server', async () => rigOf(await localS3()));

describe('faults below', () => {
  let s3: LocalS3;
  let rig: JobStoreRig;
  beforeAll(async () => {
    s3 = await localS3();
    rig = await rigOf(s3);
  });
  afterAll(() => rig.close());

  test.each<FaultKind>(['409', '412', '503', 'cut-before', 'cut-after-commit'])(
    'After a PUT that met %s the change is there exactly once',
    async (kind) => {
      const store: JobStore = rig.open(`fault-${kind}`);
      await store.change(countUp('first'));
      s3.server.faults.add({ kind, method: 'PUT', times: 2 });
      expect(await store.change(countUp('second'))).toEqual({ ok: true, value: 2 });
      expect(await rig.open(`fault-${kind}`).read()).toMatchObject({
        ok: true,
        value: { version: 2, missing: [{ at: 'first' }, { at: 'second' }] },
      });
      s3.server.faults.clear();
    },
  );
  test('When others win again and again the caller is told to come back, and nothing is half written', async () => {
    const store = rig.open('busy');
    s3.server.faults.add({ kind: '412', method: 'PUT', times: 100 });
    expect(await store.change(countUp('a'))).toMatchObject({ ok: false, error: { code: 'store-busy', retryAfterSeconds: 2 } });
    s3.server.faults.clear();
    expect(await rig.bytes('busy')).toBeNull();
  });
  test('A store that does not answer is told as such', async () => {
    s3.server.faults.add({ kind: '503', method: 'GET', times: 3 });
    expect(await rig.open('away').read()).toMatchObject({ ok: false, error: { code: 'store-unreachable' } });
    s3.server.faults.clear();
  });
  test('The planted bug "PUT without If-Match" is caught by the race', async () => {
    const blind: JobStoreRig['open'] = (tenant) => blindStore(rig, tenant);
    const { versions, book } = await race({ open: blind }, 'blind', 50);
    expect(new Set(versions).size === 50 && book.missing.length === 50).toBe(false);
  });
});

/** Reads, decides and overwrites: what a store without conditional writes does. */
function blindStore(rig: JobStoreRig, tenant: string): JobStore {
  const store = rig.open(tenant);
  return {
    read: () => store.read(),
    async change(decide) {
      const book = await store.read();
      if (!book.ok) return book;
      const decided = decide(book.value, 0);
      if (!decided.ok) return decided;
      const { writeBook } = await import('#core/job-book');
      const { gzipSync } = await import('node:zlib');
      if (decided.value.book) await rig.plant(tenant, gzipSync(writeBook(decided.value.book)));
      return { ok: true, value: decided.value.answer };
    },
  };
}
