// Owns the local cloud as a whole: stores, sandboxes and edge, started in order and stopped in reverse.
import { createWriteStream, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BucketAlreadyOwnedByYou, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { createTables, startDynamoDb } from './dynamodb.ts';
import { behaviours } from './edge/behaviours.ts';
import { createEdge, type EdgeOptions } from './edge/server.ts';
import { createSite } from './edge/site.ts';
import { localEnvironment, localSecrets, type LocalEnvironment, type LocalSecrets } from './environment.ts';
import { createLambdaPool } from './lambda/pool.ts';
import { startS3Server } from './s3/server.ts';

export interface CloudOptions {
  readonly dir: string;
  readonly port: number;
  readonly release: string;
  readonly dynamoDbEndpoint: string | undefined;
  /** another S3 server than our own: "http://KEY:SECRET@127.0.0.1:7480" */
  readonly s3Endpoint: string | undefined;
  /** how often a request for jobs.json meets a fault in our own S3 server, 0 ≤ n < 1 */
  readonly s3FaultRate: number;
}

export interface LocalCloud {
  readonly origin: string;
  readonly env: LocalEnvironment;
  close(): Promise<void>;
}

/** @throws Error with one line when the port is taken or a part cannot start */
export async function startCloud(options: CloudOptions): Promise<LocalCloud> {
  const { dir, port, release } = options;
  const secrets = secretsFor(options);
  const logs = join(dir, 'logs');
  mkdirSync(logs, { recursive: true });
  const stores = await startStores(options, secrets);
  const access = createWriteStream(join(logs, 'edge.log'), { flags: 'a' });
  const server = createEdge(await edgeParts());
  const origin = `http://127.0.0.1:${await listen(server, port).catch((error: unknown) => stores.close().then(() => Promise.reject(error)))}`;
  const env = localEnvironment(secrets, { s3: stores.s3, dynamodb: stores.dynamodb, origin }, release);
  const api = createLambdaPool({ bundle: pathToFileURL('dist/lambda/handler.mjs').href, env, logFile: join(logs, 'lambda.log') });

  return {
    origin,
    env,
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      await api.close();
      await stores.close();
      await new Promise((done) => access.end(done));
    },
  };

  async function edgeParts(): Promise<EdgeOptions> {
    const { handler } = (await import(pathToFileURL('dist/edge/handler.mjs').href)) as { handler: EdgeOptions['viewerRequest'] };
    return {
      table: behaviours(stores.s3),
      site: createSite('build'),
      api: { invoke: (request) => api.invoke(request), close: () => api.close() },
      viewerRequest: handler,
      log: (entry) => void access.write(`${JSON.stringify(entry)}\n`),
    };
  }
}

/** Another server brings its own keys in its address. */
function secretsFor({ dir, s3Endpoint }: CloudOptions): LocalSecrets {
  const own = localSecrets(dir);
  if (s3Endpoint === undefined) return own;
  const { username, password } = new URL(s3Endpoint);
  return { ...own, s3: { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) } };
}

async function startStores({ dir, dynamoDbEndpoint, s3Endpoint, s3FaultRate }: CloudOptions, secrets: LocalSecrets) {
  const dynamodb = await startDynamoDb(dir, dynamoDbEndpoint);
  const s3 = s3Endpoint === undefined ? await startOwnS3(dir, secrets, s3FaultRate) : otherS3(s3Endpoint);
  const common = { region: 'us-east-1', credentials: secrets.s3 };
  const tables = new DynamoDBClient({ ...common, endpoint: dynamodb.endpoint });
  const bucket = new S3Client({ ...common, endpoint: s3.endpoint, forcePathStyle: true });
  await Promise.all([createTables(tables, 'crew_roster', 'short_lived'), makeBucket(bucket)]);
  tables.destroy();
  bucket.destroy();
  return { s3: s3.endpoint, dynamodb: dynamodb.endpoint, close: async () => void (await Promise.all([s3.close(), dynamodb.close()])) };
}

/** A bucket of ours that is there already is as good as a new one. */
async function makeBucket(client: S3Client): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: 'haul-data' })).catch((error: unknown) => {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  });
}

async function startOwnS3(dir: string, secrets: LocalSecrets, faultRate: number) {
  const server = await startS3Server({ dir: join(dir, 's3'), credentials: secrets.s3 });
  if (faultRate > 0) server.faults.often(faultRate, /jobs\.json$/);
  return server;
}

const otherS3 = (address: string) => ({ endpoint: new URL(address).origin, close: () => Promise.resolve() });

function listen(server: ReturnType<typeof createEdge>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Cannot listen on port ${port}: something else uses it. Set PORT to another one, such as PORT=${port + 1}.`)
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
