// Owns `npm run bench`: what is measured, against which budget and beside whom, and whether it held; a table for people, JSON for machines.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloudProcess } from '../support/cloud-process.ts';
import type { BenchRow } from './bench.ts';
import { BENCHES } from './benches.ts';
import { installOnce } from './install.ts';
import { machine } from './machine.ts';
import { measureApart, type Order } from './measure-apart.ts';
import { markdownTable, textTable } from './table.ts';

const RESULTS = 'test-results/bench.json';
const TABLE = 'test-results/bench.md';

const words = process.argv.slice(2);
const wanted = words.includes('--only') ? words.filter((word) => !word.startsWith('--')) : null;
const unknown = wanted?.find((name) => BENCHES.every((bench) => bench.name !== name));
if (unknown !== undefined) throw new Error(`Cannot measure "${unknown}": use ${BENCHES.map(({ name }) => name).join(', ')}.`);

const onProgress = (line: string): void => console.log(`… ${line}`);
await installOnce(onProgress);
const about = machine();
for (const line of about) console.log(line);
const quick = words.includes('--quick');
const chosen = BENCHES.filter(({ name }) => !wanted || wanted.includes(name));
const alone = chosen.filter((bench) => 'alone' in bench).map(({ name }) => name);
const inCloud = chosen.filter((bench) => !('alone' in bench)).map(({ name }) => name);
const rows = [...(await measureAll(alone, null)), ...(inCloud.length > 0 ? await withCloud((cloud) => measureAll(inCloud, cloud)) : [])];
await mkdir('test-results', { recursive: true });
await writeFile(RESULTS, `${JSON.stringify({ at: new Date().toISOString(), machine: about, quick, rows }, null, 2)}\n`);
await writeFile(TABLE, `${[...about, '', ...markdownTable(rows)].join('\n')}\n`);
for (const line of textTable(rows)) console.log(line);
console.log(`written to ${RESULTS} and ${TABLE}`);
process.exitCode = rows.some(({ held, judged = true }) => held === false && judged) ? 1 : 0;

/** One that cannot run says why, and the others go on. */
async function measureAll(names: readonly string[], cloud: Order['cloud']): Promise<readonly BenchRow[]> {
  const found: BenchRow[] = [];
  for (const name of names) {
    onProgress(name);
    const beganMs = Date.now();
    found.push(...(await measureApart({ name, quick, cloud }, onProgress)));
    onProgress(`${name}: ${((Date.now() - beganMs) / 1_000).toFixed(0)} s`);
  }
  return found;
}

async function withCloud<Value>(work: (cloud: NonNullable<Order['cloud']>) => Promise<Value>): Promise<Value> {
  const dataDir = await mkdtemp(join(tmpdir(), 'haul-bench-'));
  onProgress('starting a local cloud');
  const cloud = await startCloudProcess({ dataDir });
  try {
    return await work({ origin: cloud.origin, dataDir });
  } finally {
    await cloud.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
