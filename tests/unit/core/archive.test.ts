// Promise: a finished job leaves the book for the archive and can be found and decided on as before; nothing that still matters leaves.
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { archiveDayOf, unlooked, standOf, withArchived, withoutUntouched } from '#core/archive';
import { readArchive, writeArchive } from '#core/archive-object';
import { changesSince } from '#core/changes';
import { stampVersion } from '#core/file-mutation';
import { idSchema } from '#core/id';
import { readBook, withJob, writeBook, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { isArchivable, laidOver, letGo, withDays } from '#core/let-go';
import { CREATE, DANA, NOW, readyJob, SAM } from '../../support/core-scene.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = (ms: number): string => new Date(ms).toISOString();

/** A job that was done, and its book. */
function doneJob() {
  const it = readyJob();
  it.say('set_status', { to: 'in_progress' }, { by: SAM });
  it.say('set_status', { to: 'completed' }, { by: SAM });
  return it;
}
const later = (job: Job, ms: number): number => Date.parse(job.updatedAt) + ms;
const gone = (book: JobBook, ms: number): JobBook =>
  stampVersion(
    book,
    letGo(
      book,
      [...book.jobs.values()].map(({ job }) => job),
      at(ms),
    ),
  );

describe('What may leave', () => {
  test('A finished job, three days after the last word on it, and not a minute sooner', () => {
    const job = doneJob().job();
    expect([isArchivable(job, later(job, 3 * DAY_MS - 60_000)), isArchivable(job, later(job, 3 * DAY_MS))]).toEqual([false, true]);
  });
  test('Never one that is open, or on which somebody must decide', () => {
    expect(isArchivable(readyJob().job(), NOW + 90 * DAY_MS)).toBe(false);
    const it = readyJob();
    const seen = it.seen();
    it.say('cancel', {});
    expect(isArchivable(it.job(), NOW + 90 * DAY_MS)).toBe(true);
    it.say('set_status', { to: 'in_progress' }, { by: SAM, base: seen });
    expect([it.job().review?.length, isArchivable(it.job(), NOW + 90 * DAY_MS)]).toEqual([1, false]);
  });
  test('One that waits for a photo stays for 30 days, and then goes all the same', () => {
    const it = doneJob();
    it.say('attach_photo', { sha256: 'a'.repeat(64), bytes: 10, type: 'image/jpeg', kind: 'after' }, { by: SAM });
    const job = it.job();
    expect([4, 29, 30].map((days) => isArchivable(job, later(job, days * DAY_MS)))).toEqual([false, false, true]);
  });
  test('One whose text may still leave stays', () => {
    const job = doneJob().job();
    const texts = [{ id: 'x', kind: 'message', dueAt: at(later(job, 2 * DAY_MS)) }] as unknown as NonNullable<Job['texts']>;
    expect([3, 4].map((days) => isArchivable({ ...job, texts }, later(job, days * DAY_MS)))).toEqual([false, true]);
  });
});

describe('Letting go', () => {
  test('leaves a tombstone that replicas hear of, and the day with its dates', () => {
    const it = doneJob();
    const before = it.book();
    const after = gone(before, NOW + 4 * DAY_MS);
    expect([after.version, after.jobs.size]).toEqual([before.version + 1, 0]);
    expect(after.removed).toEqual([{ id: it.id, version: after.version, at: at(NOW + 4 * DAY_MS), made: it.job().history[0]?.id }]);
    expect(after.archive).toEqual([{ day: '2026-11-24', from: '2026-11-23', to: '2026-11-25' }]);
    expect(changesSince(after, { epoch: 1, version: before.version }, DANA)).toMatchObject({ jobs: [], removed: [it.id] });
  });
  test('takes only the very job that was laid', () => {
    const it = doneJob();
    const laid = it.job();
    it.say('add_note', { text: 'One more thing' });
    expect(letGo(it.book(), [laid], at(NOW)).jobs.size).toBe(1);
    const texted = stampVersion(it.book(), withJob(it.book(), { ...it.job(), texts: [] }));
    expect(letGo(texted, [it.job()], at(NOW)).jobs.size).toBe(1);
  });
  test('knows the very job again when its fields stand in another order', () => {
    const it = doneJob();
    const turned = Object.fromEntries(Object.entries(it.job()).toReversed()) as unknown as Job;
    expect(letGo(it.book(), [turned], at(NOW)).jobs.size).toBe(0);
    expect(letGo(it.book(), [{ ...turned, attempts: 9 }], at(NOW)).jobs.size).toBe(1);
  });
  test('forgets tombstones after 30 days: whoever has not asked since gets everything anew', () => {
    const first = gone(doneJob().book(), NOW);
    expect(letGo(first, [], at(NOW + 30 * DAY_MS))).toBe(first);
    const pruned = stampVersion(first, letGo(first, [], at(NOW + 31 * DAY_MS)));
    expect([pruned.removed, pruned.prunedVersion]).toEqual([[], first.version]);
    expect(changesSince(pruned, { epoch: 1, version: first.version - 1 }, DANA).snapshot).toBe(true);
    expect(changesSince(pruned, { epoch: 1, version: first.version }, DANA).snapshot).toBe(false);
  });
  test('widens what is known of a day by what joins it', () => {
    const job = doneJob().job();
    const moved = { ...job, window: { ...job.window, date: '2026-12-09' } };
    const days = withDays(withDays([{ day: '2026-11-20', from: '2026-11-20', to: '2026-11-21' }], [job]), [moved]);
    expect(days).toEqual([
      { day: '2026-11-20', from: '2026-11-20', to: '2026-11-21' },
      { day: '2026-11-24', from: '2026-11-23', to: '2026-12-09' },
    ]);
  });
});

describe('A late word on an archived job', () => {
  const late = () => {
    const it = doneJob();
    return { it, book: gone(it.book(), NOW + 4 * DAY_MS), job: it.job() };
  };
  test('brings it back in the same commit, and its tombstone goes', () => {
    const { it, book, job } = late();
    const laid = withArchived(book, [job]);
    const filed = stampVersion(laid, withJob(laid, { ...job, rev: job.rev + 1 }));
    const after = withoutUntouched(book, filed);
    expect([after.jobs.get(it.id)?.version, after.removed]).toEqual([book.version + 1, []]);
    expect(changesSince(after, { epoch: 1, version: book.version }, DANA)).toMatchObject({ jobs: [{ id: it.id }], removed: [] });
  });
  test('that changes nothing leaves the book as it was', () => {
    const { book, job } = late();
    expect([...withoutUntouched(book, withArchived(book, [job])).jobs]).toEqual([]);
    expect(changesSince(withArchived(book, [job]), null, DANA).jobs).toEqual([]);
  });
  test('finds the book’s job where both have one', () => {
    const it = doneJob();
    expect(withArchived(it.book(), [{ ...it.job(), rev: 99 }])).toBe(it.book());
  });
  test('is looked for once, only where the archive has its day, and again when it has left anew', () => {
    const { it, book } = late();
    const other = v.parse(idSchema.job, '018f0000-0000-7000-8000-000000000001');
    expect(unlooked(book, [it.id, other], new Map())).toEqual([it.id]);
    const looks = new Map([[it.id, { stand: standOf(book, it.id), job: null }]]);
    expect(unlooked(book, [it.id], looks)).toEqual([]);
    const again = { ...book, removed: book.removed.map((each) => ({ ...each, version: each.version + 5 })) };
    expect(unlooked(again, [it.id], looks)).toEqual([it.id]);
    expect(unlooked(it.book(), [it.id], new Map())).toEqual([]);
  });
});

describe('Laying', () => {
  const day = (...jobs: Job[]) => new Map(jobs.map((job) => [job.id, job]));
  test('the same twice is nothing new, a later one replaces, an earlier one does not', () => {
    const it = doneJob();
    const first = it.job();
    it.say('add_note', { text: 'More' });
    const second = it.job();
    expect(laidOver(day(first), [first]).get(first.id)).toBe(first);
    const held = day(second);
    expect(laidOver(held, [first])).toBe(held);
    expect(laidOver(day(first), [second]).get(first.id)).toBe(second);
  });
  test('after a restore the book’s word counts, though its revision is lower', () => {
    const [one, other] = [doneJob(), doneJob()];
    const lost = { ...one.job(), rev: 40 };
    const grown = { ...other.job(), id: lost.id };
    expect(laidOver(day(lost), [grown]).get(lost.id)).toBe(grown);
  });
});

test('Any id names a day: the one in a UUIDv7, and the last of all for one that is none', () => {
  expect(archiveDayOf(readyJob().id)).toBe('2026-11-24');
  expect(archiveDayOf(v.parse(idSchema.job, 'ffffffff-ffff-4fff-8fff-ffffffffffff'))).toBe('9999-12-31');
});

test('A book of before archives opens, and what a later release wrote into an object stays', () => {
  const { archive: _, ...older } = JSON.parse(writeBook(doneJob().book())) as Record<string, unknown>;
  expect(readBook(older)).toMatchObject({ ok: true, value: { archive: [] } });
  const read = readArchive({ format: 1, jobs: [{ ...doneJob().job(), mood: 'fine' }], sealed: true });
  if (!read.ok) throw new Error(read.error);
  expect(JSON.parse(writeArchive(read.value))).toMatchObject({ sealed: true, jobs: [{ mood: 'fine', address: CREATE.address }] });
  expect(readArchive({ format: 2, jobs: [] })).toMatchObject({ ok: false });
});
