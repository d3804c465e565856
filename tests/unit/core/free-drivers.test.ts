// Promises about places: the roster limits what customers may book, and what nobody has planned limits nothing.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { openDays, placesLeft } from '#core/booking';
import type { Company } from '#core/company';
import { driverPlaces, freeDrivers, NOBODY_PLANNED } from '#core/free-drivers';
import { idSchema } from '#core/id';
import type { Job } from '#core/job';
import { COMPANY } from '../../support/core-scene.ts';

const id = (n: number) => v.parse(idSchema.member, `00000000-0000-7000-8000-00000000000${n}`);
const driver = (n: number, more: object = {}) => ({ id: id(n), roles: ['driver' as const], ...more });
const on = (date: string) => [{ date, roles: ['driver' as const] }];
const DAY = '2026-11-26';
const NOW = Date.parse('2026-11-24T12:00:00Z');

describe('who is free to drive', () => {
  const planned = new Map([1, 2, 3, 4].map((n) => [id(n), on(DAY)]));
  test('Whoever is planned and neither away nor disabled; who is no driver any more does not count', () => {
    const crew = [driver(1), driver(2), driver(3, { disabled: true }), { id: id(4), roles: ['first_mate' as const] }];
    expect([...freeDrivers(crew, planned, new Map())]).toEqual([[DAY, 2]]);
    expect([...freeDrivers(crew, planned, new Map([[id(1), [{ date: DAY }]]]))]).toEqual([[DAY, 1]]);
  });
  test('All who were planned are away: nobody, and that is known', () => {
    expect(freeDrivers([driver(1)], planned, new Map([[id(1), [{ date: DAY }]]])).get(DAY)).toBe(0);
  });
  test('Nobody planned is unknown, also when somebody is away', () => {
    expect(freeDrivers([driver(5)], planned, new Map([[id(5), [{ date: DAY }]]])).has(DAY)).toBe(false);
  });
});

describe('places', () => {
  const company: Company = { ...COMPANY, jobsPerDriver: 2, slots: COMPANY.slots.map((slot) => ({ ...slot, places: 5 })) };
  const job = (start: string, end: string, status = 'booking_confirmed', slot = `${start.slice(0, 2)}-${end.slice(0, 2)}`) =>
    ({ status, window: { date: DAY, slot, start, end } }) as Job;
  const left = (drivers: number | null, jobs: Job[] = [], it = company) =>
    placesLeft(it, jobs, { date: DAY, slot: '10-12' }, drivers === null ? NOBODY_PLANNED : new Map([[DAY, drivers]]));

  test.each([
    [null, 5],
    [0, 0],
    [1, 2],
    [2, 4],
    [3, 5],
  ])('%s drivers: %i places', (drivers, places) => expect(left(drivers)).toBe(places));
  test('What is booked takes both from the window and from the drivers; a cancelled one gives back', () => {
    const jobs = [job('10:00', '12:00'), job('10:00', '12:00', 'cancelled')];
    expect([left(1, jobs), left(3, jobs), left(null, jobs)]).toEqual([1, 4, 4]);
  });
  test('The public page and the check say the same', () => {
    const drivers = new Map([[DAY, 1]]);
    const jobs = [job('10:00', '12:00')];
    const [day] = openDays(company, jobs, NOW, drivers).filter(({ date }) => date === DAY);
    for (const { slot, open } of day?.slots ?? [])
      expect([slot, open]).toEqual([slot, placesLeft(company, jobs, { date: DAY, slot }, drivers)]);
  });
  test('Windows that meet share the drivers; one that ends when the other begins does not', () => {
    const wide = job('08:00', '12:00');
    expect(left(1, [wide, wide])).toBe(0);
    expect(left(1, [job('08:00', '10:00'), job('12:00', '14:00')])).toBe(2);
    expect(driverPlaces(2, { start: '08:00', end: '12:00' }, [job('08:00', '10:00').window, job('10:00', '12:00').window])).toBe(1);
  });
});
