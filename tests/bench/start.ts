// Owns what an engineer waits for: the second start of the local cloud until it says ready, a whole build, and all unit tests, each in a process of
// its own, once (no median: a build is minutes of work on a busy machine). The data folder of the second start is the one of the first, with the demo
// companies in it. Times are printed, never judged.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloudProcess } from '../support/cloud-process.ts';
import type { AloneBench, BenchRow } from './bench.ts';

const BUDGET_S = { start: 5, build: 15, unit: 10 };

export const start: AloneBench = {
  name: 'start',
  alone: true,
  async measure({ quick, onProgress }) {
    const rows = [rowOf('second `npm start` until ready', await secondStart(onProgress), BUDGET_S.start)];
    if (quick) return rows;
    onProgress('start: a whole build');
    rows.push(rowOf('`npm run build`', await timed('node_modules/.bin/node', ['infra/build.ts']), BUDGET_S.build));
    onProgress('start: unit tests');
    rows.push(rowOf('unit tests', await timed('node_modules/.bin/vitest', ['run', 'tests/unit']), BUDGET_S.unit));
    return rows;
  },
};

const rowOf = (what: string, seconds: number, most: number): BenchRow => ({
  what,
  ours: `${seconds.toFixed(1)} s`,
  budget: `≤ ${most} s`,
  held: seconds <= most,
  judged: false,
});

async function secondStart(onProgress: (line: string) => void): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'haul-start-'));
  try {
    onProgress('start: a first start, with its data');
    await (await startCloudProcess({ dataDir })).stop();
    const begun = performance.now();
    const cloud = await startCloudProcess({ dataDir });
    const tookMs = performance.now() - begun;
    await cloud.stop();
    return tookMs / 1_000;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function timed(command: string, words: readonly string[]): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve((performance.now() - begun) / 1_000) : reject(new Error(`${command} ${words.join(' ')} ended with ${code}`)),
    );
  });
}
