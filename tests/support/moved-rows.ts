// Owns looking at a moved company's rows, spoiling them, and a restore command that dies.
import { gunzipSync } from 'node:zlib';
import { DeleteItemCommand, QueryCommand, UpdateItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Places } from '#infra/local/restore/put-back';
import { DEFAULT_TENANT, type Rehearsal } from './restore-rehearsal.ts';

export type Row = Record<string, AttributeValue>;
export const BOOK_KEY = `tenants/${DEFAULT_TENANT}/jobs.json`;

export function movedRows(scene: () => Rehearsal, dynamo: () => DynamoDBClient) {
  const partition = (pk: string, table: string) =>
    dynamo().send(
      new QueryCommand({ TableName: table, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: pk } } }),
    );
  const of = async (stay: string, table = 'jobs'): Promise<Row[]> => {
    const parts = await Promise.all([`T#${DEFAULT_TENANT}#${stay}`, `L#${DEFAULT_TENANT}#${stay}`].map((pk) => partition(pk, table)));
    return parts.flatMap(({ Items = [] }) => Items);
  };
  const notes = async (table = 'jobs'): Promise<Row[]> => (await partition(`T#${DEFAULT_TENANT}`, table)).Items ?? [];
  const word = async () =>
    JSON.parse(gunzipSync(await scene().store.bytes(BOOK_KEY)).toString('utf8')) as { movedTo?: string; stay: string };

  /** A row of this kind goes, or is of a format that nobody knows. */
  async function spoil(stay: string, kind: string, isSpoilt: boolean): Promise<void> {
    const row = (await of(stay)).find(({ pk, sk }) => pk?.S?.startsWith('T#') && sk?.S?.startsWith(kind));
    const Key = { pk: row?.['pk'] ?? { S: '' }, sk: row?.['sk'] ?? { S: '' } };
    if (!isSpoilt) return void (await dynamo().send(new DeleteItemCommand({ TableName: 'jobs', Key })));
    const set = {
      UpdateExpression: 'SET #f = :two',
      ExpressionAttributeNames: { '#f': 'format' },
      ExpressionAttributeValues: { ':two': { N: '9' } },
    };
    await dynamo().send(new UpdateItemCommand({ TableName: 'jobs', Key, ...set }));
  }
  return { of, notes, word, spoil };
}

/** A process that ends when one of its calls is done: nobody hears of it, and nothing after it happens. */
export function dyingPlaces({ file, rows }: Places, at: number) {
  let [calls, dead] = [0, false];
  const dying = <Kind extends object>(kind: Kind): Kind =>
    new Proxy(kind, {
      get:
        (target, name) =>
        async (...args: unknown[]) => {
          if (dead) throw new Error('dead');
          dead = ++calls === at;
          const answer = await (Reflect.get(target, name) as (...all: unknown[]) => Promise<unknown>)(...args);
          if (dead) throw new Error('died');
          return answer;
        },
    });
  return { places: { file: dying(file), rows: dying(rows) }, died: () => dead };
}
