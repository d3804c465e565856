// Owns the small picture of a crew on its way: how far, in which direction, and at which scale. Nothing is drawn that is not known.
import type { GeoPoint } from '#core/job';
import { fromPickup } from './miles.ts';

export interface Approach {
  readonly miles: number;
  /** 0 north, 1 north-east … 7 north-west, seen from the pickup */
  readonly way: number;
  /** from the pickup in pixels, y down */
  readonly x: number;
  readonly y: number;
  /** miles between two rings */
  readonly ringMiles: number;
}

/** Pixels between two rings, and the farthest that the truck is drawn from the pickup. */
export const RING_PX = 38;
const MOST_X = 168;
const MOST_Y = 66;
const RINGS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20];

export function approach(pickup: GeoPoint, truck: GeoPoint): Approach {
  const [east, north] = fromPickup(pickup, truck);
  const fits = (ring: number): boolean => (Math.abs(east) / ring) * RING_PX <= MOST_X && (Math.abs(north) / ring) * RING_PX <= MOST_Y;
  // Beyond the last scale the picture grows its rings, so that the truck stays in it and in its true direction.
  const ringMiles = RINGS.find(fits) ?? Math.ceil(Math.max((Math.abs(east) * RING_PX) / MOST_X, (Math.abs(north) * RING_PX) / MOST_Y));
  return {
    miles: Math.hypot(east, north),
    way: Math.round((Math.atan2(east, north) / Math.PI) * 4 + 8) % 8,
    x: (east / ringMiles) * RING_PX,
    y: -(north / ringMiles) * RING_PX,
    ringMiles,
  };
}
