// Owns going back to an older book: what it becomes, so that no phone takes it for a rollback, no number is given twice, and everybody is told.
import { archiveDayOf } from '#core/archive';
import { eraseJob, type Erasure } from '#core/erase';
import type { JobId } from '#core/id';
import type { ArchivedDay, JobBook, Restored } from '#core/job-book';
import type { Job } from '#core/job';

/** Numbers that may have been given since the older book was saved are never given again. */
export const NUMBERS_LEFT_OUT = 1_000;

export interface RestoreFacts {
  /** when it is put back, ISO UTC */
  readonly at: string;
  /** what lies in the archive, of jobs that the older book still has: those left it since, and stay where they are */
  readonly archived: ReadonlyMap<JobId, Job>;
  readonly erasure: (at: string) => Erasure;
}

/**
 * The older book as it is put back over `current` (null: that one cannot be read). What was let go since stays in the archive, and who was
 * erased since stays erased.
 */
export function restoredBook(older: JobBook, current: JobBook | null, { at, archived, erasure }: RestoreFacts): JobBook {
  const jobs = new Map(older.jobs);
  for (const [id, stored] of older.jobs) {
    const gone = archived.get(id);
    if (gone && gone.rev >= stored.job.rev && !current?.jobs.has(id)) jobs.delete(id);
    const erasedAt = current?.jobs.get(id)?.job.erasedAt;
    if (erasedAt !== undefined) jobs.set(id, { ...stored, job: eraseJob(stored.job, erasure(erasedAt)) });
  }
  const restored: Restored = { at, of: savedAt(older) };
  return {
    ...older,
    jobs,
    archive: joinDays(older.archive, current?.archive ?? []),
    epoch: Math.max(older.epoch, current?.epoch ?? 0) + 1,
    version: Math.max(older.version, current?.version ?? 0) + 1,
    nextNumber: Math.max(older.nextNumber, current?.nextNumber ?? 0) + NUMBERS_LEFT_OUT,
    restored,
  };
}

/** When the older book was last saved, as far as its jobs tell; null when it has none. */
const savedAt = ({ jobs }: JobBook): string | null =>
  Iterator.from(jobs.values())
    .map(({ job }) => job.updatedAt)
    .reduce<string | null>((last, at) => (last === null || at > last ? at : last), null);

function joinDays(older: readonly ArchivedDay[], current: readonly ArchivedDay[]): readonly ArchivedDay[] {
  const days = new Map(older.map((each) => [each.day, each]));
  for (const each of current) {
    const known = days.get(each.day);
    days.set(each.day, known ? { ...each, from: min(known.from, each.from), to: max(known.to, each.to) } : each);
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}
const min = (a: string, b: string): string => (a < b ? a : b);
const max = (a: string, b: string): string => (a < b ? b : a);

/** Days in whose archive objects jobs of the older book may lie by now. */
export const daysToLookAt = (older: JobBook, current: JobBook | null): readonly string[] => {
  const there = new Set((current ?? older).archive.map(({ day }) => day));
  return [...new Set([...older.jobs.keys()].map(archiveDayOf))].filter((day) => there.has(day) || current === null);
};
