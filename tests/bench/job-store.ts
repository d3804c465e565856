// Owns what a company of 5,000 jobs costs on the DynamoDB store, beside 500 and 5,000 on one object. Method: the real adapters on our own S3 server and
// on dynoxide, in this process, both behind clients that count requests, bytes and DynamoDB's own units. *Poll* is a board's question with nothing
// new, *sync* one tap of a phone with its answer, *list* the jobs of one state, *cold* the first read of a sandbox. Then ten phones send at once, with
// the waiting of real regions laid before each request (S3: GET 63 ms, PUT 100 ms, as in the budgets; DynamoDB: 6 ms a read, 14 ms a transaction):
// how many commits a second there are, and how many tries each takes. Times are printed; judged are requests, and two ratios of one run.
import { setTimeout as sleep } from 'node:timers/promises';
import { changesSince } from '#core/changes';
import { exchange } from '#core/exchange';
import type { DeviceId } from '#core/id';
import { emptyBook, type JobBook } from '#core/job-book';
import { syncRequestSchema } from '#core/protocol';
import { ok } from '#core/result';
import { listViewOf } from '#core/visibility';
import type { JobStore } from '#lambda/port';
import * as v from 'valibot';
import { COMPANY, DANA, deviceOf, nextId, readyJob } from '../support/core-scene.ts';
import { openMovableStores, type MovableStores, type Sent } from '../support/movable-stores.ts';
import type { Bench, BenchRow } from './bench.ts';

const TIMES = 30;
const PHONES = 10;
const LOAD_MS = 8_000;
const RATIO_AT_MOST = 1.5;
const WAIT_MS = { GetObject: 63, PutObject: 100, GetItem: 6, Query: 6, TransactWriteItems: 14 } as const;
/** us-east-1, on demand, 2026-11-25, dollars a million. */
const PRICE = { put: 5, get: 0.4, write: 0.625, read: 0.125 };

interface Measured {
  readonly pollMs: number;
  readonly syncMs: number;
  readonly listMs: number;
  readonly coldMs: number;
  readonly poll: Sent;
  readonly sync: Sent;
  readonly cold: Sent;
  readonly commitsASecond: number;
  readonly triesACommit: number;
}

export const jobStore: Bench = {
  name: 'job-store',
  async measure(rig) {
    const stores = await openMovableStores();
    const found = new Map<string, Measured>();
    try {
      for (const [where, jobs] of [
        ['s3', 500],
        ['s3', 5_000],
        ['dynamodb', 500],
        ['dynamodb', 5_000],
      ] as const) {
        const tenant = `bench-${where}-${jobs}`;
        rig.onProgress(`job-store: ${jobs} jobs on ${where}`);
        await stores.open(tenant).change(() => ok({ book: bookOf(jobs), answer: null }));
        if (where === 'dynamodb') await stores.moveToDynamoDb(tenant);
        found.set(`${where} ${jobs}`, await measureStore(stores, tenant));
      }
    } finally {
      await stores.close();
    }
    return rowsOf(found);
  },
};

/** Each job with the history of one that is on its way; what a company has in its book. */
function bookOf(jobs: number): JobBook {
  const [stored] = readyJob().book().jobs.values();
  if (!stored) throw new Error('no job');
  const all = Array.from({ length: jobs }, (_, i) => {
    const [id, first] = [nextId(), 1001 + i];
    const history = stored.job.history.map((entry) => ({ ...entry, id: nextId() }));
    return { version: 1 + (i % 50), job: { ...stored.job, id, number: first, history } };
  });
  return {
    ...emptyBook(),
    version: 50,
    nextNumber: 1001 + jobs,
    jobs: new Map(all.map((each) => [each.job.id, each])) as unknown as JobBook['jobs'],
  };
}

async function measureStore(stores: MovableStores, tenant: string): Promise<Measured> {
  const store = stores.open(tenant);
  const jobs = [...(await bookIn(store)).jobs.keys()];
  const phone = deviceOf();
  let seq = 0;
  const tap = () => send(store, phone, ++seq, jobs[seq % jobs.length] ?? '');
  const poll = async () => {
    const book = await bookIn(store);
    return changesSince(book, { epoch: book.epoch, version: book.version }, DANA);
  };
  const list = async () =>
    [...(await bookIn(store)).jobs.values()].flatMap(({ job }) => (job.status === 'ready_for_pickup' ? listViewOf(job, DANA) : []));
  await tap();
  const [polled, synced, listed] = [await timed(stores, poll), await timed(stores, tap), await timed(stores, list)];
  const cold = await timed(stores, () => bookIn(stores.open(tenant)), 3);
  return {
    pollMs: polled.ms,
    syncMs: synced.ms,
    listMs: listed.ms,
    coldMs: cold.ms,
    poll: polled.sent,
    sync: synced.sent,
    cold: cold.sent,
    ...(await underLoad(stores, tenant, jobs)),
  };
}

/** The median of several, and what one of them sent on average. */
async function timed(stores: MovableStores, work: () => Promise<unknown>, times = TIMES): Promise<{ ms: number; sent: Sent }> {
  const before = stores.sent();
  const all: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await work();
    all.push(performance.now() - began);
  }
  const after = stores.sent();
  const sent = Object.fromEntries(Object.keys(after).map((name) => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / times]));
  return { ms: all.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? 0, sent };
}

async function underLoad(stores: MovableStores, tenant: string, jobs: readonly string[]) {
  stores.wait((operation) => sleep(WAIT_MS[operation as keyof typeof WAIT_MS] ?? 6));
  const before = stores.sent();
  const until = performance.now() + LOAD_MS;
  let commits = 0;
  await Promise.all(
    Array.from({ length: PHONES }, async () => {
      const [store, phone] = [stores.open(tenant), deviceOf()];
      for (let seq = 1; performance.now() < until; seq++) {
        await send(store, phone, seq, jobs[Math.floor(Math.random() * jobs.length)] ?? '');
        commits += 1;
      }
    }),
  );
  stores.wait(null);
  const writes = (all: Sent): number => (all['PutObject'] ?? 0) + (all['TransactWriteItems'] ?? 0);
  return { commitsASecond: commits / (LOAD_MS / 1_000), triesACommit: (writes(stores.sent()) - writes(before)) / commits };
}

async function bookIn(store: JobStore): Promise<JobBook> {
  const book = await store.read();
  if (!book.ok) throw new Error(book.error.detail);
  return book.value;
}

async function send(store: JobStore, device: DeviceId, seq: number, job: string): Promise<void> {
  const at = new Date().toISOString();
  const note = {
    schema: 1,
    id: nextId(),
    seq,
    job,
    type: 'add_note',
    args: { text: 'Side gate, dog is friendly' },
    baseStatus: null,
    baseRev: null,
    tappedAt: at,
  };
  for (;;) {
    const saved = await store.change((book) => {
      const cursor = { epoch: book.epoch, version: book.version };
      const request = v.parse(syncRequestSchema, { protocol: 1, device, author: DANA.id, sentAt: at, cursor, mutations: [note] });
      const made = exchange(book, request, { actor: DANA, company: COMPANY, nowMs: Date.now(), memberExists: () => true });
      return made.ok ? ok({ book: made.value.book, answer: made.value.answer }) : made;
    });
    if (saved.ok) return;
    if (saved.error.code !== 'store-busy') throw new Error(saved.error.detail);
  }
}

function rowsOf(found: ReadonlyMap<string, Measured>): readonly BenchRow[] {
  const small = found.get('s3 500');
  const large = found.get('dynamodb 5000');
  if (!small || !large) throw new Error('not measured');
  const ratio = (one: number, other: number): string => `${one.toFixed(1)} ms, ${other.toFixed(1)} ms, ${(one / other).toFixed(2)}`;
  const budget = `≤ ${RATIO_AT_MOST}`;
  return [
    ...Array.from(found, ([name, each]) => rowOf(name, each)),
    // A commit on one object writes all of it, and each list walks the whole book on either store: only what the stores do is judged.
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
    { what: 'list of a state: the same', ours: ratio(large.listMs, small.listMs), budget: 'printed', held: null },
    {
      what: 'requests of a poll and a tap on DynamoDB',
      ours: `${sum(large.poll)} and ${sum(large.sync)}`,
      budget: '1 and 2',
      held: sum(large.poll) === 1 && sum(large.sync) === 2,
    },
  ];
}

function rowOf(name: string, each: Measured): BenchRow {
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
