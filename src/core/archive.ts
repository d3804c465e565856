// Owns how a job in the archive is decided on: laid back into the book, and taken out again unless something touched it.
import { uuidv7Ms, type JobId } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { Job } from '#core/job';

/** The last instant with a year of four digits: an id that is no UUIDv7 may name any. */
const LAST_MS = Date.parse('9999-12-31T00:00:00Z');

/** The archive object that a job lies in: the UTC date in its UUIDv7, e.g. `2026-11-25`. */
export const archiveDayOf = (id: JobId): string => new Date(Math.min(uuidv7Ms(id), LAST_MS)).toISOString().slice(0, 10);

/** What one look into the archive found of a job, and how the book stood to the job just before it. */
export interface ArchiveLook {
  readonly stand: string;
  readonly job: Job | null;
}
export type ArchiveLooks = ReadonlyMap<JobId, ArchiveLook>;

/** Changes each time that the job leaves the book: the archive holds another one then. */
export const standOf = ({ epoch, removed }: JobBook, id: JobId): string =>
  `${epoch}.${removed.find((gone) => gone.id === id)?.version ?? ''}`;

/** Which of these jobs may lie in the archive and have not been looked for since they left the book. */
export const unlooked = (book: JobBook, ids: readonly JobId[], looks: ArchiveLooks): readonly JobId[] =>
  ids.filter((id) => !book.jobs.has(id) && mayHold(book, id) && looks.get(id)?.stand !== standOf(book, id));

const mayHold = ({ archive }: JobBook, id: JobId): boolean => archive.some(({ day }) => day === archiveDayOf(id));

/** Of a job that only lies in the archive; no cursor is before it. */
const ARCHIVED = 0;

/** The book with jobs that it had let go laid back in: a job that is in both places is the one in the book. */
export function withArchived(book: JobBook, archived: Iterable<Job>): JobBook {
  const absent = [...archived].filter(({ id }) => !book.jobs.has(id));
  if (absent.length === 0) return book;
  return { ...book, jobs: new Map([...book.jobs, ...absent.map((job) => [job.id, { version: ARCHIVED, job }] as const)]) };
}

/** Takes out again what nothing has touched since `withArchived` laid it into `before`: only a job that changed comes back. */
export function withoutUntouched(before: JobBook, after: JobBook): JobBook {
  const untouched = [...after.jobs].filter(([id, { version }]) => version === ARCHIVED && !before.jobs.has(id));
  if (untouched.length === 0) return after;
  const jobs = new Map(after.jobs);
  for (const [id] of untouched) jobs.delete(id);
  return { ...after, jobs };
}
