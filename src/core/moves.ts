// Owns what really happened to a job, for looking back: its moves that still stand, its visits in vain, and when each took place.
import type { MemberId } from '#core/id';
import type { HistoryEntry, Job } from '#core/job';
import { ATTEMPT_REASONS, type AttemptReason } from '#core/mutation';
import { crewBefore, standing } from '#core/seen';
import { isStatus, type Status } from '#core/status-flow';
import { shownTapTime } from '#core/tap-time';

/** A change of state that nobody has undone. */
export interface Move {
  readonly to: Status;
  /** milliseconds since 1970: when it was tapped, as well as that is known */
  readonly atMs: number;
  /** false for what an import set: it knows the state, not when it came about */
  readonly timed: boolean;
  readonly entry: HistoryEntry;
}

/** A visit that ended in "could not complete". */
export interface Visit {
  readonly reason: AttemptReason;
  readonly atMs: number;
  readonly crew: readonly MemberId[];
  /** what ended it: the crew's word, or the office's yes to it */
  readonly entry: HistoryEntry;
}

/** Oldest first; a move and the undo that took it back are both left out. */
export const standingMoves = (job: Job): readonly Move[] =>
  standing(job).flatMap((entry) => {
    const to = reached(entry);
    return to === null ? [] : [{ to, atMs: happenedMs(job, entry), timed: entry.by.kind !== 'import', entry }];
  });

/** Oldest first, accepted claims included. A mate's second word on the same visit is no visit of its own. */
export const visitsInVain = (job: Job): readonly Visit[] =>
  standing(job).flatMap((entry) => {
    const word = entry.type === 'resolve_review' && entry.reason === 'accept' ? claimOf(job, entry) : entry;
    if (word?.type !== 'cannot_complete') return [];
    return [{ reason: reasonOf(word), atMs: happenedMs(job, entry), crew: crewAt(job, entry), entry }];
  });

/** Who held a role on the job when this was said, each once. */
export function crewAt(job: Job, entry: HistoryEntry): readonly MemberId[] {
  const later = job.history.slice(job.history.indexOf(entry) + 1).filter(({ outcome }) => outcome === 'applied');
  return [...new Set(Object.values(crewBefore(job, later)))];
}

/** When it took place: an accepted claim happened when its crew tapped it, not when the office said yes. */
function happenedMs(job: Job, entry: HistoryEntry): number {
  return Date.parse(shownTapTime((entry.type === 'resolve_review' ? claimOf(job, entry) : null) ?? entry));
}

const claimOf = (job: Job, { against }: HistoryEntry): HistoryEntry | undefined => job.history.find(({ id }) => id === against?.mutation);

function reached({ type, to }: HistoryEntry): Status | null {
  if (type === 'create_job') return 'booking_confirmed';
  return isStatus(to) ? to : null;
}

// A newer app may know reasons that this one does not.
const reasonOf = ({ reason }: HistoryEntry): AttemptReason => (isReason(reason) ? reason : 'other');
const isReason = (text: string | undefined): text is AttemptReason => text !== undefined && text in ATTEMPT_REASONS;
