// Owns the office's mutants: what `change` decides when one rule of the exchange is taken out.
import type { MutationId } from '#core/id';
import { sequenceKey, type JobBook, type StoredJob } from '#core/job-book';
import type { HistoryEntry, Job } from '#core/job';
import type { Problem } from '#core/problem';
import type { SyncRequest } from '#core/protocol';
import { ok, type Result } from '#core/result';
import { STATUSES, type Status } from '#core/status-flow';
import type { Change, JobArchive } from '#lambda/port';
import type { Mutant } from './mutants.ts';

export type Decide<Answer> = (book: JobBook, storedBytes: number | null) => Result<Change<Answer>, Problem>;

/** @param request null for what is no exchange */
export function decideWithout<Answer>(mutant: Mutant | null, request: SyncRequest | null, decide: Decide<Answer>): Decide<Answer> {
  if (mutant === null || request === null) return decide;
  return (book, bytes) => {
    const seen =
      mutant === 'no de-duplication' ? asUnknown(book, request) : forgetsNumbers.includes(mutant) ? withoutNumber(book, request) : book;
    const decided = decide(seen, bytes);
    const { book: after } = decided.ok ? decided.value : { book: null };
    if (!decided.ok || !after) return decided;
    return { ...decided, value: { ...decided.value, book: spoil(mutant, seen, after) } };
  };
}

/** The archiver that trusts its luck, and the office that looks for a job in the book only. */
export function archiveWithout(mutant: Mutant | null, open: (tenant: string) => JobArchive): (tenant: string) => JobArchive {
  if (mutant === 'removed before archived') return (tenant) => ({ ...open(tenant), lay: () => Promise.resolve(ok(null)) });
  if (mutant === 'archive not searched') return (tenant) => ({ ...open(tenant), read: () => Promise.resolve(ok(new Map())) });
  return open;
}

const forgetsNumbers: readonly Mutant[] = ['no de-duplication', 'sequence not checked'];
const MARK = '~';

const withoutNumber = (book: JobBook, { device, author }: SyncRequest): JobBook => {
  const lastSeq = new Map(book.lastSeq);
  lastSeq.delete(sequenceKey(device, author));
  return { ...book, lastSeq };
};

/** What was sent before is not found again: its entries have other names while the office decides. */
function asUnknown(book: JobBook, request: SyncRequest): JobBook {
  const ids = new Set(request.mutations.map(({ id }) => id));
  const known = ({ id }: HistoryEntry): boolean => ids.has(id);
  const named = (entry: HistoryEntry): HistoryEntry => (known(entry) ? { ...entry, id: `${entry.id}${MARK}` as MutationId } : entry);
  return withoutNumber(withEntries(book, known, named), request);
}

function spoil(mutant: Mutant, before: JobBook, after: JobBook): JobBook {
  if (mutant === 'no de-duplication')
    return withEntries(
      after,
      ({ id }) => id.endsWith(MARK),
      (entry) => ({ ...entry, id: entry.id.replace(MARK, '') as MutationId }),
    );
  if (mutant === 'whoever comes last wins') return withChanged(before, after, claimed);
  return mutant === 'entry without its effect' ? withChanged(before, after, ineffective) : after;
}

function withEntries(book: JobBook, chosen: (entry: HistoryEntry) => boolean, change: (entry: HistoryEntry) => HistoryEntry): JobBook {
  const jobs = new Map(book.jobs);
  for (const [id, { version, job }] of jobs)
    if (job.history.some(chosen))
      jobs.set(id, { version, job: { ...job, history: job.history.map((each) => (chosen(each) ? change(each) : each)) } });
  return { ...book, jobs, unfiled: book.unfiled.map((each) => (chosen(each.entry) ? { ...each, entry: change(each.entry) } : each)) };
}

function withChanged(before: JobBook, after: JobBook, change: (job: Job, entry: HistoryEntry) => Job): JobBook {
  const jobs = new Map<Job['id'], StoredJob>(after.jobs);
  for (const [id, stored] of after.jobs) {
    const entry = stored.job.history.at(-1);
    if (stored !== before.jobs.get(id) && entry) jobs.set(id, { ...stored, job: change(stored.job, entry) });
  }
  return { ...after, jobs };
}

/** The review is skipped: what was claimed is so. */
function claimed(job: Job, entry: HistoryEntry): Job {
  if (entry.outcome !== 'needs_review' || !isStatus(entry.to)) return job;
  const { code: _, ...rest } = entry;
  return {
    ...job,
    status: entry.to,
    review: job.review?.filter(({ mutation }) => mutation !== entry.id) ?? [],
    history: [...job.history.slice(0, -1), { ...rest, outcome: 'applied' }],
  };
}

const ineffective = (job: Job, entry: HistoryEntry): Job =>
  entry.outcome === 'applied' && entry.type === 'set_status' && isStatus(entry.from) ? { ...job, status: entry.from } : job;

const isStatus = (text: string | undefined): text is Status => text !== undefined && (STATUSES as readonly string[]).includes(text);
