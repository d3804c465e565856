// Owns where stops lie: the area that an address names, and the bearing and distance between two points. No map, nothing invented.
import type { GeoPoint } from '#core/job';

/** "Hyde Park" of "14 Gwinnett St, Hyde Park"; state and postcode are not an area. Empty when the address names none. */
export function areaOf(address: string): string {
  const parts = address.split(',').map((part) => part.trim());
  const area = parts.slice(1).findLast((part) => part !== '' && !/^([A-Z]{2}\b\s*)?(\d{5}(-\d{4})?)?$/.test(part));
  return area?.replace(/\s+[A-Z]{2}\s+\d{5}(-\d{4})?$/, '') ?? '';
}

const EARTH_METERS = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in meters (haversine). */
export function metersBetween(a: GeoPoint, b: GeoPoint): number {
  const [lat1, lat2] = [radians(a.lat), radians(b.lat)];
  const h = Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin(radians(b.lng - a.lng) / 2) ** 2;
  return 2 * EARTH_METERS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The direction from `a` to `b`, in degrees clockwise from north: 0 ≤ bearing < 360. */
export function bearingTo(a: GeoPoint, b: GeoPoint): number {
  const [lat1, lat2, apart] = [radians(a.lat), radians(b.lat), radians(b.lng - a.lng)];
  const y = Math.sin(apart) * Math.cos(lat2);
  const x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(apart);
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
}

/** The middle of some points, good for a day's stops of one hauler; null without any. */
export function middleOf(points: readonly GeoPoint[]): GeoPoint | null {
  if (points.length === 0) return null;
  const mean = (of: (point: GeoPoint) => number): number => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  return { lat: mean(({ lat }) => lat), lng: mean(({ lng }) => lng) };
}
