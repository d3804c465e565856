// Owns the texts that the office writes, after they were taken: when one may leave, until when it can be taken back, and whether it is still true.
import type { Company } from '#core/company';
import type { HistoryEntry, Job } from '#core/job';
import { quietUntil } from '#core/quiet-hours';
import { standing } from '#core/seen';
import { isOver, isStatus } from '#core/status-flow';
import { shownTapTime } from '#core/tap-time';
import { UNDO_ROOM_MS } from '#core/text-kind';

/** Within it a text is about to leave: who takes it back then would be told so although it goes. */
const LEAVING_MS = 3_000;
/** "Now" is the moment of who wrote it; what was written without a signal waits for the end of the quiet hours like others. */
const NOW_HOLDS_MS = 10 * 60_000;
const FRESH_MS = 24 * 3_600_000;

export const isWritten = ({ type, outcome }: HistoryEntry): boolean => type === 'text_customer' && outcome === 'applied';

/** Asked to leave in the quiet hours too, by somebody who knew of them. */
export const isUrgent = (entry: HistoryEntry): boolean =>
  typeof entry.args === 'object' &&
  entry.args !== null &&
  'now' in entry.args &&
  entry.args.now === true &&
  Date.parse(entry.receivedAt) - Date.parse(shownTapTime(entry)) <= NOW_HOLDS_MS;

/** Milliseconds since 1970, at the earliest. */
export function leavesAtMs(entry: HistoryEntry, company: Pick<Company, 'textQuiet' | 'timeZone'>): number {
  const dueMs = Date.parse(entry.receivedAt) + UNDO_ROOM_MS;
  return (isUrgent(entry) ? null : quietUntil(company, dueMs)) ?? dueMs;
}

export const hasLeft = (entry: HistoryEntry, company: Pick<Company, 'textQuiet' | 'timeZone'>, nowMs: number): boolean =>
  nowMs > leavesAtMs(entry, company) - LEAVING_MS;

/** Why a text does not leave any more; null while it may. */
export function untrueWritten(entry: HistoryEntry, job: Job, nowMs: number): 'undone' | 'overtaken' | 'too-late' | null {
  const holding = standing(job);
  if (!holding.includes(entry)) return 'undone';
  if (holding.some((later) => later.rev > entry.rev && overtakes(later, entry))) return 'overtaken';
  return nowMs - Date.parse(shownTapTime(entry)) > FRESH_MS ? 'too-late' : null;
}

/** What its author does themselves they had in mind; but to a job that is over nothing is said of what was to come. */
function overtakes({ to, was, by }: HistoryEntry, entry: HistoryEntry): boolean {
  if (isStatus(to) && isOver(to)) return true;
  return by.id !== entry.by.id && (isStatus(to) || was?.window !== undefined);
}
