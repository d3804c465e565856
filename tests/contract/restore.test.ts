// Promises of a restore, rehearsed on real stores with twenty phones that hold queues: nothing that was confirmed is lost, everybody is told.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_TENANT, entryIds, openRehearsal, type Rehearsal } from '../support/restore-rehearsal.ts';
import { writeBook, type JobBook } from '#core/job-book';
import { bookIn, putBack } from '#infra/local/restore/put-back';
import { archiveDayOf } from '#core/archive';
import { newId } from '../support/api-client.ts';
import { archive } from '../support/full-company.ts';

const KEY = 'tenants/quickdump/jobs.json';
const PHONES = 20;

let scene: Rehearsal;
beforeAll(async () => {
  scene = await openRehearsal(PHONES);
});
afterAll(() => scene.close());

const stored = (): Promise<JobBook> => scene.stored();

describe('twenty phones', () => {
  let backup: Uint8Array;
  let before: JobBook;
  let kept: string | null;

  beforeAll(async () => {
    for (const phone of scene.phones) await scene.work(phone, 'set_status', { to: 'in_progress' });
    backup = await scene.store.bytes(KEY);
    // Confirmed after the backup was taken …
    for (const phone of scene.phones) await scene.work(phone, 'add_note', { text: 'confirmed' });
    await scene.book();
    before = await stored();
    // … and this never arrived.
    for (const phone of scene.phones) {
      phone.online = false;
      await scene.work(phone, 'set_status', { to: 'completed' });
    }
    const done = await putBack(scene.ports(), scene.places(), DEFAULT_TENANT, bookIn(backup, 'the backup'));
    kept = done.kept;
    for (const phone of scene.phones) phone.online = true;
    for (const phone of scene.phones) await phone.drain();
  });

  test('The epoch is one higher, and no number that was given is given again', async () => {
    const book = await stored();
    expect(book.epoch).toBe(before.epoch + 1);
    expect(book.nextNumber).toBeGreaterThanOrEqual(before.nextNumber + 1_000);
  });
  test('Whatever a phone had called received, and whatever waited on it, is in the history once', async () => {
    const ids = entryIds(await stored());
    for (const phone of scene.phones) {
      expect(phone.tapped).toHaveLength(3);
      for (const id of phone.tapped) expect(ids.filter((each) => each === id)).toHaveLength(1);
      expect(phone.engine.pending()).toBe(0);
    }
  });
  test('Every phone shows what the office has now, and what the restore did here', async () => {
    // What others sent again comes with the next news.
    for (const phone of scene.phones) await phone.drain();
    const book = await stored();
    for (const phone of scene.phones) {
      for (const job of phone.engine.shown().values())
        expect([job.status, job.rev]).toEqual([book.jobs.get(job.id)?.job.status, book.jobs.get(job.id)?.job.rev]);
      expect(phone.engine.restored()).toMatchObject({ at: book.restored?.at, of: book.restored?.of, sentAgain: 2 });
      expect(phone.engine.restored()?.jobs).toBeGreaterThan(0);
    }
  });
  test('What was replaced is kept whole, and can be put back in its turn', async () => {
    const file = scene.places().file;
    const bytes = await file.kept(kept ?? '');
    expect(bookIn(bytes ?? new Uint8Array(), 'kept')).toEqual(before);
  });
});

describe('bad days', () => {
  test('A book that went back without a word is noticed by the first phone that asks, and nothing is written', async () => {
    const now = await scene.store.bytes(KEY);
    const older = await stored();
    for (const phone of scene.phones.slice(0, 2)) await scene.work(phone, 'add_note', { text: 'newer' });
    await scene.store.plant(KEY, gzipSync(writeBook(older)));
    const silent = await scene.store.stored();
    const [first] = scene.phones;
    await scene.work(first as (typeof scene.phones)[number], 'add_note', { text: 'waits' });
    expect(first?.engine.pending()).toBe(1);
    expect(await scene.store.stored()).toEqual(silent);
    expect(scene.store.logged.findLast(({ event }) => event === 'request')).toMatchObject({ code: 'store-rolled-back', level: 'error' });
    const restored = await putBack(scene.ports(), scene.places(), DEFAULT_TENANT, bookIn(now, 'a backup'));
    for (const phone of scene.phones) await phone.drain();
    expect(first?.engine.pending()).toBe(0);
    expect((await stored()).epoch).toBe(restored.book.epoch);
    const ids = entryIds(await stored());
    for (const phone of scene.phones) for (const id of phone.tapped) expect(ids.filter((each) => each === id)).toHaveLength(1);
  });
  test('A book that cannot be read is replaced, kept as it is, and what lies in the archive stays there', async () => {
    const good = await scene.store.bytes(KEY);
    expect(await archive(scene.ports(), Date.now() + 5 * 86_400_000)).toBeGreaterThan(0);
    const [gone] = (await stored()).removed;
    await scene.store.plant(KEY, 'not gzip');
    const done = await putBack(scene.ports(), scene.places(), DEFAULT_TENANT, bookIn(good, 'a backup'));
    expect(await scene.places().file.kept(done.kept ?? '')).toEqual(new TextEncoder().encode('not gzip'));
    const book = await stored();
    expect(gone && book.jobs.has(gone.id)).toBe(false);
    expect(book.archive.map(({ day }) => day)).toContain(gone && archiveDayOf(gone.id));
    for (const phone of scene.phones) await phone.drain();
    const ids = entryIds(book);
    expect(new Set(ids).size).toBe(ids.length);
  });
  test('Who saves while it is put back is not written over: it is decided again on what they saved', async () => {
    const older = bookIn(await scene.store.bytes(KEY), 'now');
    const ports = scene.ports();
    const { openJobStore } = ports;
    let interfered = false;
    const late = newId();
    ports.openJobStore = (tenant) => {
      const store = openJobStore(tenant);
      return {
        read: () => store.read(),
        async change(decide) {
          if (!interfered) {
            interfered = true;
            await scene.book(late);
          }
          return store.change(decide);
        },
      };
    };
    const done = await putBack(ports, scene.places(), DEFAULT_TENANT, older);
    const bytes = await scene.places().file.kept(done.kept ?? '');
    expect([...bookIn(bytes ?? new Uint8Array(), 'kept').jobs.keys()]).toContain(late);
  });
  test.each([
    ['nothing', new Uint8Array()],
    ['a page of an export', Buffer.from('{"format":1,"jobs":[]}')],
    ['a cut file', gzipSync('{"format":1,"jobs":[').subarray(0, 20)],
  ])('%s is no book, and says so', (_, bytes) => {
    expect(() => bookIn(bytes, 'that file')).toThrow(/Cannot restore from that file/);
  });
});
