// Owns how long a tap takes until it is safe on the disk, beside IndexedDB itself and three peers. Method: one page of a real browser on a real
// profile; each in turn gets a new database, ten taps to warm up and then forty that are timed one by one, in several rounds whose order turns.
// Every write of everybody is flushed (`strict`), so an acknowledgement means the same: what was told as kept is there after a power cut.
// Replicache acknowledges from memory; its figure stands beside with that said, without a ratio. The ratio is between medians of one run.
import type { AloneBench, BenchRow } from './bench.ts';
import { withDevicePage } from './device-page.ts';
import { DEXIE, OURS, POUCHDB, RAW, REPLICACHE, RXDB } from './device-writers.ts';
import { inMs, median } from './spread.ts';

const ROUNDS = { full: 8, quick: 2 };
const TAPS = { warmUp: 10, timed: 40 };
const MOST = 1.3;
const PROMISES_LESS = REPLICACHE.name;

export const tap: AloneBench = {
  name: 'tap',
  alone: true,
  measure: ({ quick, onProgress }) =>
    withDevicePage([OURS, RAW, DEXIE, POUCHDB, RXDB, REPLICACHE], async (page, names, failed) => {
      const found = new Map(names.map((name) => [name, [] as number[]]));
      const rounds = quick ? ROUNDS.quick : ROUNDS.full;
      for (let round = 0; round < rounds; round++) {
        onProgress(`tap: round ${round + 1} of ${rounds}`);
        const first = round % names.length;
        for (const name of [...names.slice(first), ...names.slice(0, first)])
          found.get(name)?.push(...(await page.evaluate(timeTaps, { name, database: `round ${round}`, ...TAPS })));
      }
      return [...rowsOf(found), ...[...failed].map(couldNot)];
    }),
};

function rowsOf(found: ReadonlyMap<string, readonly number[]>): readonly BenchRow[] {
  const ours = found.get(OURS.name) ?? [];
  return [...found]
    .filter(([name]) => name !== OURS.name)
    .map(([name, theirs]) => {
      const row = { what: `tap → safe on disk, beside ${name}`, ours: inMs(ours), peer: `${name} ${inMs(theirs)}` };
      if (name === PROMISES_LESS) return { ...row, peer: `${row.peer}, told before it is on the disk`, budget: '–', held: null };
      const ratio = median(ours) / median(theirs);
      return name === RAW.name ? { ...row, ratio, budget: `≤ ${MOST} ×`, held: ratio <= MOST } : { ...row, ratio, budget: '–', held: null };
    });
}

const couldNot = ([name, why]: readonly [string, string]): BenchRow => ({
  what: `tap → safe on disk, beside ${name}`,
  ours: '–',
  peer: `could not run: ${why}`,
  budget: '–',
  held: null,
});

/** Runs in the page. */
async function timeTaps(order: { name: string; database: string; warmUp: number; timed: number }): Promise<number[]> {
  const writer = globalThis.writers[order.name];
  if (!writer) throw new Error(`nobody is called ${order.name}`);
  await writer.open(order.database);
  const took: number[] = [];
  for (let i = 0; i < order.warmUp + order.timed; i++) {
    const draft = {
      id: crypto.randomUUID(),
      schema: 1,
      job: '0198d3a0-0000-7000-8000-00000000000a',
      type: 'add_note',
      args: { text: `Gate code 4411, tap ${i}` },
      baseStatus: null,
      baseRev: null,
      tappedAt: new Date().toISOString(),
    };
    const begun = performance.now();
    await writer.one(draft);
    if (i >= order.warmUp) took.push(performance.now() - begun);
  }
  return took;
}
