// Owns which texts a change of a job gives rise to. Only the intent: whether it is still true when it could leave is judged then.
import * as v from 'valibot';
import type { HistoryEntry, Job } from '#core/job';
import { ARGS } from '#core/mutation';
import { UNDO_ROOM_MS, type TextIntent, type TextKind } from '#core/text-kind';

/** Older ones leave the job; by then they have been sent, or are too late to be. */
const MOST_TEXTS = 40;

/** The job as it is saved: with an intent for each new entry that its customer should hear of. */
export function withTexts(before: Job | undefined, after: Job): Job {
  const known = new Set(after.texts?.map(({ id }) => id));
  const fresh = newEntries(before, after).flatMap((entry) => (known.has(entry.id) ? [] : (intentOf(entry, after) ?? [])));
  return fresh.length === 0 ? after : { ...after, texts: [...(after.texts ?? []), ...fresh].slice(-MOST_TEXTS) };
}

/** A job that was not in the book is new, or comes back from the archive: what the same commit said of it is what is new. */
const newEntries = (before: Job | undefined, { history, updatedAt }: Job): readonly HistoryEntry[] =>
  before ? history.slice(before.history.length) : history.filter(({ receivedAt }) => receivedAt === updatedAt);

function intentOf(entry: HistoryEntry, job: Job): TextIntent | null {
  if (entry.type === 'text_customer') return writtenIntent(entry);
  // Customers who came by an import never gave their number to this system: a person may text them, nothing else does.
  if (entry.outcome !== 'applied' || job.history[0]?.by.kind === 'import' || entry.by.kind === 'import') return null;
  const kind = kindOf(entry, job);
  if (!kind) return null;
  const roomMs = kind === 'booked' ? 0 : UNDO_ROOM_MS;
  return { id: entry.id, kind, dueAt: new Date(Date.parse(entry.receivedAt) + roomMs).toISOString() };
}

/** What a person wrote leaves whatever became of the job's own texts, and to who came by an import as well. */
function writtenIntent({ id, outcome, args, by, receivedAt }: HistoryEntry): TextIntent | null {
  const written = v.safeParse(ARGS.text_customer, args);
  if (outcome !== 'applied' || !written.success) return null;
  const dueAt = new Date(Date.parse(receivedAt) + UNDO_ROOM_MS).toISOString();
  return { id, kind: 'message', dueAt, text: written.output.text, ...(by.id && { by: { id: by.id, name: by.name } }) };
}

function kindOf(entry: HistoryEntry, job: Job): TextKind | null {
  const { type, from, to } = entry;
  // A crew's job at the kerb waits for the office to look at it: its customer stands beside the truck.
  if (type === 'create_job') return job.flags?.includes('made-by-crew') ? null : 'booked';
  if (entry.was?.window) return 'rescheduled';
  if (isAttempt(entry, job)) return 'attempted';
  if (type === 'reopen' || (from === 'cancelled' && (to === 'ready_for_pickup' || to === 'booking_confirmed'))) return 'confirmed';
  if (type === 'undo') return null;
  if (from === 'booking_confirmed' && to === 'ready_for_pickup') return 'confirmed';
  if (from === 'ready_for_pickup' && to === 'in_progress') return 'on_the_way';
  return to === 'completed' || to === 'cancelled' ? to : null;
}

/** Reported by the crew, or reported and accepted by the office. */
const isAttempt = (entry: HistoryEntry, job: Job): boolean => attemptIn(entry, job) !== null;

/** The report that an entry stands for; null when it is about something else. */
export function attemptIn(entry: HistoryEntry, { history }: Pick<Job, 'history'>): HistoryEntry | null {
  if (entry.type === 'cannot_complete') return entry;
  const claim = entry.type === 'resolve_review' && entry.to ? history.find(({ id }) => id === entry.against?.mutation) : undefined;
  return claim?.type === 'cannot_complete' ? claim : null;
}
