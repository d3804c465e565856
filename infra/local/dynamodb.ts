// Owns the local DynamoDB: one binary on its own port, with its data in one file; found again and swept if a parent died before it.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateTableCommand,
  DescribeTableCommand,
  ResourceInUseException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type AttributeDefinition,
  type CreateGlobalSecondaryIndexAction,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';

const BINARY = 'node_modules/@dynoxide/linux-x64/dynoxide';

export interface LocalDynamoDb {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** @throws Error with one line when there is no binary for this machine and no DYNAMODB_ENDPOINT */
export async function startDynamoDb(dir: string, given: string | undefined): Promise<LocalDynamoDb> {
  if (given) return { endpoint: given, close: () => Promise.resolve() };
  const binary = findBinary();
  const pidFile = join(dir, 'dynamodb.pid');
  sweep(pidFile);
  const port = await freePort();
  const child = spawn(binary, ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', join(dir, 'dynamodb.sqlite')], {
    stdio: 'ignore',
  });
  writeFileSync(pidFile, String(child.pid));
  process.once('exit', () => child.kill('SIGKILL'));
  await answers(port, child);
  return { endpoint: `http://127.0.0.1:${port}`, close: () => stop(child, pidFile) };
}

/** What is due, by time: sparse, as only rows that are due have `dueList`. */
const DUE_INDEX: CreateGlobalSecondaryIndexAction = {
  IndexName: 'due',
  KeySchema: [
    { AttributeName: 'dueList', KeyType: 'HASH' },
    { AttributeName: 'dueAt', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['revision'] },
};
const DUE_ATTRIBUTES: AttributeDefinition[] = [
  { AttributeName: 'pk', AttributeType: 'S' },
  { AttributeName: 'dueList', AttributeType: 'S' },
  { AttributeName: 'dueAt', AttributeType: 'N' },
];

/** The three tables, as they are on AWS. */
export async function createTables(client: DynamoDBClient, rosterTable: string, shortLivedTable: string, jobsTable: string): Promise<void> {
  await createTable(client, rosterTable, ['pk', 'sk']);
  await createTable(client, jobsTable, ['pk', 'sk']);
  await createTable(client, shortLivedTable, ['pk']);
  await createDueIndex(client, shortLivedTable);
  for (const TableName of [shortLivedTable, jobsTable])
    await client
      .send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } }))
      .catch(() => undefined);
}

/** Added to the table, so that one of an earlier release gets it too. */
async function createDueIndex(client: DynamoDBClient, name: string): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  if (Table?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === DUE_INDEX.IndexName)) return;
  await client.send(
    new UpdateTableCommand({
      TableName: name,
      AttributeDefinitions: DUE_ATTRIBUTES,
      GlobalSecondaryIndexUpdates: [{ Create: DUE_INDEX }],
    }),
  );
}

async function createTable(client: DynamoDBClient, name: string, keys: readonly string[]): Promise<void> {
  const AttributeDefinitions = keys.map((key): AttributeDefinition => ({ AttributeName: key, AttributeType: 'S' }));
  const KeySchema = keys.map((key, index): KeySchemaElement => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
  try {
    await client.send(new CreateTableCommand({ TableName: name, AttributeDefinitions, KeySchema, BillingMode: 'PAY_PER_REQUEST' }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}

function findBinary(): string {
  const found = existsSync(BINARY) ? BINARY : null;
  if (!found)
    throw new Error(
      `Cannot start DynamoDB: there is no binary for ${process.platform}-${process.arch}. Set DYNAMODB_ENDPOINT to a DynamoDB of your own.`,
    );
  return resolve(found);
}

/** A parent that was killed leaves the binary running: it is stopped, if the number still belongs to it. */
function sweep(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  rmSync(pidFile, { force: true });
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dynoxide')) process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`Cannot start DynamoDB: it ended with code ${child.exitCode}`);
    const up = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (up) return;
    await sleep(25);
  }
  throw new Error('Cannot start DynamoDB: it does not answer');
}

async function stop(child: ChildProcess, pidFile: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(1_500).then(() => child.kill('SIGKILL'))]);
  }
  rmSync(pidFile, { force: true });
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
      .once('error', fail)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as AddressInfo;
        probe.close(() => done(port));
      });
  });
}
