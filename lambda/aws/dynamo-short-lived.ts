// Owns the table `short_lived`: rows that end by themselves. DynamoDB sweeps them late, so an expired row is filtered here.
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { ShortLivedStore } from '../port.ts';

export interface DynamoShortLivedOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** milliseconds since 1970 */
  readonly now: () => number;
}

/** A counter is its row's revision. */
const UNUSED = { ':unused': { S: 'null' } };

export function createDynamoShortLived({ client, table, now }: DynamoShortLivedOptions): ShortLivedStore {
  const key = (name: string) => ({ pk: { S: name } });
  const nowSeconds = () => ({ N: String(Math.floor(now() / 1000)) });
  const expiry = (expiresAtMs: number) => ({ N: String(Math.ceil(expiresAtMs / 1000)) });

  return {
    async get(name) {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key(name), ConsistentRead: true }));
      if (!Item || Number(Item['expiresAt']?.N ?? 0) * 1000 <= now()) return null;
      return { value: JSON.parse(Item['value']?.S ?? 'null') as unknown, revision: Number(Item['revision']?.N ?? 0) };
    },

    async put(name, value, expiresAtMs, ifRevision) {
      const absent = 'attribute_not_exists(pk) OR expiresAt <= :now';
      const condition = ifRevision === undefined ? null : ifRevision === 0 ? absent : 'revision = :known AND expiresAt > :now';
      const update = new UpdateItemCommand({
        TableName: table,
        Key: key(name),
        UpdateExpression: 'SET #value = :value, expiresAt = :expires, revision = if_not_exists(revision, :zero) + :one',
        ExpressionAttributeNames: { '#value': 'value' },
        ExpressionAttributeValues: {
          ':value': { S: JSON.stringify(value) },
          ':expires': expiry(expiresAtMs),
          ':zero': { N: '0' },
          ':one': { N: '1' },
          ...(condition && { ':now': nowSeconds() }),
          ...(ifRevision && { ':known': { N: String(ifRevision) } }),
        },
        ...(condition && { ConditionExpression: condition }),
      });
      return sent(update);
    },

    async increment(name, expiresAtMs) {
      const running = await count(
        name,
        'SET revision = revision + :one, #value = :unused',
        'attribute_exists(pk) AND expiresAt > :now',
        UNUSED,
      );
      if (running !== null) return running;
      const begun = new PutItemCommand({
        TableName: table,
        Item: { ...key(name), value: { S: 'null' }, revision: { N: '1' }, expiresAt: expiry(expiresAtMs) },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': nowSeconds() },
      });
      // Somebody else may have begun it in between: then it is running, and we add to theirs.
      return (await sent(begun)) ? 1 : this.increment(name, expiresAtMs);
    },

    async decrement(name) {
      await count(name, 'SET revision = revision - :one, #value = :unused', 'revision >= :one AND expiresAt > :now', UNUSED);
    },

    async remove(name) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: key(name) }));
    },
  };

  async function count(name: string, update: string, condition: string, values: Record<string, { S: string }>): Promise<number | null> {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key(name),
          UpdateExpression: update,
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#value': 'value' },
          ExpressionAttributeValues: { ':one': { N: '1' }, ':now': nowSeconds(), ...values },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(Attributes?.['revision']?.N);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null;
      throw error;
    }
  }

  async function sent(command: UpdateItemCommand | PutItemCommand): Promise<boolean> {
    try {
      await (command instanceof PutItemCommand ? client.send(command) : client.send(command));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
