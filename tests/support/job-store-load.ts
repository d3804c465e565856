// Owns what a company's jobs cost on the store where they are: a board's poll, a tap, a list, a first read, and ten phones that send at once.
import { setTimeout as sleep } from 'node:timers/promises';
import { changesSince } from '#core/changes';
import { exchange } from '#core/exchange';
import type { DeviceId } from '#core/id';
import { emptyBook, type JobBook } from '#core/job-book';
import { syncRequestSchema } from '#core/protocol';
import { ok } from '#core/result';
import { filtered } from '#lambda/use-case/list-jobs';
import type { JobStore } from '#lambda/port';
import * as v from 'valibot';
import { COMPANY, DANA, deviceOf, nextId, readyJob } from './core-scene.ts';
import type { MovableStores, Sent } from './movable-stores.ts';

const TIMES = 30;
/** Under way at one time, however many jobs there are: what is listed. */
const UNDER_WAY = 100;
const PHONES = 10;
const LOAD_MS = 8_000;
const WAIT_MS = { GetObject: 63, PutObject: 100, GetItem: 6, Query: 6, TransactWriteItems: 14 } as const;
export interface JobStoreLoad {
  readonly pollMs: number;
  readonly syncMs: number;
  readonly listMs: number;
  readonly coldMs: number;
  readonly poll: Sent;
  readonly sync: Sent;
  readonly list: Sent;
  readonly cold: Sent;
  readonly commitsASecond: number;
  readonly triesACommit: number;
}

/** Each job with the history of one that is on its way; what a company has in its book. */
function bookOf(jobs: number): JobBook {
  const [stored] = readyJob().book().jobs.values();
  if (!stored) throw new Error('no job');
  const all = Array.from({ length: jobs }, (_, i) => {
    const [id, first] = [nextId(), 1001 + i];
    const history = stored.job.history.map((entry) => ({ ...entry, id: nextId() }));
    const status = i < UNDER_WAY ? 'in_progress' : 'ready_for_pickup';
    return { version: 1 + (i % 50), job: { ...stored.job, id, number: first, status, history } };
  });
  return {
    ...emptyBook(),
    version: 50,
    nextNumber: 1001 + jobs,
    jobs: new Map(all.map((each) => [each.job.id, each])) as unknown as JobBook['jobs'],
  };
}

/** @param where the company is moved there first, with that many jobs */
export async function loadOf(stores: MovableStores, tenant: string, where: 's3' | 'dynamodb', size: number): Promise<JobStoreLoad> {
  await stores.open(tenant).change(() => ok({ book: bookOf(size), answer: null }));
  if (where === 'dynamodb') await stores.moveToDynamoDb(tenant);
  const store = stores.open(tenant);
  const jobs = [...(await bookIn(store)).jobs.keys()];
  const phone = deviceOf();
  let seq = 0;
  const tap = () => send(store, phone, ++seq, jobs[seq % jobs.length] ?? '');
  const poll = async () => {
    const book = await bookIn(store);
    return changesSince(book, { epoch: book.epoch, version: book.version }, DANA);
  };
  const list = async () => {
    const found = filtered(await bookIn(store), { status: 'in_progress' }, null, DANA);
    if (found.jobs.length !== UNDER_WAY) throw new Error(`listed ${found.jobs.length}`);
  };
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
    list: listed.sent,
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

/** Ten sandboxes that have read the book, as they have it after the first minutes of a morning. */
async function underLoad(stores: MovableStores, tenant: string, jobs: readonly string[]) {
  const phones = Array.from({ length: PHONES }, () => ({ store: stores.open(tenant), device: deviceOf() }));
  for (const { store } of phones) await bookIn(store);
  stores.wait((operation) => sleep(WAIT_MS[operation as keyof typeof WAIT_MS] ?? 6));
  const before = stores.sent();
  const until = performance.now() + LOAD_MS;
  let commits = 0;
  await Promise.all(
    phones.map(async ({ store, device }) => {
      for (let seq = 1; performance.now() < until; seq++) {
        await send(store, device, seq, jobs[Math.floor(Math.random() * jobs.length)] ?? '');
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
