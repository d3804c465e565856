// Owns what every job store must keep, whatever lies below it: one suite that any adapter or server can join.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBook, type JobBook } from '#core/job-book';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import type { JobStore } from '#lambda/port';
import { DANA, readyJob, SAM, SAMS } from '../support/core-scene.ts';

export interface JobStoreRig {
  /** a store with a cache of its own, as in a sandbox of its own */
  open(tenant: string): JobStore;
  /** what changes when anything that is stored of a company does; null when there is nothing */
  bytes(tenant: string): Promise<Buffer | null>;
  /** ways in which what is stored can be broken, each done to a company that has a book */
  readonly spoils: Readonly<Record<string, (tenant: string) => Promise<void>>>;
  close(): Promise<void>;
}

/** Counts up once; answers the version it made. Repeats are found by their id, as mutations are. */
export const countUp = (id: string) => (book: JobBook) => {
  const done = book.missing.find((each) => each.at === id);
  if (done) return ok({ book: null, answer: done.to });
  const version = book.version + 1;
  const entry = { device: id, author: id, from: 0, to: version, at: id } as unknown as JobBook['missing'][number];
  return ok({ book: { ...book, version, missing: [...book.missing, entry] }, answer: version });
};

/** Runs `changes` at once over several stores and says which versions they were told. */
export async function race(
  rig: Pick<JobStoreRig, 'open'>,
  tenant: string,
  changes: number,
): Promise<{ versions: number[]; book: JobBook }> {
  const stores = Array.from({ length: 5 }, () => rig.open(tenant));
  const answers = await Promise.all(
    Array.from({ length: changes }, (_, i) => untilSaved(stores[i % stores.length] as JobStore, `${tenant}-${i}`)),
  );
  const book = await rig.open(tenant).read();
  if (!book.ok) throw new Error(book.error.detail);
  return { versions: answers.toSorted((a, b) => a - b), book: book.value };
}

/** A client does as Retry-After says: busy is not lost. */
async function untilSaved(store: JobStore, id: string): Promise<number> {
  for (let tries = 0; tries < 40; tries++) {
    const answer = await store.change(countUp(id));
    if (answer.ok) return answer.value;
    if (answer.error.code !== 'store-busy' && answer.error.code !== 'store-unreachable') throw new Error(answer.error.detail);
  }
  throw new Error('never saved');
}

export function jobStoreContract(name: string, openRig: () => Promise<JobStoreRig>, spoils: readonly string[]): void {
  describe(name, () => {
    let rig: JobStoreRig;
    beforeAll(async () => void (rig = await openRig()));
    afterAll(() => rig.close());

    test('A company without jobs has an empty book, and reading it writes nothing', async () => {
      const store = rig.open('empty');
      expect(await store.read()).toMatchObject({ ok: true, value: { epoch: 1, version: 0, nextNumber: 1001 } });
      const before = await rig.bytes('empty');
      expect(await store.read()).toMatchObject({ ok: true, value: { version: 0 } });
      expect(await rig.bytes('empty')).toEqual(before);
    });
    test('What one sandbox saves another reads, also through its cache', async () => {
      const [one, two] = [rig.open('shared'), rig.open('shared')];
      await two.read();
      expect(await one.change(countUp('a'))).toEqual({ ok: true, value: 1 });
      expect(await two.read()).toMatchObject({ ok: true, value: { version: 1 } });
      expect(await two.change(countUp('b'))).toEqual({ ok: true, value: 2 });
      expect(await one.read()).toMatchObject({ ok: true, value: { version: 2 } });
    });
    test('A change that is refused, or that changes nothing, leaves the bytes as they are', async () => {
      const store = rig.open('still');
      await store.change(countUp('a'));
      const before = await rig.bytes('still');
      expect(await store.change(() => refuse(problem('window-full', 'no')))).toMatchObject({ ok: false, error: { code: 'window-full' } });
      expect(await store.change(countUp('a'))).toEqual({ ok: true, value: 1 });
      expect(await rig.bytes('still')).toEqual(before);
    });
    test('50 changes at once: each exactly once, versions distinct and consecutive', async () => {
      const { versions, book } = await race(rig, 'race', 50);
      expect(versions).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
      expect([book.version, book.missing.length]).toEqual([50, 50]);
    });
    test('A job with everything it holds comes back as it was, through any sandbox', async () => {
      const book = bigBook();
      const written = await rig.open('whole').change(() => ok({ book, answer: 0 }));
      expect(written).toEqual({ ok: true, value: 0 });
      const read = await rig.open('whole').read();
      if (!read.ok) throw new Error(read.error.detail);
      expect(JSON.parse(writeBook(read.value))).toEqual(JSON.parse(writeBook(book)));
    });
    test.each(spoils)('A book that is broken (%s) is told as broken and never written over', async (what) => {
      const tenant = `broken-${spoils.indexOf(what)}`;
      await rig.open(tenant).change(() => ok({ book: bigBook(), answer: 0 }));
      await rig.spoils[what]?.(tenant);
      const planted = await rig.bytes(tenant);
      expect(await rig.open(tenant).read()).toMatchObject({ ok: false, error: { code: 'store-broken' } });
      expect(await rig.open(tenant).change(countUp('b'))).toMatchObject({ ok: false, error: { code: 'store-broken' } });
      expect(await rig.bytes(tenant)).toEqual(planted);
    });
  });
}

/** Every kind of thing that a book holds, one field that no release knows, and a note that is too long for one item when it is packed. */
function bigBook(): JobBook {
  const it = readyJob();
  const book = it.book();
  const text = Array.from({ length: 12_000 }, (_, i) => createHash('sha256').update(String(i)).digest('base64')).join('');
  const [stored] = book.jobs.values();
  if (!stored) throw new Error('no job');
  const note = { id: 'n', text, by: { kind: 'system' as const, name: 'x' }, at: '2026-11-24T15:00:00Z' };
  const later = { fieldOfLater: [{ a: 1 }] };
  return {
    ...book,
    ...later,
    jobs: new Map(book.jobs).set(stored.job.id, { ...stored, job: { ...stored.job, notes: [note as never] } }),
    lastSeq: new Map([['device author', 7]]),
    unfiled: stored.job.history.slice(0, 2).map((entry) => ({ job: null, entry })),
    missing: [{ device: SAMS, author: SAM.id, from: 1, to: 4, at: '2026-11-24T15:00:00Z' }],
    removed: [{ id: DANA.id as never, version: 1, at: '2026-11-24T15:00:00Z' }],
    prunedVersion: 1,
  };
}
