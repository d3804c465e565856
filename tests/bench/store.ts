// Owns how long 10,000 jobs take into the device's store, beside the same jobs as rows of IndexedDB itself and of Dexie. Method: one page of a real
// browser; each in turn gets a new database and all jobs at once, in one flushed transaction, in several rounds after one to warm up. Ours lays
// them into a hundred records: what it saves is requests, not bytes. The ratio is between medians of one run.
import type { AloneBench, BenchRow } from './bench.ts';
import { withDevicePage } from './device-page.ts';
import { DEXIE, OURS, RAW } from './device-writers.ts';
import { inMs, median } from './spread.ts';

const ROUNDS = { full: 5, quick: 1 };
const JOBS = 10_000;
const MOST_MS = 100;

export const store: AloneBench = {
  name: 'store',
  alone: true,
  measure: ({ quick, onProgress }) =>
    withDevicePage([OURS, RAW, DEXIE], async (page, names) => {
      const found = new Map(names.map((name) => [name, [] as number[]]));
      const rounds = quick ? ROUNDS.quick : ROUNDS.full;
      for (let round = 0; round <= rounds; round++) {
        onProgress(`store: round ${round} of ${rounds}`);
        for (const name of names) {
          const tookMs = await page.evaluate(timeMany, { name, database: `many ${round}`, count: JOBS });
          if (round > 0) found.get(name)?.push(tookMs);
        }
      }
      return rowsOf(found);
    }),
};

function rowsOf(found: ReadonlyMap<string, readonly number[]>): readonly BenchRow[] {
  const ours = found.get(OURS.name) ?? [];
  return [...found]
    .filter(([name]) => name !== OURS.name)
    .map(([name, theirs]) => ({
      what: '10,000 jobs into IndexedDB',
      ours: inMs(ours),
      peer: `${name}, a row each, ${inMs(theirs)}`,
      ratio: median(ours) / median(theirs),
      budget: `≤ ${MOST_MS} ms`,
      held: median(ours) <= MOST_MS,
      judged: false,
    }));
}

/** Runs in the page. */
async function timeMany(order: { name: string; database: string; count: number }): Promise<number> {
  const writer = globalThis.writers[order.name];
  if (!writer?.many) throw new Error(`${order.name} writes one by one only`);
  await writer.open(order.database);
  const jobs = Array.from({ length: order.count }, (_, i) => ({
    id: `0198d3a0-0000-7000-8000-${i.toString(16).padStart(12, '0')}`,
    number: i + 1,
    rev: 2,
    status: 'ready_for_pickup',
    customer: { name: `Customer ${i}`, phone: '(617) 555-0148' },
    address: `${i} Gwinnett St, Hyde Park`,
    service: 'sofa',
    window: { date: '2026-11-25', slot: '10-12' },
    notes: i % 3 ? '' : 'Gate code 4411',
    crew: { driver: '0198d3a0-0000-7000-8000-00000000000a', first_mate: null, supervisor: null },
    history: [
      {
        id: `0198d3a0-0000-7000-8001-${i.toString(16).padStart(12, '0')}`,
        type: 'create_job',
        at: '2026-11-24T15:00:00.000Z',
        by: 'customer',
      },
      {
        id: `0198d3a0-0000-7000-8002-${i.toString(16).padStart(12, '0')}`,
        type: 'set_status',
        at: '2026-11-25T13:00:00.000Z',
        by: 'office',
      },
    ],
  }));
  const begun = performance.now();
  await writer.many(jobs);
  return performance.now() - begun;
}
