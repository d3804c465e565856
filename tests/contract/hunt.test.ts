// Promise: with the store misbehaving under load and the whole process tree killed twice, every acknowledged change is there once: on our own S3
// server, and of a company that has moved to DynamoDB.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { localDynamoDb } from '../support/local-stores.ts';
import { hunt, wordsOf } from './hunt.ts';

test('150 mutations from 50 devices under faults and two kills', { timeout: 300_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'haul-hunt-'));
  const report = await hunt(dataDir, { S3_FAULTS: '0.15' });
  console.log(`NOTE on our own S3: ${wordsOf(report)}`);
  expect([report.exactlyOnce, report.kills]).toEqual([report.tapped, 2]);
  expect(Object.values(report.retries).reduce((a, b) => a + b, 0)).toBeGreaterThan(10);
  await rm(dataDir, { recursive: true, force: true });
});

test(
  'The same of a company on DynamoDB, moved there by the command while the cloud runs; and afterwards it moves back',
  { timeout: 300_000 },
  async () => {
    const [dataDir, dynamo] = [await mkdtemp(join(tmpdir(), 'haul-hunt-')), await localDynamoDb()];
    const proxy = await startFaultProxy(dynamo.endpoint);
    const kinds = ['throttled', 'conflict', 'cut-before', 'cut-after-commit'] as const;
    // Only jobs are saved in transactions: what signs people in stays well.
    proxy.meet((_method, _path, operation) =>
      operation === 'TransactWriteItems' && Math.random() < 0.2 ? (kinds[Math.floor(Math.random() * kinds.length)] ?? null) : null,
    );
    const env = { DYNAMODB_ENDPOINT: proxy.endpoint };
    const move = (to: string) =>
      promisify(execFile)('node_modules/.bin/node', ['infra/local/tenant.ts', 'move', 'quickdump', '--to', to], {
        env: { ...process.env, ...env, DATA_DIR: dataDir },
      });
    const report = await hunt(dataDir, env, () => move('dynamodb'));
    console.log(`NOTE on DynamoDB: ${wordsOf(report)}; met ${JSON.stringify(Object.fromEntries(proxy.met))}`);
    expect([report.exactlyOnce, report.kills]).toEqual([report.tapped, 2]);
    expect([...proxy.met.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(10);
    proxy.meet(() => null);
    const back = await move('s3');
    expect(back.stdout).toMatch(/The jobs of quickdump are on S3 \(jobs\.json\) now: \d+ jobs/);
    await Promise.all([proxy.close(), dynamo.close(), rm(dataDir, { recursive: true, force: true })]);
  },
);
