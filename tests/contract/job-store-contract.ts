// Owns what every job store must keep, whatever lies below it: one suite that any adapter or server can join.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobBook } from '#core/job-book';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import type { JobStore } from '#lambda/port';

export interface JobStoreRig {
  /** a store with a cache of its own, as in a sandbox of its own */
  open(tenant: string): JobStore;
  /** the stored bytes, or null when there is no object */
  bytes(tenant: string): Promise<Buffer | null>;
  plant(tenant: string, bytes: Buffer): Promise<void>;
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

export function jobStoreContract(name: string, openRig: () => Promise<JobStoreRig>): void {
  describe(name, () => {
    let rig: JobStoreRig;
    beforeAll(async () => void (rig = await openRig()));
    afterAll(() => rig.close());

    test('A company without jobs has an empty book, and reading it writes nothing', async () => {
      expect(await rig.open('empty').read()).toMatchObject({ ok: true, value: { epoch: 1, version: 0, nextNumber: 1001 } });
      expect(await rig.bytes('empty')).toBeNull();
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
    test.each([
      ['truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9)],
      ['not gzip', () => Buffer.from('{"format":1}')],
      ['another schema', () => gzip('{"format":2,"jobs":[]}')],
      ['not JSON', () => gzip('hello')],
    ])('A book that is %s is told as broken and never written over', async (what, spoil) => {
      const tenant = `broken-${what.replaceAll(' ', '-').toLowerCase()}`;
      await rig.open(tenant).change(countUp('a'));
      const planted = spoil((await rig.bytes(tenant)) ?? Buffer.alloc(0));
      await rig.plant(tenant, planted);
      expect(await rig.open(tenant).read()).toMatchObject({ ok: false, error: { code: 'store-broken' } });
      expect(await rig.open(tenant).change(countUp('b'))).toMatchObject({ ok: false, error: { code: 'store-broken' } });
      expect(await rig.bytes(tenant)).toEqual(planted);
    });
  });
}

const gzip = (text: string): Buffer => gzipSync(text);
