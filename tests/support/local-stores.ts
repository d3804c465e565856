// Owns real stores for tests: our S3 server and a DynamoDB on free ports, with their data in a folder that goes away.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createTables, startDynamoDb } from '#infra/local/dynamodb';
import { startS3Server, type S3Server } from '#infra/local/s3/server';
import { openAwsPorts } from '#lambda/aws/open-ports';
import type { Config } from '#lambda/config';
import type { Ports } from '#lambda/port';

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

export interface RealPorts {
  readonly ports: Ports;
  /** every byte that must not change by itself: all objects of the bucket and all rows of the roster, by name */
  stored(): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** The API's own ports on real stores of this machine. Their clients read the environment, as on AWS. */
export async function realPorts(config: Config): Promise<RealPorts> {
  const [s3, dynamo] = await Promise.all([localS3(), localDynamoDb()]);
  process.env['AWS_ENDPOINT_URL_S3'] = s3.server.endpoint;
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = dynamo.endpoint;
  process.env['AWS_ACCESS_KEY_ID'] = CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = CREDENTIALS.secretAccessKey;
  return {
    ports: { ...openAwsPorts(config), log: () => undefined },
    async stored() {
      const [objects, rows] = await Promise.all([
        s3.client.send(new ListObjectsV2Command({ Bucket: BUCKET })),
        dynamo.client.send(new ScanCommand({ TableName: config.ROSTER_TABLE })),
      ]);
      const ofS3 = (objects.Contents ?? []).map(({ Key, ETag }) => [`s3 ${Key}`, `${ETag}`] as const);
      const ofRoster = (rows.Items ?? []).map(
        (row) => [`roster ${row['pk']?.S} ${row['sk']?.S}`, JSON.stringify(Object.entries(row).toSorted())] as const,
      );
      return new Map([...ofS3, ...ofRoster]);
    },
    close: async () => void (await Promise.all([s3.close(), dynamo.close()])),
  };
}

export async function localDynamoDb() {
  const dir = await mkdtemp(join(tmpdir(), 'haul-ddb-'));
  const server = await startDynamoDb(dir, undefined);
  const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: CREDENTIALS });
  await createTables(client, 'crew_roster', 'short_lived');
  return {
    client,
    endpoint: server.endpoint,
    close: async () => (client.destroy(), await server.close(), await rm(dir, { recursive: true })),
  };
}
