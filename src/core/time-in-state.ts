// Owns how long jobs stay in a state, and the two figures that say it: half took no longer than this, eight in ten no longer than that.
import type { Job } from '#core/job';
import { standingMoves } from '#core/moves';
import type { Status } from '#core/status-flow';

/** The states that a job passes through on its way. */
export const TIMED_STATES = ['booking_confirmed', 'ready_for_pickup', 'in_progress'] as const;
export type TimedState = (typeof TIMED_STATES)[number];

/**
 * Milliseconds that the job spent in a state, all its stays together; null while it is still there, when it never was, when its times are
 * not known, or when it was cancelled (how long a job waited that nobody wanted says nothing).
 */
export function timeInState(job: Job, state: Status): number | null {
  if (job.status === 'cancelled') return null;
  const moves = standingMoves(job);
  let sumMs: number | null = null;
  for (const [index, move] of moves.entries()) {
    if (move.to !== state) continue;
    const next = moves[index + 1];
    if (!next || !move.timed || !next.timed) return null;
    // Two devices' clocks may disagree by more than the stay was long.
    sumMs = (sumMs ?? 0) + Math.max(0, next.atMs - move.atMs);
  }
  return sumMs;
}

/** The smallest of the values that at least `share` (above 0, at most 1) of them do not exceed; null when there are none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  // 0.8 × 5 is a little above 4 in binary.
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? null;
}
