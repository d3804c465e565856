// Owns what is due in the table `short_lived`: rows of a sparse index by time. One that is settled leaves the index and keeps its revision,
// so that a slow look never settles what was set after it.
import { ConditionalCheckFailedException, QueryCommand, UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DueStore } from '../port.ts';

/** The index `due`: only rows that have `dueList` are in it, by `dueAt` (milliseconds since 1970). */
export const DUE_INDEX = 'due';
/** One list: a company commits a few times a second at most, an index takes a thousand. */
const LIST = 'texts';
const KEPT_MS = 60 * 86_400_000;

export interface DynamoDueOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
}

export function createDynamoDue({ client, table }: DynamoDueOptions): DueStore {
  const key = (name: string) => ({ pk: { S: name } });
  const seconds = (ms: number) => ({ N: String(Math.ceil(ms / 1000)) });

  return {
    async set(name, dueAtMs) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key(name),
          UpdateExpression: 'SET dueList = :list, dueAt = :at, expiresAt = :expires, revision = if_not_exists(revision, :zero) + :one',
          ExpressionAttributeValues: {
            ':list': { S: LIST },
            ':at': { N: String(dueAtMs) },
            ':expires': seconds(dueAtMs + KEPT_MS),
            ':zero': { N: '0' },
            ':one': { N: '1' },
          },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(Attributes?.['revision']?.N);
    },

    async due(nowMs, most, after) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: DUE_INDEX,
          KeyConditionExpression: 'dueList = :list AND dueAt <= :now',
          ExpressionAttributeValues: { ':list': { S: LIST }, ':now': { N: String(nowMs) } },
          Limit: most,
          ...(after && { ExclusiveStartKey: { ...key(after.key), dueList: { S: LIST }, dueAt: { N: String(after.dueAtMs) } } }),
        }),
      );
      return Items.map((row) => ({
        key: row['pk']?.S ?? '',
        revision: Number(row['revision']?.N ?? 0),
        dueAtMs: Number(row['dueAt']?.N ?? nowMs),
      }));
    },

    async settle(name, revision, nextMs) {
      const update = new UpdateItemCommand({
        TableName: table,
        Key: key(name),
        UpdateExpression:
          nextMs === null ? 'SET revision = revision + :one REMOVE dueList, dueAt' : 'SET dueAt = :at, revision = revision + :one',
        ConditionExpression: 'revision = :known',
        ExpressionAttributeValues: {
          ':known': { N: String(revision) },
          ':one': { N: '1' },
          ...(nextMs !== null && { ':at': { N: String(nextMs) } }),
        },
      });
      await client.send(update).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
  };
}
