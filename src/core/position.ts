// Owns where a crew is: what its phone sends, how long that says something, and whether it is at a place.
import type { GeoPoint } from '#core/job';
import { metersBetween } from '#core/place';

/** A crew's position, as its phone sent it. */
export interface Position extends GeoPoint {
  readonly accuracyM: number;
  readonly at: string;
}

/** After this long a position says nothing true any more. */
export const POSITION_FRESH_MS = 15 * 60_000;

export const isFresh = ({ at }: { readonly at: string }, nowMs: number): boolean => nowMs - Date.parse(at) <= POSITION_FRESH_MS;

/** Whoever is this close is there, or parks. */
const THERE_M = 200;

/** Whether a position, as exact as it is, may be that very place. */
export const isThere = (position: Position, place: GeoPoint): boolean =>
  metersBetween(position, place) <= THERE_M + Math.min(position.accuracyM, THERE_M);
