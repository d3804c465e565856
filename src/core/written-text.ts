// Owns the texts that the office writes, after they were taken: when one may leave, until when it can be taken back, and whether it is still true.
import { unsettles } from '#core/apply-text';
import type { Company } from '#core/company';
import type { HistoryEntry, Job } from '#core/job';
import { quietFrom, quietUntil } from '#core/quiet-hours';
import { standing, withoutUndone } from '#core/seen';
import { isOver, isStatus } from '#core/status-flow';
import { shownTapTime } from '#core/tap-time';
import { UNDO_ROOM_MS } from '#core/text-kind';

/** Within it a text is about to leave: who takes it back then would be told so although it goes. */
const LEAVING_MS = 3_000;
/** "Now" is the moment of who wrote it; what was written without a signal waits for the end of the quiet hours like others. */
const NOW_HOLDS_MS = 10 * 60_000;
const FRESH_MS = 24 * 3_600_000;
/** What was due before the quiet hours may leave so long after: a few of the sender's minutes. */
const LATE_ROOM_MS = 5 * 60_000;
type QuietHours = Pick<Company, 'textQuiet' | 'timeZone'>;

export const isWritten = ({ type, outcome }: HistoryEntry): boolean => type === 'text_customer' && outcome === 'applied';

/** Asked to leave in the quiet hours too, by somebody who knew of them. */
export const isUrgent = (entry: HistoryEntry): boolean =>
  typeof entry.args === 'object' &&
  entry.args !== null &&
  'now' in entry.args &&
  entry.args.now === true &&
  Date.parse(entry.receivedAt) - Date.parse(shownTapTime(entry)) <= NOW_HOLDS_MS;

/**
 * From when until when a text may leave, milliseconds since 1970: the sender and the undo ask this and nothing else. It is one span, by the
 * moment when the text is due: what could not leave in it is let go, for whoever wanted it back was told that it is too late.
 */
export function leavesBetween(entry: HistoryEntry, company: QuietHours): { readonly fromMs: number; readonly untilMs: number } {
  const dueMs = Date.parse(entry.receivedAt) + UNDO_ROOM_MS;
  if (isUrgent(entry)) return { fromMs: dueMs, untilMs: Infinity };
  const fromMs = quietUntil(company, dueMs) ?? dueMs;
  return { fromMs, untilMs: Math.max(quietFrom(company, fromMs), fromMs + LATE_ROOM_MS) };
}

export const leavesAtMs = (entry: HistoryEntry, company: QuietHours): number => leavesBetween(entry, company).fromMs;

export const hasLeft = (entry: HistoryEntry, company: QuietHours, nowMs: number): boolean =>
  nowMs > leavesAtMs(entry, company) - LEAVING_MS;

/** Why a text does not leave any more; null while it may. */
export function untrueWritten(entry: HistoryEntry, job: Job, nowMs: number): 'undone' | 'overtaken' | 'too-late' | null {
  if (!standing(job).includes(entry)) return 'undone';
  // An undo of what was there before the text is news as well; one of what came after it leaves things as they were.
  const since = withoutUndone(job.history.filter(({ rev, outcome }) => rev > entry.rev && outcome === 'applied'));
  if (since.some((later) => overtakes(later, entry, job))) return 'overtaken';
  return nowMs - Date.parse(shownTapTime(entry)) > FRESH_MS ? 'too-late' : null;
}

/** What its author does themselves they had in mind; but to a job that is over nothing is said of what was to come. */
function overtakes(later: HistoryEntry, entry: HistoryEntry, job: Job): boolean {
  if (isStatus(later.to) && isOver(later.to)) return true;
  return later.by.id !== entry.by.id && unsettles(later, job);
}
