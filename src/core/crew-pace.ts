// Owns how quick a crew is: minutes at a job and between two, as they have been today, as wide as few jobs can tell.
import type { GeoPoint, Job } from '#core/job';
import { standingMoves } from '#core/moves';
import { metersBetween } from '#core/place';

/** The least and the most that something takes, in milliseconds. */
export interface Range {
  readonly leastMs: number;
  readonly mostMs: number;
}

export const MINUTE_MS = 60_000;
/** What a job takes while nobody has been seen working. */
const USUAL_WORK: Range = { leastMs: 15 * MINUTE_MS, mostMs: 75 * MINUTE_MS };
/** Below this many jobs of the day, what is usual still counts beside what was seen. */
const ENOUGH_JOBS = 3;
/** A way between two places that are not known. */
const USUAL_WAY: Range = { leastMs: 3 * MINUTE_MS, mostMs: 35 * MINUTE_MS };
const FAST_M_PER_MINUTE = 900;
const SLOW_M_PER_MINUTE = 250;
const PARKING_MS = 8 * MINUTE_MS;

/** From the start of a job to its end, as this crew has worked on these jobs. */
export function workPace(jobs: readonly Job[]): Range {
  const seen = jobs.flatMap((job) => workedMs(job) ?? []);
  if (seen.length === 0) return USUAL_WORK;
  const [least, most] = [Math.min(...seen) * 0.75, Math.max(...seen) * 1.3];
  if (seen.length >= ENOUGH_JOBS) return { leastMs: least, mostMs: most };
  return { leastMs: Math.min(least, USUAL_WORK.leastMs), mostMs: Math.max(most, USUAL_WORK.mostMs) };
}

/** From one place to another; streets and traffic are not known, so the range is wide. */
export function wayBetween(from: GeoPoint | undefined, to: GeoPoint | undefined): Range {
  if (!from || !to) return USUAL_WAY;
  const meters = metersBetween(from, to);
  return {
    leastMs: (meters / FAST_M_PER_MINUTE) * MINUTE_MS,
    mostMs: (meters / SLOW_M_PER_MINUTE) * MINUTE_MS + PARKING_MS,
  };
}

/** When the job's work began, as far as its history knows; milliseconds since 1970. */
export const startedMs = (job: Job): number | null => {
  const move = standingMoves(job).at(-1);
  return move?.to === 'in_progress' && move.timed ? move.atMs : null;
};

function workedMs(job: Job): number | null {
  if (job.status !== 'completed') return null;
  const [start, end] = standingMoves(job).slice(-2);
  const told = start?.to === 'in_progress' && end?.to === 'completed' && start.timed && end.timed;
  // A job that was ticked off in a minute says when somebody tapped, not how long it took.
  return told && end.atMs - start.atMs >= 5 * MINUTE_MS ? end.atMs - start.atMs : null;
}
