// Promises of a company's week: places by weekday, names that stand for times, notice in real hours, and days on which nobody works.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { nearestOpen, openDays, placesLeft, windowFor, windowTrouble } from '#core/booking';
import { companySchema, offeredSlots, type Company } from '#core/company';
import { overlaps, placesAt, slotsAfter, slotWith, weekOf } from '#core/week';
import { COMPANY } from '../../support/core-scene.ts';

const company = (change: object): Company => v.parse(companySchema, { ...COMPANY, ...change });
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const open = (start: string, end: string, places = 2, slot?: string) => ({
  start,
  end,
  places,
  weekdays: EVERY_DAY,
  ...(slot && { slot }),
});

describe('places by weekday', () => {
  test('A week of numbers comes back as it went in, and says differences only where there are some', () => {
    const times = { slot: '08-10', start: '08:00', end: '10:00' };
    for (const week of [
      [0, 4, 4, 4, 4, 2, 0],
      [1, 1, 1, 1, 1, 1, 1],
      [0, 0, 0, 0, 0, 0, 0],
    ])
      expect(weekOf(slotWith(times, week))).toEqual(week);
    expect(slotWith(times, [0, 4, 4, 4, 4, 2, 0])).toMatchObject({ places: 4, weekdays: [1, 2, 3, 4, 5], placesOn: [0, 4, 4, 4, 4, 2, 0] });
    expect(slotWith(times, [0, 4, 4, 4, 4, 4, 0])).not.toHaveProperty('placesOn');
  });
  test('A window of an older release has the same places on each of its weekdays', () => {
    expect(placesAt({ start: '08:00', end: '10:00', places: 3, weekdays: [1] }, 1)).toBe(3);
    expect(placesAt({ start: '08:00', end: '10:00', places: 3, weekdays: [1] }, 2)).toBe(0);
  });
  test('Booking counts by them', () => {
    const it = company({ slots: [slotWith({ slot: '08-10', start: '08:00', end: '10:00' }, [0, 4, 4, 4, 4, 1, 0])] });
    // 2026-11-27 is a Friday.
    expect(['2026-11-26', '2026-11-27', '2026-11-28'].map((date) => placesLeft(it, [], { date, slot: '08-10' }))).toEqual([4, 1, 0]);
    expect(openDays(it, [], Date.parse('2026-11-26T02:00:00Z'))[2]).toEqual({
      date: '2026-11-27',
      slots: [expect.objectContaining({ open: 1 })],
    });
  });
});

describe('the name of a window', () => {
  const before = slotsAfter([], [open('08:00', '10:00'), open('10:30', '12:30')]);
  test('is made of its times', () => {
    expect(before.map(({ slot }) => slot)).toEqual(['08-10', '1030-1230']);
  });
  test('stands for them for ever: other times are another window, and the old one is closed but goes on to resolve', () => {
    const after = slotsAfter(before, [open('09:00', '11:00', 2, '08-10'), open('10:30', '12:30', 5, '1030-1230')]);
    expect(offeredSlots({ slots: after }).map(({ slot, places }) => [slot, places])).toEqual([
      ['09-11', 2],
      ['1030-1230', 5],
    ]);
    expect(windowFor(company({ slots: after }), { date: '2026-11-26', slot: '08-10' })).toMatchObject({ start: '08:00', end: '10:00' });
    expect(placesLeft(company({ slots: after }), [], { date: '2026-11-26', slot: '08-10' })).toBe(0);
  });
  test('comes back with its times', () => {
    const closed = slotsAfter(before, []);
    expect(offeredSlots({ slots: closed })).toEqual([]);
    expect(offeredSlots({ slots: slotsAfter(closed, [open('08:00', '10:00', 7)]) })).toMatchObject([{ slot: '08-10', places: 7 }]);
  });
  test('is never taken twice', () => {
    const odd = [{ slot: '08-10', start: '20:00', end: '22:00', places: 1, weekdays: EVERY_DAY }];
    expect(slotsAfter(odd, [open('08:00', '10:00')]).map(({ slot }) => slot)).toEqual(['08-10-2', '08-10']);
  });
});

test('Windows that overlap on a weekday are named in pairs; both may be booked', () => {
  const [morning, early, late] = slotsAfter([], [open('08:00', '12:00'), open('08:00', '10:00'), open('12:00', '14:00')]);
  expect(overlaps([morning, early, late].filter((slot) => slot !== undefined)).map(([a, b]) => [a.slot, b.slot])).toEqual([
    ['08-10', '08-12'],
  ]);
  expect(
    overlaps([
      { ...open('08:00', '12:00'), weekdays: [1] },
      { ...open('08:00', '10:00'), weekdays: [2] },
    ]),
  ).toEqual([]);
});

describe('a blackout day', () => {
  const it = company({ blackout: [{ date: '2026-11-26', reason: 'Thanksgiving' }] });
  const now = Date.parse('2026-11-24T15:00:00Z');
  test('has no windows, says why, and the nearest open ones are on other days', () => {
    const days = openDays(it, [], now);
    expect(days[2]).toEqual({ date: '2026-11-26', closed: 'Thanksgiving', slots: [] });
    expect(nearestOpen(days, '2026-11-26', 2).map(({ date }) => date)).toEqual(['2026-11-25', '2026-11-25']);
    expect(windowTrouble(it, { date: '2026-11-26', slot: '10-12', start: '10:00', end: '12:00' }, now)).toBe('closed');
  });
});

describe('notice', () => {
  const two = company({ noticeMinutes: 120, slots: slotsAfter([], [open('01:30', '03:30'), open('10:00', '12:00')]) });
  const trouble = (at: string, date: string, start: string, it = two) =>
    windowTrouble(it, { date, slot: start === '10:00' ? '10-12' : '0130-0330', start, end: '12:00' }, Date.parse(at));
  test('ends a window two hours before it starts, not a minute earlier', () => {
    expect(trouble('2026-11-24T12:59:00Z', '2026-11-24', '10:00')).toBeNull();
    expect(trouble('2026-11-24T13:01:00Z', '2026-11-24', '10:00')).toBe('too-soon');
    expect(trouble('2026-11-24T15:00:00Z', '2026-11-24', '10:00')).toBe('past');
    expect(openDays(two, [], Date.parse('2026-11-24T13:01:00Z'))[0]?.slots.map((slot) => slot.open)).toEqual([0, 0]);
  });
  test('counts real hours over the gap in spring: 23:30 to 03:30 is three', () => {
    const it = company({ noticeMinutes: 180, slots: slotsAfter([], [open('03:30', '05:00')]) });
    const at = (time: string) => windowTrouble(it, { date: '2026-03-08', slot: '0330-05', start: '03:30', end: '05:00' }, Date.parse(time));
    expect(at('2026-03-08T04:29:00Z')).toBeNull();
    expect(at('2026-03-08T04:31:00Z')).toBe('too-soon');
  });
  test('counts them over the overlap in autumn, from the first 01:30', () => {
    expect(trouble('2026-11-01T03:29:00Z', '2026-11-01', '01:30')).toBeNull();
    expect(trouble('2026-11-01T03:31:00Z', '2026-11-01', '01:30')).toBe('too-soon');
    expect(trouble('2026-11-01T05:31:00Z', '2026-11-01', '01:30')).toBe('past');
  });
});
