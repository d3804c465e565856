// Owns a rig for the job store on DynamoDB: companies that moved there from our own S3 server, each request through a proxy that misbehaves.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { createDynamoJobStore } from '#lambda/aws/dynamo-job-store';
import type { JobTable } from '#lambda/aws/dynamo-jobs/job-table';
import type { Shelf } from '#lambda/aws/dynamo-jobs/read-shelf';
import { openDynamoDb } from '#lambda/aws/dynamo-stores';
import { moveToDynamoDb, moveToS3, type MoveOptions } from '#lambda/aws/move-jobs';
import { createS3JobStore, type Held } from '#lambda/aws/s3-job-store';
import type { JobStore, LogEntry } from '#lambda/port';
import { startFaultProxy, type Meet } from '../support/fault-proxy.ts';
import { BUCKET, CREDENTIALS, localDynamoDb, localS3, s3Client } from '../support/local-stores.ts';
import type { JobStoreRig } from './job-store-contract.ts';

export const TABLE = 'jobs';
type Item = Record<string, AttributeValue>;
interface Clients {
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
}

export interface DynamoRig extends JobStoreRig {
  /** past the proxies */
  readonly direct: Clients;
  readonly logged: LogEntry[];
  /** what requests of the stores meet from now on */
  meet(dynamodb: Meet, s3?: Meet): void;
  /** a store with a cache of its own, wherever the company lives; nobody is moved */
  openWhere(tenant: string, clients?: Clients): JobStore;
  move(
    tenant: string,
    clients?: Clients,
    now?: () => number,
  ): { toDynamoDb(): ReturnType<typeof moveToDynamoDb>; toS3(): ReturnType<typeof moveToS3> };
  items(tenant: string): Promise<Item[]>;
  /** as a disk that lost its newest writes */
  replaceItems(tenant: string, items: readonly Item[]): Promise<void>;
}

export const DYNAMO_SPOILS = [
  'row cut',
  'row not JSON',
  'row missing',
  'job missing',
  'head of another format',
  'head missing',
  'row of no kind',
];

export async function openDynamoRig(): Promise<DynamoRig> {
  const [s3, dynamo] = await Promise.all([localS3(), localDynamoDb()]);
  const [s3Proxy, dynamoProxy] = await Promise.all([startFaultProxy(s3.server.endpoint), startFaultProxy(dynamo.endpoint)]);
  const direct: Clients = { dynamo: dynamo.client, s3: s3.client };
  const proxied: Clients = {
    dynamo: openDynamoDb({ region: 'us-east-1', endpoint: dynamoProxy.endpoint, credentials: CREDENTIALS }),
    s3: s3Client(s3Proxy.endpoint),
  };
  const moves = new Map<string, Promise<unknown>>();
  const logged: LogEntry[] = [];

  const openWhere = (tenant: string, clients: Clients = proxied): JobStore => {
    const caches = { held: new Map<string, Held>(), shelves: new Map<string, Shelf>() };
    const place = { client: clients.s3, bucket: BUCKET, tenant };
    const common = { sleep: (ms: number) => sleep(ms / 4), random: Math.random, log: (entry: LogEntry) => void logged.push(entry) };
    const store: JobStore = createS3JobStore({
      ...common,
      ...place,
      client: clients.s3 as S3Client,
      cache: caches.held,
      moved: (stay) =>
        Promise.resolve(
          createDynamoJobStore({
            ...common,
            place,
            at: { ...tableOf(tenant, clients), stay },
            cache: caches.shelves,
            onS3: () => (caches.held.clear(), store),
          }),
        ),
    });
    return store;
  };
  const move: DynamoRig['move'] = (tenant, clients = direct, now = Date.now) => {
    const options: MoveOptions = {
      place: { client: clients.s3, bucket: BUCKET, tenant },
      table: { ...tableOf(tenant, clients), now },
      tell: () => undefined,
    };
    return { toDynamoDb: () => moveToDynamoDb(options), toS3: () => moveToS3(options) };
  };
  const items = async (tenant: string): Promise<Item[]> => {
    const all: Item[] = [];
    for (let start: Item | undefined; ;) {
      const page: ScanCommandOutput = await dynamo.client.send(
        new ScanCommand({
          TableName: TABLE,
          ConsistentRead: true,
          FilterExpression: 'contains(pk, :tenant)',
          ExpressionAttributeValues: { ':tenant': { S: `#${tenant}` } },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      all.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
      if (!start) break;
    }
    return all.filter(({ pk }) => pk?.S?.split('#')[1] === tenant).toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  };
  return {
    direct,
    logged,
    openWhere,
    move,
    items,
    async replaceItems(tenant, before) {
      for (const { pk, sk } of await items(tenant))
        await dynamo.client.send(new DeleteItemCommand({ TableName: TABLE, Key: { pk, sk } as Item }));
      for (const Item of before) await dynamo.client.send(new PutItemCommand({ TableName: TABLE, Item }));
    },
    meet(ofDynamoDb, ofS3 = () => null) {
      dynamoProxy.meet(ofDynamoDb);
      s3Proxy.meet(ofS3);
    },
    open(tenant) {
      const store = openWhere(tenant);
      const ready = (): Promise<unknown> => {
        if (!moves.has(tenant)) moves.set(tenant, move(tenant).toDynamoDb());
        return moves.get(tenant) ?? Promise.resolve();
      };
      return {
        read: async () => (await ready(), store.read()),
        change: async (decide) => (await ready(), store.change(decide)),
      };
    },
    async bytes(tenant) {
      const found = await items(tenant);
      const sorted = found.map((item) => Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
      return found.length === 0 ? null : createHash('sha256').update(JSON.stringify(sorted, packed)).digest();
    },
    spoils: spoils(dynamo.client, items),
    close: async () => void (await Promise.all([s3Proxy.close(), dynamoProxy.close(), s3.close(), dynamo.close()])),
  };
}

export const tableOf = (tenant: string, { dynamo }: Pick<Clients, 'dynamo'>): Omit<JobTable, 'stay'> => ({
  client: dynamo,
  table: TABLE,
  tenant,
  now: Date.now,
});

/** Bytes as text: JSON would name each by its index. */
const packed = (_key: string, value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
const nameOf = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;

/** What a broken disk, another program or a person at the console could do. */
function spoils(client: DynamoDBClient, items: (tenant: string) => Promise<Item[]>): JobStoreRig['spoils'] {
  const rowOf = async (tenant: string, kind: string): Promise<Item> => {
    const row = (await items(tenant)).find(({ pk, sk }) => pk?.S?.startsWith('T#') && sk?.S?.startsWith(kind));
    if (!row) throw new Error(`no row ${kind}`);
    return row;
  };
  const put = async (Item: Item): Promise<void> => void (await client.send(new PutItemCommand({ TableName: TABLE, Item })));
  const remove = async ({ pk, sk }: Item): Promise<void> =>
    void (await client.send(new DeleteItemCommand({ TableName: TABLE, Key: { pk, sk } as Item })));
  return {
    'row cut': async (tenant) => {
      const row = await rowOf(tenant, 'j#');
      await put({ ...row, v: { B: (row['v']?.B ?? new Uint8Array()).subarray(0, 40) } });
    },
    'row not JSON': async (tenant) => put({ ...(await rowOf(tenant, 's#')), v: { S: 'hello' } }),
    'row missing': async (tenant) => remove(await rowOf(tenant, 's#')),
    'job missing': async (tenant) => remove(await rowOf(tenant, 'j#')),
    'head missing': async (tenant) => remove(await rowOf(tenant, '!head')),
    'row of no kind': async (tenant) => put({ ...(await rowOf(tenant, 's#')), sk: { S: 'x#1' } }),
    'head of another format': async (tenant) => {
      const { pk, sk } = await rowOf(tenant, '!head');
      await client.send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key: { pk, sk } as Item,
          UpdateExpression: 'SET #format = :other',
          ExpressionAttributeNames: { '#format': 'format' },
          ExpressionAttributeValues: { ':other': { N: '3' } },
        }),
      );
    },
  };
}
