// Promises of the small picture: distance, direction and scale are true, and the truck is always in it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approach, RING_PX } from '#lib/tracking/approach.ts';
import { milesBetween } from '#lib/tracking/miles.ts';
import { metersBetween } from '#core/place';

const HOME = { lat: 42.256, lng: -71.124 };
const at = (east: number, north: number) => ({
  lat: HOME.lat + north / 69.1,
  lng: HOME.lng + east / (69.1 * Math.cos((HOME.lat * Math.PI) / 180)),
});
const place = fc.record({ east: fc.double({ min: -40, max: 40, noNaN: true }), north: fc.double({ min: -40, max: 40, noNaN: true }) });

describe('the crew’s way', () => {
  test('North is up, east is right', () => {
    expect(approach(HOME, at(1, 0))).toMatchObject({ way: 2, x: expect.closeTo(RING_PX * 4, 1), y: expect.closeTo(0, 5) });
    expect(approach(HOME, at(0, 1))).toMatchObject({ way: 0 });
    expect(approach(HOME, at(0, 1)).y).toBeLessThan(0);
    expect([approach(HOME, at(-1, -1)).way, approach(HOME, at(-1, 0)).way, approach(HOME, at(0, -1)).way]).toEqual([5, 6, 4]);
  });
  test('Wherever the truck is, it is in the picture, and its pixels are its miles', () => {
    fc.assert(
      fc.property(place, ({ east, north }) => {
        const { x, y, ringMiles, miles } = approach(HOME, at(east, north));
        expect(Math.abs(x)).toBeLessThanOrEqual(170);
        expect(Math.abs(y)).toBeLessThanOrEqual(68);
        expect((Math.hypot(x, y) / RING_PX) * ringMiles).toBeCloseTo(miles, 5);
      }),
    );
  });
  test('Flat miles are those of the globe, to one in a hundred', () => {
    fc.assert(
      fc.property(place, ({ east, north }) => {
        const truck = at(east, north);
        const globe = metersBetween(HOME, truck) / 1609.344;
        expect(Math.abs(milesBetween(HOME, truck) - globe)).toBeLessThanOrEqual(globe / 100 + 0.01);
      }),
    );
  });
});
