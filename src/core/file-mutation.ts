// Owns putting a mutation into the book: decided once, filed once, found again by its id.
import { applyMutation, type ApplyContext } from '#core/apply-mutation';
import type { Company } from '#core/company';
import type { MutationId } from '#core/id';
import { withJob, type JobBook, type StoredJob } from '#core/job-book';
import type { Actor, Customer, HistoryEntry, Job } from '#core/job';
import { withTexts } from '#core/text-intent';
import type { Mutation, MutationEnvelope } from '#core/mutation';
import { byOf } from '#core/verdict';
import { stayErased } from '#core/without-person';
import { hasLeft } from '#core/written-text';

export interface FilingContext extends Omit<ApplyContext, 'nextNumber' | 'hasLeft'> {
  /** the server's clock at this try, milliseconds since 1970, where that may be well after `receivedAt`: others saved first */
  readonly decidedMs?: number;
}

/** Of what is filed for somebody without a device: said and heard at one moment, by a clock that is right. */
export const contextWithoutDevice = (actor: Actor, company: Company, nowMs: number): FilingContext => ({
  actor,
  company,
  device: null,
  seq: null,
  receivedAt: new Date(nowMs).toISOString(),
  skewMs: 0,
  memberExists: null,
});

export const customerActor = ({ name }: Pick<Customer, 'name'>): Actor => ({ kind: 'customer', name, access: 'none', roles: [] });

export interface Filed {
  readonly book: JobBook;
  readonly entry: HistoryEntry;
  readonly job: Job | null;
  readonly known: boolean;
}

/** Decides a mutation on the book. The version is left alone: `stampVersion` raises it once for a whole commit. */
export function fileMutation(book: JobBook, mutation: Mutation, { decidedMs, ...context }: FilingContext): Filed {
  const before = storedResult(book, mutation.id, mutation.job);
  if (before) return { book, entry: before, job: book.jobs.get(mutation.job)?.job ?? null, known: true };
  const result = applyMutation({ get: (id) => book.jobs.get(id)?.job }, mutation, {
    ...context,
    nextNumber: book.nextNumber,
    hasLeft: (text) => hasLeft(text, context.company, decidedMs ?? Date.parse(context.receivedAt)),
  });
  if (!result.job)
    return { ...result, job: null, book: { ...book, unfiled: [...book.unfiled, { job: mutation.job, entry: result.entry }] } };
  const made = !book.jobs.has(result.job.id);
  const next = withJob(book, result.job);
  return { ...result, book: made ? { ...next, nextNumber: book.nextNumber + 1 } : next };
}

/** Keeps what cannot be read: its raw JSON stays for the office to see, and blocks nothing behind it. */
export function fileUnreadable(book: JobBook, envelope: MutationEnvelope, why: string, context: FilingContext): Filed {
  const job =
    typeof envelope['job'] === 'string' ? [...book.jobs.values()].find((each) => each.job.id === envelope['job'])?.job : undefined;
  const rev = job ? job.rev + 1 : 0;
  const entry: HistoryEntry = {
    id: envelope.id,
    type: typeof envelope['type'] === 'string' ? envelope['type'].slice(0, 40) : 'unknown',
    outcome: 'refused',
    code: 'unreadable',
    reason: why,
    by: byOf(context.actor),
    ...(context.carriedBy && { carriedBy: context.carriedBy }),
    tappedAt: context.receivedAt,
    receivedAt: context.receivedAt,
    rev,
    ...(context.device && { device: context.device }),
    seq: envelope.seq,
    raw: JSON.stringify(envelope),
  };
  if (!job) return { book: { ...book, unfiled: [...book.unfiled, { job: null, entry }] }, entry, job: null, known: false };
  const next: Job = { ...job, rev, updatedAt: context.receivedAt, history: [...job.history, entry] };
  return { book: withJob(book, next), entry, job: next, known: false };
}

/** The history entry of a mutation that has reached this book before. */
export function storedResult(book: JobBook, id: MutationId, job: unknown): HistoryEntry | null {
  const stored = typeof job === 'string' ? (book.jobs as ReadonlyMap<string, StoredJob>).get(job) : undefined;
  return stored?.job.history.find((entry) => entry.id === id) ?? book.unfiled.find(({ entry }) => entry.id === id)?.entry ?? null;
}

/** The book that is saved: one version on when anything changed, with the changed jobs carrying it, and what their customers should hear. */
export function stampVersion(before: JobBook, after: JobBook): JobBook {
  if (after === before) return before;
  const version = before.version + 1;
  const jobs = new Map(after.jobs);
  for (const [id, stored] of after.jobs) {
    const known = before.jobs.get(id);
    if (stored !== known) jobs.set(id, { ...stored, version, job: withTexts(known?.job, stayErased(stored.job)) });
  }
  // A job that comes back from the archive is not gone any more.
  return { ...after, version, jobs, removed: after.removed.filter(({ id }) => jobs.get(id)?.version !== version) };
}
