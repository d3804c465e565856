// Owns the one DynamoDB client of a sandbox, in a chunk of its own so that requests without it start faster.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TenantId } from '#core/id';
import type { StoreConfig } from '../config.ts';
import type { DueStore, RosterStore, ShortLivedStore } from '../port.ts';
import { createDynamoDue } from './dynamo-due.ts';
import { createDynamoRoster } from './dynamo-roster.ts';
import { createDynamoShortLived } from './dynamo-short-lived.ts';
import { reached } from './reached.ts';

let client: DynamoDBClient | null = null;
const clientFor = (config: StoreConfig): DynamoDBClient => (client ??= openClient(config));

function openClient(config: StoreConfig): DynamoDBClient {
  const opened = new DynamoDBClient({
    region: config.AWS_REGION,
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  });
  opened.middlewareStack.add((next) => (args) => reached('dynamodb', next(args)), { step: 'initialize', name: 'reached' });
  return opened;
}

export const openRoster = (config: StoreConfig, tenant: TenantId): RosterStore =>
  createDynamoRoster({ client: clientFor(config), table: config.ROSTER_TABLE, tenant });
export const openShortLived = (config: StoreConfig, now: () => number): ShortLivedStore =>
  createDynamoShortLived({ client: clientFor(config), table: config.SHORT_LIVED_TABLE, now });
export const openDue = (config: StoreConfig): DueStore => createDynamoDue({ client: clientFor(config), table: config.SHORT_LIVED_TABLE });
