// Owns whether a crew is close by: by its shared position, after it was away since its start. Without a place on the job nobody can know.
import type { GeoPoint, HistoryEntry, Job } from '#core/job';
import { metersBetween } from '#core/place';
import { standing } from '#core/seen';

const CLOSE_METERS = 800;
const AWAY_METERS = 1_600;
/** A position that may be off by more says neither. */
const ACCURATE_METERS = 400;

/** The start that stands; null while the job is not under way. */
export function startOf(job: Job): HistoryEntry | null {
  if (job.status !== 'in_progress') return null;
  return standing(job).findLast(({ to }) => to === 'in_progress') ?? null;
}

/** Null where it is neither, or nobody can know. */
export function isClose({ location }: Pick<Job, 'location'>, position: GeoPoint & { readonly accuracyM: number }): boolean | null {
  if (!location || position.accuracyM > ACCURATE_METERS) return null;
  const meters = metersBetween(location, position);
  if (meters <= CLOSE_METERS) return true;
  return meters >= AWAY_METERS ? false : null;
}
