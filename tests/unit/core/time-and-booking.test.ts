// Promises of clocks and windows: local days, the gap in spring, the overlap in autumn, and places that are truly left.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { bookingSchema, nearestOpen, openDays, placesLeft } from '#core/booking';
import { addDays, instantOf, localDate, localDateAt, windowAt } from '#core/clock-time';
import { uuidv7, uuidv7Ms } from '#core/id';
import { trackingView } from '#core/tracking';
import { COMPANY, CREATE, NOW, readyJob, SAM } from '../../support/core-scene.ts';

const BOSTON = 'America/New_York';
const iso = (ms: number): string => new Date(ms).toISOString();

describe('clocks', () => {
  test('The local date is the company’s, not ours', () => {
    expect(localDateAt(Date.parse('2026-11-25T04:59:00Z'), BOSTON)).toBe('2026-11-24');
    expect(localDateAt(Date.parse('2026-11-25T05:01:00Z'), BOSTON)).toBe('2026-11-25');
  });
  test('A job made at the kerb begins with the window that now falls into, after hours with the last', () => {
    const windows = ['10:00', '12:00', '16:00'].map((end) => ({ end }));
    const at = (instant: string) => windowAt(windows, '2026-11-24', BOSTON, Date.parse(instant))?.end;
    expect(['2026-11-24T14:59:00Z', '2026-11-24T15:00:00Z', '2026-11-24T23:00:00Z'].map(at)).toEqual(['10:00', '12:00', '16:00']);
    expect(windowAt(windows, '2026-11-25', BOSTON, Date.parse('2026-11-24T23:00:00Z'))?.end).toBe('10:00');
  });
  test('A wall clock in the spring gap goes forward; in the autumn overlap the first counts', () => {
    expect(iso(instantOf('2026-03-08', '02:30', BOSTON))).toBe('2026-03-08T07:30:00.000Z');
    expect(iso(instantOf('2026-11-01', '01:30', BOSTON))).toBe('2026-11-01T05:30:00.000Z');
    expect(iso(instantOf('2026-07-01', '10:00', BOSTON))).toBe('2026-07-01T14:00:00.000Z');
    expect(iso(instantOf('2026-01-01', '10:00', BOSTON))).toBe('2026-01-01T15:00:00.000Z');
  });
  test('Days are counted by the calendar, and days that do not exist are none', () => {
    expect([addDays('2026-02-27', 2), addDays('2028-02-28', 1), addDays('2026-01-01', -1)]).toEqual([
      '2026-03-01',
      '2028-02-29',
      '2025-12-31',
    ]);
    for (const date of ['2026-02-30', '2026-13-01', '26-01-01', '0001-01-01', '9999-12-31'])
      expect([date, v.is(localDate, date)]).toEqual([date, false]);
  });
  test('A UUIDv7 tells its time', () => {
    const id = uuidv7(NOW, new Uint8Array(16).fill(255));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidv7Ms(id)).toBe(NOW);
  });
});

describe('booking windows', () => {
  test('Fourteen days; what has begun has no places, what is taken has fewer, what is cancelled has them back', () => {
    const it = readyJob();
    const now = Date.parse('2026-11-24T13:30:00Z');
    const places = () => openDays(COMPANY, [it.job()], now)[0]?.slots.map(({ open }) => open);
    expect(openDays(COMPANY, [], now)).toHaveLength(14);
    expect(places()).toEqual([0, 2, 3]);
    it.say('cancel', {});
    expect(places()).toEqual([0, 3, 3]);
    expect(placesLeft(COMPANY, [it.job()], { date: '2026-11-24', slot: 'none' })).toBe(0);
  });
  test('The nearest open windows are offered first', () => {
    const days = openDays(COMPANY, [], NOW);
    expect(nearestOpen(days, '2026-11-26', 4).map(({ date, slot }) => `${date} ${slot}`)).toEqual([
      '2026-11-26 08-10',
      '2026-11-26 10-12',
      '2026-11-26 12-14',
      '2026-11-25 08-10',
    ]);
  });
  test.each([
    ['control characters', { address: 'a\u0007bc' }],
    ['direction changes', { address: 'abc \u202e def' }],
    ['a name of 10,000 characters', { customer: { name: 'x'.repeat(10_000), phone: '6175550100' } }],
    ['words for a phone', { customer: { name: 'Rosa', phone: 'call me' } }],
    ['a day that does not exist', { window: { date: '2026-02-30', slot: '10-12' } }],
  ])('%s are told, not taken', (_, wrong) => {
    expect(v.is(bookingSchema, { tenant: 'quickdump', ...CREATE, ...wrong })).toBe(false);
  });
});

describe('what the customer sees', () => {
  const facts = { company: COMPANY, driverName: 'Sam Ortiz', position: null, contactAt: null, nowMs: NOW };
  test('The fields of the contract, and nothing of the customer, the crew or the notes', () => {
    const it = readyJob();
    it.say('set_status', { to: 'in_progress' }, { by: SAM, base: it.seen() });
    const view = trackingView(it.job(), { ...facts, position: { lat: 42.3, lng: -71.1, accuracyM: 9, at: iso(NOW - 60_000) } });
    expect(Object.keys(view).toSorted()).toEqual([
      'company',
      'driver',
      'eta',
      'lastHeardAt',
      'location',
      'number',
      'status',
      'timeline',
      'window',
    ]);
    expect(JSON.stringify(view)).not.toMatch(/Rosa|Gwinnett|4411|555-0148|Ortiz|accuracy/);
  });
  test('A step back takes the later states off the line; an old position is gone', () => {
    const it = readyJob();
    it.say('set_status', { to: 'in_progress' });
    it.say('set_status', { to: 'ready_for_pickup' });
    const view = trackingView(it.job(), { ...facts, position: { lat: 42.3, lng: -71.1, accuracyM: 9, at: iso(NOW - 16 * 60_000) } });
    expect(view.timeline.map(({ status }) => status)).toEqual(['booking_confirmed', 'ready_for_pickup']);
    expect(view.location).toBeUndefined();
  });
});
