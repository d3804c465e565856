// Owns how far a crew is from a pickup, on the flat: exact enough for a town.
import type { GeoPoint } from '#core/job';

const MILES_PER_DEGREE = 69.1;

/** As the crow flies. */
export const milesBetween = (pickup: GeoPoint, truck: GeoPoint): number => Math.hypot(...fromPickup(pickup, truck));

export const fromPickup = (pickup: GeoPoint, truck: GeoPoint): [east: number, north: number] => [
  (truck.lng - pickup.lng) * MILES_PER_DEGREE * Math.cos((pickup.lat * Math.PI) / 180),
  (truck.lat - pickup.lat) * MILES_PER_DEGREE,
];
