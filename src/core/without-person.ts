// Owns what of a job tells who its customer was or where, and a job without it: what was done, by whom and when, stays.
import type { By, Customer, HistoryEntry, Job, JobFields, Note, ReviewItem } from '#core/job';
import { ATTEMPT_REASONS } from '#core/mutation';
import type { TextIntent } from '#core/text-kind';

const ERASED = 'Erased';
const NOBODY: Customer = { name: ERASED, phone: '' };

/** A job that was erased stays so: of what arrives later, from a phone that was offline, the words go and that it was done stays. */
export const stayErased = (job: Job): Job => (job.erasedAt === undefined ? job : withoutPerson(job));

/** Its photos are another matter: their bytes lie elsewhere. */
export function withoutPerson(job: Job): Job {
  const { location: _location, rating, review, texts, ...rest } = job;
  return {
    ...rest,
    customer: NOBODY,
    address: ERASED,
    notes: job.notes.map(eraseNote),
    history: job.history.map(eraseEntry),
    ...(review && { review: review.map(eraseReview) }),
    ...(texts && { texts: texts.map(eraseText) }),
    ...(rating && { rating: { stars: rating.stars, at: rating.at } }),
  };
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

export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
