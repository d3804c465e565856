// Owns what "on time" means: the crew was at work during the arrival window that the customer was given.
import { addDays, instantOf } from '#core/clock-time';
import type { ArrivalWindow, Job } from '#core/job';
import { standingMoves } from '#core/moves';

export const ON_TIME = ['on_time', 'early', 'late'] as const;
export type OnTime = (typeof ON_TIME)[number];

/**
 * `late`: started after the window's end. `early`: finished before its beginning. Else `on_time`, both ends included. Judged by the last
 * start and the last completion of a completed job; null for a job that is not completed, has no window of the company's, or whose times
 * nobody knows (an import).
 */
export function onTimeOf(job: Job, timeZone: string): OnTime | null {
  if (job.status !== 'completed' || job.flags?.includes('unknown-slot')) return null;
  const moves = standingMoves(job);
  const completed = moves.findLast(({ to }) => to === 'completed');
  if (!completed?.timed) return null;
  const started = moves.findLast(({ to, timed }) => to === 'in_progress' && timed);
  const { opensMs, closesMs } = boundsOf(job.window, timeZone);
  if ((started ?? completed).atMs > closesMs) return 'late';
  return completed.atMs < opensMs ? 'early' : 'on_time';
}

/** A window that ends at or before its start ends on the next day. */
function boundsOf({ date, start, end }: ArrivalWindow, timeZone: string): { opensMs: number; closesMs: number } {
  const lastDay = end > start ? date : addDays(date, 1);
  return { opensMs: instantOf(date, start, timeZone), closesMs: instantOf(lastDay, end, timeZone) };
}
