// Owns what a company of 5,000 jobs costs on the DynamoDB store, beside 500 and 5,000 on one object. Method: the real adapters on our own S3 server and
// on dynoxide, in this process, both behind clients that count requests, bytes and DynamoDB's own units. *Poll* is a board's question with nothing
// new, *sync* one tap of a phone with its answer, *list* the hundred jobs that are under way, *cold* the first read of a sandbox. Then ten phones
// send at once, with the waiting of real regions laid before each request (S3: GET 63 ms, PUT 100 ms, as in the budgets; DynamoDB: 6 ms a read,
// 14 ms a transaction): how many commits a second there are, and how many tries each takes. Times are printed; judged are requests, read units, and
// three ratios of one run.
import { loadOf, type JobStoreLoad } from '../support/job-store-load.ts';
import { openMovableStores, type Sent } from '../support/movable-stores.ts';
import type { AloneBench, BenchRow } from './bench.ts';

const RATIO_AT_MOST = 1.5;
/** us-east-1, on demand, 2026-11-25, dollars a million. */
const PRICE = { put: 5, get: 0.4, write: 0.625, read: 0.125 };

export const jobStore: AloneBench = {
  alone: true,
  name: 'job-store',
  async measure(rig) {
    const stores = await openMovableStores();
    const found = new Map<string, JobStoreLoad>();
    try {
      for (const [where, jobs] of [
        ['s3', 500],
        ['s3', 5_000],
        ['dynamodb', 500],
        ['dynamodb', 5_000],
      ] as const) {
        const tenant = `bench-${where}-${jobs}`;
        rig.onProgress(`job-store: ${jobs} jobs on ${where}`);
        found.set(`${where} ${jobs}`, await loadOf(stores, tenant, where, jobs));
      }
    } finally {
      await stores.close();
    }
    return rowsOf(found);
  },
};

function rowsOf(found: ReadonlyMap<string, JobStoreLoad>): readonly BenchRow[] {
  const small = found.get('s3 500');
  const large = found.get('dynamodb 5000');
  if (!small || !large) throw new Error('not measured');
  const ratio = (one: number, other: number): string => `${one.toFixed(1)} ms, ${other.toFixed(1)} ms, ${(one / other).toFixed(2)}`;
  const budget = `≤ ${RATIO_AT_MOST}`;
  return [
    ...Array.from(found, ([name, each]) => rowOf(name, each)),
    {
      what: 'board poll: 5,000 on DynamoDB, 500 on S3, ratio',
      ours: ratio(large.pollMs, small.pollMs),
      budget,
      held: large.pollMs / small.pollMs <= RATIO_AT_MOST,
    },
    {
      what: 'sync of a tap: the same',
      ours: ratio(large.syncMs, small.syncMs),
      budget,
      held: large.syncMs / small.syncMs <= RATIO_AT_MOST,
    },
    {
      what: 'list of what is under way: the same',
      ours: ratio(large.listMs, small.listMs),
      budget,
      held: large.listMs / small.listMs <= RATIO_AT_MOST,
    },
    {
      what: 'requests of a poll, a list and a tap on DynamoDB',
      ours: `${sum(large.poll)}, ${sum(large.list)} and ${sum(large.sync)}`,
      budget: '1, 1 and 2',
      held: sum(large.poll) === 1 && sum(large.list) === 1 && sum(large.sync) === 2,
    },
    {
      what: 'first read of a sandbox: read units a job at 5,000 jobs',
      ours: ((large.cold['read'] ?? 0) / 5_000).toFixed(3),
      budget: '≤ 0.25',
      held: (large.cold['read'] ?? 0) / 5_000 <= 0.25,
    },
  ];
}

function rowOf(name: string, each: JobStoreLoad): BenchRow {
  const units = (sent: Sent): string =>
    ['put', 'get', 'write', 'read'].flatMap((unit) => (sent[unit] ? [`${unit} ${Number(sent[unit]?.toFixed(2))}`] : [])).join(' + ');
  const ours = [
    `poll ${each.pollMs.toFixed(1)} ms (${units(each.poll)}, ${dollars(each.poll)})`,
    `sync ${each.syncMs.toFixed(1)} ms (${units(each.sync)}, ${dollars(each.sync)})`,
    `list ${each.listMs.toFixed(1)} ms`,
    `cold ${each.coldMs.toFixed(0)} ms (${units(each.cold)}, ${dollars(each.cold)})`,
    `ten phones: ${each.commitsASecond.toFixed(1)} commits a second, ${each.triesACommit.toFixed(1)} writes each`,
  ];
  return { what: `${name} jobs`, ours: ours.join('; '), budget: '–', held: null };
}

/** of a million of them */
const dollars = (sent: Sent): string =>
  `$${Object.entries(PRICE)
    .reduce((total, [unit, price]) => total + (sent[unit] ?? 0) * price, 0)
    .toFixed(2)} a million`;
const sum = (sent: Sent): number => ['GetItem', 'Query', 'TransactWriteItems'].reduce((total, name) => total + (sent[name] ?? 0), 0);
