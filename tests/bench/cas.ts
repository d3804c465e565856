// Owns what many phones cost at one object that is written by compare-and-swap. Method: the store and the core as they are, on a company of a megabyte,
// in virtual time (`contention.ts`): S3 takes 63 ms for a GET and 100 ms for a PUT as it was measured to, a sandbox's processor what reading, deciding
// and packing that object takes here, and each sandbox has a processor of its own, as on Lambda. A hundred of them on the two cores of one machine
// would measure that machine: the first version of this bench did, until it stood still. *Steady* is a change every 200 ms, early or late by chance,
// and then changes that come by chance alone. *Reconnect* is 100 phones with one change each, first drains spread over ten seconds. Judged: each change
// exactly once, and PUTs.
import { gunzipSync, gzipSync } from 'node:zlib';
import { readBook, writeBook, type JobBook } from '../../src/core/job-book.ts';
import { bookOf, byChance, contend, type Contention } from '../support/contention.ts';
import { randomOf } from '../support/virtual-time.ts';
import type { AloneBench, BenchRow } from './bench.ts';
import { median, quantile } from './spread.ts';

const S3_MS = { get: 63, put: 100 };
/** a megabyte as JSON */
const JOBS = 400;
const CHANGES = 100;
const SEEDS = { full: [1, 2, 3], quick: [1] };
const MOST = { steadyPuts: 1.6, puts: 3.5, settledMs: 30_000 };

export const cas: AloneBench = {
  name: 'cas',
  alone: true,
  async measure({ quick, onProgress }) {
    const book = bookOf(JOBS);
    const computeMs = computeOf(book);
    const seeds = quick ? SEEDS.quick : SEEDS.full;
    const load = async (name: string, dueMs: (random: () => number) => readonly number[]): Promise<readonly Contention[]> => {
      onProgress(`cas: ${seeds.length} × ${CHANGES} changes, ${name}`);
      const runs: Contention[] = [];
      for (const seed of seeds) runs.push(await contend({ book, seed, dueMs: dueMs(randomOf(seed)), s3Ms: S3_MS, computeMs }));
      return runs;
    };
    const steady = await load('one each 200 ms', (random) => Array.from({ length: CHANGES }, (_, index) => (index + random()) * 200));
    const chance = await load('5 a second by chance', (random) => byChance(CHANGES, 5, random));
    const back = await load('all back within 10 s', (random) => Array.from({ length: CHANGES }, () => random() * 10_000));
    const size = `object ${(writeBook(book).length / 1e6).toFixed(2)} MB, ${computeMs.toFixed(0)} ms of a processor a try`;
    return rowsOf({ steady, chance, back }, size);
  },
};

interface Loads {
  readonly steady: readonly Contention[];
  readonly chance: readonly Contention[];
  readonly back: readonly Contention[];
}

function rowsOf({ steady, chance, back }: Loads, size: string): readonly BenchRow[] {
  const all = [...steady, ...chance, ...back];
  const sum = (name: 'lost' | 'doubled' | 'comeAgain'): number => all.reduce((total, run) => total + run[name], 0);
  const settledMs = Math.max(...back.map((run) => run.settledMs));
  const [lost, doubled] = [sum('lost'), sum('doubled')];
  return [
    putsRow(`PUTs a change, one each 200 ms (${size})`, steady, MOST.steadyPuts),
    putsRow('PUTs a change, 5 a second by chance', chance, null),
    putsRow(
      `PUTs a phone, ${CHANGES} phones back within 10 s (${Math.max(...back.map((run) => run.sandboxes))} sandboxes at most)`,
      back,
      MOST.puts,
    ),
    {
      what: 'all of them settled after',
      ours: `${(settledMs / 1_000).toFixed(1)} s`,
      budget: `≤ ${MOST.settledMs / 1_000} s`,
      held: settledMs <= MOST.settledMs,
    },
    {
      what: `changes lost, doubled, of ${all.length * CHANGES} (${sum('comeAgain')} were told to come again)`,
      ours: `${lost}, ${doubled}`,
      budget: '0, 0',
      held: lost + doubled === 0,
    },
  ];
}

function putsRow(what: string, runs: readonly Contention[], most: number | null): BenchRow {
  const puts = runs.reduce((sum, run) => sum + run.puts, 0) / (runs.length * CHANGES);
  const tookMs = runs.flatMap((run) => run.tookMs);
  return {
    what,
    ours: `${puts.toFixed(2)}; answered in ${quantile(tookMs, 0.5).toFixed(0)} ms, p95 ${quantile(tookMs, 0.95).toFixed(0)} ms`,
    peer: '1: nobody else writes',
    ratio: puts,
    budget: most === null ? '–' : `≤ ${most}`,
    held: most === null ? null : puts <= most,
  };
}

/** Processor time, not the clock's: others use this machine too. */
function computeOf(book: JobBook): number {
  const stored = gzipSync(writeBook(book));
  const once = (): number => {
    const before = process.cpuUsage();
    const read = readBook(JSON.parse(gunzipSync(stored).toString()));
    if (!read.ok) throw new Error(read.error);
    gzipSync(writeBook(read.value), { level: 1 });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  return median(Array.from({ length: 15 }, once));
}
