// Promise of the archiver on one machine: the bundle that goes to AWS is woken by a timer, goes through all companies and says so.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startCloudProcess } from '../support/cloud-process.ts';

test('Each run ends with a line that tells how many jobs left, and of how many companies', { timeout: 120_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'haul-archive-'));
  const cloud = await startCloudProcess({ dataDir, env: { ARCHIVE_EVERY_MS: '500' } });
  try {
    const line = await vi.waitFor(
      async () => {
        const log = await readFile(join(dataDir, 'logs', 'archive.log'), 'utf8');
        const runs = log.split('\n').filter((each) => each.includes('jobs-archived'));
        // The first ones may come before both demo companies are made.
        const found = runs.map((each) => JSON.parse(each) as Record<string, unknown>).find(({ companies }) => companies === 2);
        if (found === undefined) throw new Error(`no run yet: ${log}`);
        return found;
      },
      { timeout: 60_000, interval: 250 },
    );
    expect(line).toMatchObject({ event: 'jobs-archived', companies: 2, failed: 0, CompaniesNotArchived: 0 });
  } finally {
    await cloud.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
