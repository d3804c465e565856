// Owns `npm run bench`: what is measured, against which budget, and whether it held; a table for people, JSON for machines.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloudProcess } from '../support/cloud-process.ts';
import type { Bench, BenchRow } from './bench.ts';
import { board } from './board.ts';
import { crewShell } from './crew-shell.ts';
import { installOnce } from './install.ts';
import { jobStore } from './job-store.ts';
import { lighthouse } from './lighthouse.ts';
import { trackingPage } from './tracking-page.ts';

const BENCHES: readonly Bench[] = [crewShell, trackingPage, board, jobStore, lighthouse];
const RESULTS = 'test-results/bench.json';

const wanted = process.argv.includes('--only') ? process.argv.slice(process.argv.indexOf('--only') + 1) : null;
const unknown = wanted?.find((name) => BENCHES.every((bench) => bench.name !== name));
if (unknown !== undefined) throw new Error(`Cannot measure "${unknown}": use ${BENCHES.map(({ name }) => name).join(', ')}.`);

const onProgress = (line: string): void => console.log(`… ${line}`);
await installOnce(onProgress);
const dataDir = await mkdtemp(join(tmpdir(), 'haul-bench-'));
onProgress('starting a local cloud');
const cloud = await startCloudProcess({ dataDir });
const rows: BenchRow[] = [];
try {
  for (const bench of BENCHES.filter(({ name }) => !wanted || wanted.includes(name))) {
    onProgress(bench.name);
    rows.push(...(await bench.measure({ origin: cloud.origin, dataDir, onProgress })));
  }
} finally {
  await cloud.stop();
  await rm(dataDir, { recursive: true, force: true });
}
await mkdir('test-results', { recursive: true });
await writeFile(RESULTS, `${JSON.stringify({ at: new Date().toISOString(), node: process.version, rows }, null, 2)}\n`);
for (const line of table(rows)) console.log(line);
console.log(`written to ${RESULTS}`);
process.exitCode = rows.some(({ held }) => held === false) ? 1 : 0;

function table(found: readonly BenchRow[]): readonly string[] {
  const cells = found.map(({ what, ours, budget, held }) => [what, ours, budget, held === null ? '–' : held ? 'yes' : 'NO']);
  const all = [['what', 'ours', 'budget', 'held?'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
