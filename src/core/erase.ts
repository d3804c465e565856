// Owns erasing a person: of all jobs with their phone everything that tells who or where they were goes; what was done, by whom and when, stays.
import type { MutationId } from '#core/id';
import type { JobBook, Unfiled } from '#core/job-book';
import type { By, Customer, HistoryEntry, Job, JobFields, Note, Photo, ReviewItem } from '#core/job';
import { ATTEMPT_REASONS } from '#core/mutation';
import { samePhone } from '#core/repeat-customer';
import type { TextIntent } from '#core/text-kind';

export const ERASED = 'Erased';
const NOBODY: Customer = { name: ERASED, phone: '' };

/** Who erases, under which id each job's entry is filed, and when (ISO UTC). */
export interface Erasure {
  readonly id: (job: Job) => MutationId;
  readonly by: By;
  readonly at: string;
}

/** Whether a person with this phone is or was a job's customer. */
export const isOf = (job: Job, phone: string): boolean =>
  samePhone(job.customer.phone, phone) || job.history.some((entry) => phonesIn(entry).some((each) => samePhone(each, phone)));

/** In what was asked and in what was there before. */
const phonesIn = ({ args, was }: HistoryEntry): string[] =>
  [fieldsOf(args)['customer'], fieldsOf(fieldsOf(args)['set'])['customer'], was?.customer].flatMap((customer) => {
    const { phone } = fieldsOf(customer);
    return typeof phone === 'string' && phone !== '' ? [phone] : [];
  });

/** The job without its customer, with one entry that says so; the same job when that has been done. */
export function eraseJob(job: Job, erasure: Erasure): Job {
  if (job.erasedAt !== undefined) return job;
  const { location: _location, rating, review, texts, ...rest } = job;
  const rev = job.rev + 1;
  const entry: HistoryEntry = {
    id: erasure.id(job),
    type: 'erase_customer',
    outcome: 'applied',
    by: erasure.by,
    tappedAt: erasure.at,
    receivedAt: erasure.at,
    rev,
  };
  return {
    ...rest,
    customer: NOBODY,
    address: ERASED,
    notes: job.notes.map(eraseNote),
    // What a picture shows is theirs as well: the bytes go with the list.
    photos: [],
    history: [...job.history.map(eraseEntry), entry],
    ...(review && { review: review.map(eraseReview) }),
    ...(texts && { texts: texts.map(eraseText) }),
    ...(rating && { rating: { stars: rating.stars, at: rating.at } }),
    rev,
    updatedAt: erasure.at,
    erasedAt: erasure.at,
  };
}

/** Mutations without a job: those on a job of theirs, and those that hold their number. */
export const eraseUnfiled = (unfiled: JobBook['unfiled'], jobs: ReadonlySet<string>, phone: string): JobBook['unfiled'] =>
  unfiled.some((each) => isTheirs(each, jobs, phone))
    ? unfiled.map((each) => (isTheirs(each, jobs, phone) ? { ...each, entry: eraseEntry(each.entry) } : each))
    : unfiled;

function isTheirs({ job, entry }: Unfiled, jobs: ReadonlySet<string>, phone: string): boolean {
  if (job !== null && jobs.has(job)) return true;
  const digits = phone.replace(/\D/g, '').slice(-10);
  const said = `${JSON.stringify(entry.args ?? '')} ${entry.raw ?? ''}`.replace(/[^\d"]/g, '');
  return phonesIn(entry).some((each) => samePhone(each, phone)) || (digits.length >= 7 && said.includes(digits));
}

/** Of a history entry stays what it did, never the words that were typed with it. */
export function eraseEntry(entry: HistoryEntry): HistoryEntry {
  const { raw, args, was, reason, by, carriedBy, against, settled, ...rest } = entry;
  const kept = keptReason(reason);
  const before = was && keptFields(was);
  return {
    ...rest,
    by: eraseBy(by),
    ...(carriedBy && { carriedBy }),
    ...(kept !== undefined && { reason: kept }),
    ...(args !== undefined && { args: keptArgs(args) }),
    ...(before && { was: before }),
    ...(against && { against: { ...against, by: eraseBy(against.by) } }),
    ...(settled && { settled: settled.map(eraseReview) }),
    ...(raw !== undefined && { raw: '' }),
  };
}

/** A reason of the list stays; words do not, and neither does what the reader said of text that it could not read. */
const keptReason = (reason: string | undefined): string | undefined =>
  reason !== undefined && (reason in ATTEMPT_REASONS || reason === 'accept' || reason === 'keep') ? reason : undefined;

/** Only names that the protocol gives, and only those that say nothing of a person. A field that another release added may be one. */
const KEPT_ARGS = new Set(['to', 'role', 'member', 'window', 'service', 'mutation', 'decision', 'stars', 'kind', 'type', 'bytes']);
function keptArgs(args: unknown): Record<string, unknown> {
  const all = fieldsOf(args);
  const kept = Object.entries(all).filter(([name]) => KEPT_ARGS.has(name));
  const { service } = fieldsOf(all['set']);
  const reason = typeof all['reason'] === 'string' ? keptReason(all['reason']) : undefined;
  return {
    ...Object.fromEntries(kept),
    ...('set' in all && { set: service === undefined ? {} : { service } }),
    ...(reason !== undefined && { reason }),
  };
}

const keptFields = ({ service, window }: JobFields): JobFields => ({
  ...(service !== undefined && { service }),
  ...(window && { window }),
});
const eraseNote = (note: Note): Note => ({ ...note, text: ERASED, by: eraseBy(note.by) });
const eraseBy = (by: By): By => (by.kind === 'customer' ? { ...by, name: ERASED } : by);
function eraseReview({ reason, ...item }: ReviewItem): ReviewItem {
  const kept = keptReason(reason);
  return { ...item, by: eraseBy(item.by), ...(kept !== undefined && { reason: kept }) };
}
function eraseText({ text: _, ...intent }: TextIntent): TextIntent {
  return intent;
}

/** Photos of erased jobs that no other job shows: their bytes may go. */
export function orphanedPhotos(erased: Iterable<Job>, others: Iterable<Job>): string[] {
  const hashes = (jobs: Iterable<Job>): string[] => [...jobs].flatMap((job) => job.photos.map(({ sha256 }: Photo) => sha256));
  const needed = new Set(hashes(others));
  return [...new Set(hashes(erased))].filter((sha256) => !needed.has(sha256));
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
