// Owns what customers may still change of their pickup themselves, and why they would: a visit in vain that nobody has answered.
import { instantOf } from '#core/clock-time';
import type { Company } from '#core/company';
import type { Job } from '#core/job';
import { standingMoves, visitsInVain, type Visit } from '#core/moves';
import { withoutUndone } from '#core/seen';

export interface MayChange {
  /** ISO UTC: later they call; null while no visit is planned that could be too near */
  readonly until: string | null;
}

/** Null when it is too late, when the crew has begun, or when the job is over. */
export function mayChange(job: Job, company: Pick<Company, 'timeZone' | 'changeNoticeMinutes'>, nowMs: number): MayChange | null {
  if (job.status !== 'booking_confirmed' && job.status !== 'ready_for_pickup') return null;
  if (openAttempt(job)) return { until: null };
  const startMs = instantOf(job.window.date, job.window.start, company.timeZone);
  const untilMs = startMs - company.changeNoticeMinutes * 60_000;
  return nowMs <= untilMs ? { until: new Date(untilMs).toISOString() } : null;
}

/** The visit in vain that sent the job back, until somebody sets another time or sends the crew again. */
export function openAttempt(job: Job): Visit | null {
  const move = standingMoves(job).at(-1);
  if (job.status !== 'booking_confirmed' || !move) return null;
  const visit = visitsInVain(job).find(({ entry }) => entry === move.entry);
  if (!visit) return null;
  const later = job.history.slice(job.history.indexOf(move.entry) + 1).filter(({ outcome }) => outcome === 'applied');
  return withoutUndone(later).some(({ was }) => was?.window) ? null : visit;
}
