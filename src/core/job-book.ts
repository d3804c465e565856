// Owns the book: everything that one company's `jobs.json` holds, and reading it back with suspicion.
import * as v from 'valibot';
import type { DeviceId, JobId, MemberId, MutationId } from '#core/id';
import type { By, HistoryEntry, Job } from '#core/job';
import { refuse, ok, type Result } from '#core/result';

/** A job with the book's version at its last change: what a cursor asks for. */
export interface StoredJob {
  readonly version: number;
  readonly job: Job;
}

/** A mutation without a job that the company knows: kept, and shown in the review inbox until somebody settles it. */
export interface Unfiled {
  readonly job: string | null;
  readonly entry: HistoryEntry;
  /** who put it away; `true` in books of earlier releases */
  readonly settled?: boolean | Settled;
}

/** "Confirmed earlier by Sam's phone, missing here: 1–119". */
export interface MissingRange {
  readonly device: DeviceId;
  readonly author: MemberId;
  readonly from: number;
  readonly to: number;
  readonly at: string;
  readonly settled?: Settled;
}

/** Who put a notice away, and when. */
export interface Settled {
  readonly by: By;
  readonly at: string;
}

/** That the office went back to an older state: told to everybody whose device had seen a newer one. */
export interface Restored {
  /** when, ISO UTC */
  readonly at: string;
  /** when that state was last saved, ISO UTC; null when nobody knows */
  readonly of: string | null;
}

/** What the book knows of one archive object, so that nobody has to list or open those that hold nothing of what is asked. */
export interface ArchivedDay {
  /** the day that the object is named by: the UTC date in its jobs' ids */
  readonly day: string;
  /** the first and the last local date that its jobs count on: planned for, visited or ended, whatever the zone */
  readonly from: string;
  readonly to: string;
}

/** A job that left the book, with the version at which it did. */
export interface Tombstone {
  readonly id: JobId;
  readonly version: number;
  readonly at: string;
  /** the mutation that had made it: a booking that is sent once more is found by it */
  readonly made?: MutationId;
}

export interface JobBook {
  readonly format: 1;
  readonly epoch: number;
  readonly version: number;
  readonly nextNumber: number;
  readonly jobs: ReadonlyMap<JobId, StoredJob>;
  /** highest `seq` taken, per `device author` */
  readonly lastSeq: ReadonlyMap<string, number>;
  readonly unfiled: readonly Unfiled[];
  readonly missing: readonly MissingRange[];
  readonly removed: readonly Tombstone[];
  /** tombstones up to this version are gone: an older cursor gets a snapshot */
  readonly prunedVersion: number;
  /** the last restore; absent when there was none */
  readonly restored?: Restored;
  /** the archive objects that jobs were let go into, by day; none in books of earlier releases */
  readonly archive: readonly ArchivedDay[];
}

export const FIRST_NUMBER = 1001;
export const emptyBook = (): JobBook => ({
  format: 1,
  epoch: 1,
  version: 0,
  nextNumber: FIRST_NUMBER,
  jobs: new Map(),
  lastSeq: new Map(),
  unfiled: [],
  missing: [],
  removed: [],
  prunedVersion: 0,
  archive: [],
});

export const sequenceKey = (device: DeviceId, author: MemberId): string => `${device} ${author}`;
/** The book with this job in it; `stampVersion` gives it its version when the commit is whole. */
export const withJob = (book: JobBook, job: Job): JobBook => ({
  ...book,
  // What another release keeps beside the job stays there.
  jobs: new Map(book.jobs).set(job.id, { ...book.jobs.get(job.id), version: book.version, job }),
});
export const jobsOf = (book: JobBook): Iterable<Job> => Iterator.from(book.jobs.values()).map((stored) => stored.job);

/** The book as JSON text, maps as arrays of their values. */
export function writeBook(book: JobBook): string {
  return JSON.stringify({ ...book, jobs: [...book.jobs.values()], lastSeq: Object.fromEntries(book.lastSeq) });
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** What decisions rest on in a job as it is stored. */
export const jobSchema = v.looseObject({
  id: v.string(),
  status: v.string(),
  rev: count,
  number: v.number(),
  customer: v.looseObject({ name: v.string() }),
  window: v.looseObject({ date: v.string() }),
  crew: v.looseObject({}),
  history: v.pipe(v.array(v.looseObject({ id: v.string(), rev: count })), v.minLength(1)),
  notes: v.array(v.unknown()),
  photos: v.array(v.unknown()),
});
const storedJobSchema = v.looseObject({ version: count, job: jobSchema });
const bookSchema = v.looseObject({
  format: v.literal(1),
  epoch: v.pipe(count, v.minValue(1)),
  version: count,
  nextNumber: v.pipe(count, v.minValue(1)),
  jobs: v.array(storedJobSchema),
  lastSeq: v.record(v.string(), count),
  unfiled: v.array(v.looseObject({ entry: v.looseObject({ id: v.string() }) })),
  missing: v.array(v.looseObject({})),
  removed: v.array(v.looseObject({ id: v.string(), version: count })),
  prunedVersion: count,
  archive: v.optional(v.array(v.looseObject({ day: v.string() })), []),
});

/** Reads a book from parsed JSON. What another program or a broken disk wrote is refused with the first thing that is wrong. */
export function readBook(data: unknown): Result<JobBook, string> {
  const parsed = v.safeParse(bookSchema, data);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refuse(`${v.getDotPath(issue) ?? 'document'}: ${issue.message}`);
  }
  // Checked above down to what decisions rest on; the rest was written by writeBook.
  const book = parsed.output as unknown as Omit<JobBook, 'jobs' | 'lastSeq'> & { jobs: StoredJob[]; lastSeq: Record<string, number> };
  return ok({ ...book, jobs: new Map(book.jobs.map((stored) => [stored.job.id, stored])), lastSeq: new Map(Object.entries(book.lastSeq)) });
}
