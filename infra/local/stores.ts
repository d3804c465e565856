// Owns the two stores of the local cloud: our own S3 server and a DynamoDB over a data folder, or others that are named.
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BucketAlreadyOwnedByYou, CreateBucketCommand, PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';
import { createTables, startDynamoDb } from './dynamodb.ts';
import { localSecrets, type LocalSecrets } from './environment.ts';
import { startS3Server } from './s3/server.ts';

export interface StoreOptions {
  readonly dir: string;
  readonly dynamoDbEndpoint: string | undefined;
  /** another S3 server than our own: "http://KEY:SECRET@127.0.0.1:7480" */
  readonly s3Endpoint: string | undefined;
  /** how often a request for jobs.json meets a fault in our own S3 server, 0 ≤ n < 1 */
  readonly s3FaultRate: number;
  /** our own S3 server has written an object */
  readonly onPut?: (bucket: string, key: string) => void;
}

export interface LocalStores {
  readonly s3: string;
  readonly dynamodb: string;
  readonly secrets: LocalSecrets;
  /** Pages of this origin may put photos into the bucket. */
  allowUploadsFrom(origin: string): Promise<void>;
  close(): Promise<void>;
}

/** Bucket and tables are there when it answers. */
export async function startStores(options: StoreOptions): Promise<LocalStores> {
  const secrets = secretsFor(options);
  const dynamodb = await startDynamoDb(options.dir, options.dynamoDbEndpoint);
  const s3 = options.s3Endpoint === undefined ? await startOwnS3(options, secrets) : otherS3(options.s3Endpoint);
  const common = { region: 'us-east-1', credentials: secrets.s3 };
  const tables = new DynamoDBClient({ ...common, endpoint: dynamodb.endpoint });
  const bucket = new S3Client({ ...common, endpoint: s3.endpoint, forcePathStyle: true });
  await Promise.all([createTables(tables, 'crew_roster', 'short_lived', 'jobs'), makeBucket(bucket)]);
  tables.destroy();
  return {
    s3: s3.endpoint,
    dynamodb: dynamodb.endpoint,
    secrets,
    allowUploadsFrom: async (origin) => void (await bucket.send(corsFor(origin))),
    close: async () => {
      bucket.destroy();
      await Promise.all([s3.close(), dynamodb.close()]);
    },
  };
}

/** Another server brings its own keys in its address. */
function secretsFor({ dir, s3Endpoint }: StoreOptions): LocalSecrets {
  const own = localSecrets(dir);
  if (s3Endpoint === undefined) return own;
  const { username, password } = new URL(s3Endpoint);
  return { ...own, s3: { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) } };
}

async function startOwnS3({ dir, s3FaultRate, onPut }: StoreOptions, secrets: LocalSecrets) {
  const server = await startS3Server({ dir: join(dir, 's3'), credentials: secrets.s3, ...(onPut && { onPut }) });
  if (s3FaultRate > 0) server.faults.often(s3FaultRate, /jobs\.json$/);
  return server;
}

const otherS3 = (address: string) => ({ endpoint: new URL(address).origin, close: () => Promise.resolve() });

/** A bucket of ours that is there already is as good as a new one. */
async function makeBucket(client: S3Client): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: 'haul-data' })).catch((error: unknown) => {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  });
}

const corsFor = (origin: string) =>
  new PutBucketCorsCommand({
    Bucket: 'haul-data',
    CORSConfiguration: {
      CORSRules: [
        {
          AllowedOrigins: [origin],
          AllowedMethods: ['PUT'],
          AllowedHeaders: ['content-type', 'content-length', 'x-amz-checksum-sha256'],
          MaxAgeSeconds: 3_000,
        },
      ],
    },
  });
