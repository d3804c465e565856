// Owns real stores for tests: our S3 server and a DynamoDB on free ports, with their data in a folder that goes away.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { createTables, startDynamoDb } from '#infra/local/dynamodb';
import { startS3Server, type S3Server } from '#infra/local/s3/server';

export const CREDENTIALS = { accessKeyId: 'LOCALTESTKEY', secretAccessKey: 'local-test-secret' };
export const BUCKET = 'haul-data';

export interface LocalS3 {
  readonly client: S3Client;
  readonly server: S3Server;
  close(): Promise<void>;
}

export async function localS3(): Promise<LocalS3> {
  const dir = await mkdtemp(join(tmpdir(), 'haul-s3-'));
  const server = await startS3Server({ dir, credentials: CREDENTIALS });
  const client = s3Client(server.endpoint);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return { client, server, close: async () => (client.destroy(), await server.close(), await rm(dir, { recursive: true })) };
}

export const s3Client = (endpoint: string): S3Client =>
  new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: CREDENTIALS, maxAttempts: 3 });

export async function localDynamoDb() {
  const dir = await mkdtemp(join(tmpdir(), 'haul-ddb-'));
  const server = await startDynamoDb(dir, undefined);
  const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: CREDENTIALS });
  await createTables(client, 'crew_roster', 'short_lived', 'jobs');
  return {
    client,
    endpoint: server.endpoint,
    close: async () => (client.destroy(), await server.close(), await rm(dir, { recursive: true })),
  };
}
