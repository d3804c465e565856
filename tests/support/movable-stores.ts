// Owns companies on real stores of this machine that can be moved, with every request counted as it is billed, and waiting as in a real region.
import type { S3Client } from '@aws-sdk/client-s3';
import { createDynamoJobStore } from '#lambda/aws/dynamo-job-store';
import type { JobTable } from '#lambda/aws/dynamo-jobs/job-table';
import { openDynamoDb } from '#lambda/aws/dynamo-stores';
import { moveToDynamoDb } from '#lambda/aws/move-jobs';
import { createS3JobStore } from '#lambda/aws/s3-job-store';
import type { JobStore } from '#lambda/port';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUCKET, CREDENTIALS, localDynamoDb, localS3 } from './local-stores.ts';

/** By operation, e.g. "GetItem"; and as billed: `put` and `get` of S3, `write` and `read` units of DynamoDB. */
export type Sent = Readonly<Record<string, number>>;

export interface MovableStores {
  /** as in a sandbox of its own */
  open(tenant: string): JobStore;
  moveToDynamoDb(tenant: string): Promise<unknown>;
  sent(): Sent;
  /** before each request from now on */
  wait(before: ((operation: string) => Promise<unknown>) | null): void;
  close(): Promise<void>;
}

interface Answer {
  readonly ConsumedCapacity?: Consumed | readonly Consumed[];
}
interface Consumed {
  readonly CapacityUnits?: number;
}

export async function openMovableStores(): Promise<MovableStores> {
  const [s3, dynamo] = await Promise.all([localS3(), localDynamoDb()]);
  const opened = openDynamoDb({ region: 'us-east-1', endpoint: dynamo.endpoint, credentials: CREDENTIALS });
  const counts = new Map<string, number>();
  let before: ((operation: string) => Promise<unknown>) | null = null;
  const add = (name: string, count = 1): void => void counts.set(name, (counts.get(name) ?? 0) + count);

  const counted = <Client extends { send(command: never): Promise<unknown> }>(client: Client): Client =>
    ({
      async send(command: { readonly constructor: { readonly name: string }; readonly input: Record<string, unknown> }): Promise<unknown> {
        const operation = command.constructor.name.replace('Command', '');
        await before?.(operation);
        if (!operation.endsWith('Object')) command.input['ReturnConsumedCapacity'] = 'TOTAL';
        add(operation);
        if (operation === 'PutObject') add('put');
        if (operation === 'GetObject') add('get');
        const answer = (await client.send(command as never)) as Answer;
        const units = [answer.ConsumedCapacity ?? []].flat().reduce((total, { CapacityUnits = 0 }) => total + CapacityUnits, 0);
        add(/^(Get|Query)/.test(operation) ? 'read' : 'write', operation.endsWith('Object') ? 0 : units);
        return answer;
      },
    }) as unknown as Client;
  const clients = { s3: counted(s3.client), dynamo: counted(opened) };
  const tableOf = (tenant: string): Omit<JobTable, 'stay'> => ({ client: clients.dynamo, table: 'jobs', tenant, now: Date.now });

  return {
    open(tenant) {
      const place = { client: clients.s3, bucket: BUCKET, tenant };
      const cache = new Map();
      const shelves = new Map();
      const common = { sleep: (ms: number) => sleep(ms), random: Math.random, log: () => undefined };
      const store: JobStore = createS3JobStore({
        ...common,
        ...place,
        client: clients.s3 as S3Client,
        cache,
        moved: (stay) =>
          Promise.resolve(
            createDynamoJobStore({
              ...common,
              place,
              at: { ...tableOf(tenant), stay },
              cache: shelves,
              onS3: () => (cache.clear(), store),
            }),
          ),
      });
      return store;
    },
    moveToDynamoDb: (tenant) =>
      moveToDynamoDb({
        place: { client: s3.client, bucket: BUCKET, tenant },
        table: { ...tableOf(tenant), client: opened },
        tell: () => undefined,
      }),
    sent: () => Object.fromEntries(counts),
    wait: (next) => void (before = next),
    close: async () => (opened.destroy(), void (await Promise.all([s3.close(), dynamo.close()]))),
  };
}
