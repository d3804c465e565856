// Owns a small world for the engine: the real core as the office's server, phones with the real engine, a clock moved by hand, and faults.
import { randomBytes, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { createMemoryStore } from '#browser/memory-store';
import { eraseJob } from '#core/erase';
import { exchange } from '#core/exchange';
import { stampVersion } from '#core/file-mutation';
import { idSchema, uuidv7, type JobId, type MemberId } from '#core/id';
import { emptyBook, type JobBook } from '#core/job-book';
import type { Actor, Job } from '#core/job';
import type { MutationType } from '#core/mutation';
import { PROBLEMS, type Problem } from '#core/problem';
import { syncRequestSchema, type SyncRequest } from '#core/protocol';
import { ok, refuse, type Result } from '#core/result';
import type { Clock, Ids, PhotoRemote, RemoteFailure } from '#sync/port';
import { openStaffEngine, type StaffEngine } from '#sync/staff-engine';
import { testCompany } from '#tests/support/demo-api';

export type Reply = Result<unknown, RemoteFailure>;
/** Stands between a phone and the office for one request; `real` lets the office decide. */
export type Fault = (request: SyncRequest, real: () => Reply) => Reply | Promise<Reply>;
export type Person = Actor & { readonly id: MemberId };

export const LOST: Reply = refuse({ kind: 'network' });
export const HTML_PAGE: Reply = refuse({ kind: 'unexpected', status: 200 });
export const status = (code: number): Reply => refuse({ kind: 'unexpected', status: code });
export const refused = (code: keyof typeof PROBLEMS, extra: Problem['extra'] = {}, retryAfterSeconds: number | null = null): Reply =>
  refuse({ kind: 'problem', status: PROBLEMS[code].status, code, detail: PROBLEMS[code].title, retryAfterSeconds, body: extra });

const person = (name: string, access: 'crew' | 'dispatcher'): Person => ({
  kind: 'member',
  id: v.parse(idSchema.member, randomUUID()),
  name,
  access,
  roles: access === 'crew' ? ['driver'] : [],
});

const START_MS = Date.parse('2026-11-24T15:00:00Z');

export function handClock() {
  let nowMs = START_MS;
  let timers: { readonly atMs: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    after(delayMs, wake) {
      const timer = { atMs: nowMs + delayMs, wake };
      timers.push(timer);
      return () => void (timers = timers.filter((each) => each !== timer));
    },
  };
  async function advance(ms: number): Promise<void> {
    const endMs = nowMs + ms;
    for (;;) {
      await settled();
      const due = timers.toSorted((a, b) => a.atMs - b.atMs).find((timer) => timer.atMs <= endMs);
      if (!due) break;
      nowMs = Math.max(nowMs, due.atMs);
      timers = timers.filter((each) => each !== due);
      due.wake();
    }
    nowMs = endMs;
    await settled();
  }
  return { clock, advance, timers: () => timers.map((timer) => timer.atMs - nowMs) };
}

/** Lets everything that is under way come to rest. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

export function fakeOffice() {
  const company = testCompany();
  const time = handClock();
  const people = { dana: person('Dana', 'dispatcher'), sam: person('Sam', 'crew'), bo: person('Bo', 'crew') };
  let book: JobBook = emptyBook();

  function answer(actor: Person, request: unknown): Reply {
    const parsed = v.parse(syncRequestSchema, request);
    const context = { actor, company, nowMs: time.clock.nowMs(), memberExists: () => true };
    const decided = exchange(book, parsed, context);
    if (!decided.ok) return refused(decided.error.code, decided.error.extra, decided.error.retryAfterSeconds ?? null);
    book = decided.value.book ?? book;
    // As over the wire: no object of the server's is shared with a phone.
    return ok(JSON.parse(JSON.stringify(decided.value.answer)));
  }

  return {
    ...time,
    company,
    people,
    answer,
    book: () => book,
    restore: (old: JobBook) => void (book = { ...old, epoch: book.epoch + 1 }),
    /** the customer of this job asked to be forgotten */
    erase(id: JobId): void {
      const stored = book.jobs.get(id);
      if (!stored) throw new Error('no such job');
      const erasure = {
        id: () => v.parse(idSchema.mutation, randomUUID()),
        by: people.dana,
        at: new Date(time.clock.nowMs()).toISOString(),
      };
      book = stampVersion(book, { ...book, jobs: new Map(book.jobs).set(id, { ...stored, job: eraseJob(stored.job, erasure) }) });
    },
    /** silently: nobody raised the epoch */
    rollBack: (old: JobBook) => void (book = old),
    job: (id: JobId) => book.jobs.get(id)?.job as Job,
  };
}
export type Office = ReturnType<typeof fakeOffice>;

const NO_PHOTOS: PhotoRemote = {
  ask: () => Promise.reject(new Error('no photo was taken')),
  upload: () => Promise.reject(new Error('no photo was taken')),
};

export interface PhoneParts {
  readonly store?: StaffEngine['store'];
  readonly photoRemote?: PhotoRemote;
  readonly visible?: () => boolean;
  readonly pollMs?: number;
}

export async function openPhone(
  office: Office,
  actor: Person,
  { store = createMemoryStore(deviceId()), photoRemote = NO_PHOTOS, visible = () => true, pollMs = 60_000 }: PhoneParts = {},
) {
  const faults: Fault[] = [];
  const requests: SyncRequest[] = [];
  const ids: Ids = {
    mutation: (nowMs) => v.parse(idSchema.mutation, uuidv7(nowMs, randomBytes(16))),
    job: (nowMs) => v.parse(idSchema.job, uuidv7(nowMs, randomBytes(16))),
    device: deviceId,
    random: () => 0.5,
  };
  const engine = await openStaffEngine({
    key: actor.name,
    store,
    author: { actor, company: office.company },
    member: actor.id,
    remote: {
      async exchange(request) {
        requests.push(structuredClone(request));
        const real = (): Reply => office.answer(actor, structuredClone(request));
        const fault = faults.shift();
        return fault ? fault(request, real) : real();
      },
    },
    lock: { alone: (task) => task() },
    photoRemote,
    photoLock: { alone: (task) => task() },
    clock: office.clock,
    ids,
    pollMs,
    isVisible: visible,
    changed: () => undefined,
  });
  const tap = (job: JobId, type: MutationType, args: unknown) => {
    const tapped = engine.act({ job, type, args });
    if (!tapped.ok) throw new Error(`refused: ${tapped.error.code}`);
    return tapped.value.id;
  };
  /** Every answer is lost from now on, until the line is back. */
  const noSignal = (): void => void faults.push(...Array.from({ length: 500 }, () => () => LOST));
  const signal = (): void => void faults.splice(0);
  const start = async (): Promise<void> => {
    engine.trigger('start');
    await settled();
  };
  return { engine, store, faults, requests, tap, noSignal, signal, start, ids };
}
export type Phone = Awaited<ReturnType<typeof openPhone>>;

export const deviceId = () => v.parse(idSchema.device, randomUUID());

export const newJobArgs = (name: string, address: string) => ({
  customer: { name, phone: '(617) 555-0148' },
  address,
  service: 'sofa',
  window: { date: '2026-11-24', slot: '10-12' },
});

/** A job that is ready, with Sam as its driver, and Dana's desk where it was made. */
export async function readyJob(office: Office) {
  const desk = await openPhone(office, office.people.dana);
  await desk.start();
  const job = desk.ids.job(office.clock.nowMs());
  desk.tap(job, 'create_job', newJobArgs('Rosa Delgado', '14 Gwinnett St, Hyde Park'));
  desk.tap(job, 'assign', { role: 'driver', member: office.people.sam.id });
  desk.tap(job, 'set_status', { to: 'ready_for_pickup' });
  await settled();
  return { desk, job };
}

export const resultsOf = (phone: Phone): (string | null)[] => phone.engine.rows().map((row) => row.result?.outcome ?? null);

/** Sam at the wheel, with one job that is ready, and Dana at her desk. */
export async function driverAt(pollMs = 60_000, photoRemote?: PhotoRemote) {
  const office = fakeOffice();
  const { desk, job } = await readyJob(office);
  const phone = await openPhone(office, office.people.sam, { pollMs, ...(photoRemote && { photoRemote }) });
  await phone.start();
  return { office, desk, job, phone };
}
