// Owns the one DynamoDB client of a sandbox, in a chunk of its own so that requests without it start faster.
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { TenantId } from '#core/id';
import type { StoreConfig } from '../config.ts';
import type { DueStore, RosterStore, ShortLivedStore } from '../port.ts';
import { createDynamoDue } from './dynamo-due.ts';
import { createDynamoRoster } from './dynamo-roster.ts';
import { createDynamoShortLived } from './dynamo-short-lived.ts';
import { StoreUnreachable } from '../store-errors.ts';
import { reached } from './reached.ts';

let client: DynamoDBClient | null = null;
export const clientFor = (config: StoreConfig): DynamoDBClient => (client ??= openDynamoDb({ region: config.AWS_REGION }));

export function openDynamoDb(config: DynamoDBClientConfig): DynamoDBClient {
  const opened = new DynamoDBClient({
    ...config,
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  });
  opened.middlewareStack.add((next) => (args) => reached('dynamodb', unthrottled(next(args))), { step: 'initialize', name: 'reached' });
  return opened;
}

/** The SDK gives up on these after its own tries; it marks them as final errors of the one who asks. */
async function unthrottled<Answer>(request: Promise<Answer>): Promise<Answer> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Error && /^(Throttl|ProvisionedThroughput|RequestLimit)/.test(error.name))
      throw new StoreUnreachable('dynamodb', 429, error);
    throw error;
  }
}

export const openRoster = (config: StoreConfig, tenant: TenantId): RosterStore =>
  createDynamoRoster({ client: clientFor(config), table: config.ROSTER_TABLE, tenant });
export const openShortLived = (config: StoreConfig, now: () => number): ShortLivedStore =>
  createDynamoShortLived({ client: clientFor(config), table: config.SHORT_LIVED_TABLE, now });
export const openDue = (config: StoreConfig): DueStore => createDynamoDue({ client: clientFor(config), table: config.SHORT_LIVED_TABLE });
