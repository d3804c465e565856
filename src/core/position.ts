// Owns where a crew is: what its phone sends, how long that says something, and how far it is from a place.
import type { GeoPoint } from '#core/job';

/** A crew's position, as its phone sent it. */
export interface Position extends GeoPoint {
  readonly accuracyM: number;
  readonly at: string;
}

/** After this long a position says nothing true any more. */
export const POSITION_FRESH_MS = 15 * 60_000;

export const isFresh = ({ at }: { readonly at: string }, nowMs: number): boolean => nowMs - Date.parse(at) <= POSITION_FRESH_MS;

const EARTH_M = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres as the crow flies. */
export function metresBetween(a: GeoPoint, b: GeoPoint): number {
  const [lat, lng] = [radians(b.lat - a.lat), radians(b.lng - a.lng)];
  const chord = Math.sin(lat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(lng / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Whoever is this close is there, or parks. */
const THERE_M = 200;

/** Whether a position, as exact as it is, may be that very place. */
export const isThere = (position: Position, place: GeoPoint): boolean =>
  metresBetween(position, place) <= THERE_M + Math.min(position.accuracyM, THERE_M);
