// Promise: with our own S3 server misbehaving under load and the whole process tree killed twice, every acknowledged change is there once.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hunt, wordsOf } from './hunt.ts';

test('150 mutations from 50 devices under faults and two kills', { timeout: 300_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'haul-hunt-'));
  const report = await hunt(dataDir, { S3_FAULTS: '0.15' });
  console.log(`NOTE on our own S3: ${wordsOf(report)}`);
  expect([report.exactlyOnce, report.kills]).toEqual([report.tapped, 2]);
  expect(Object.values(report.retries).reduce((a, b) => a + b, 0)).toBeGreaterThan(10);
  await rm(dataDir, { recursive: true, force: true });
});
