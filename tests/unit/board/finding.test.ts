// Promises of finding: areas, places, the order of a table, the address, what is drawn of a long column, and whose phone is quiet.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weekdayClock } from '#lib/board/weekday-clock.ts';
import { weekStart } from '#core/clock-time';
import { contactTruth, QUIET_AFTER_MS } from '#core/contact-truth';
import type { Job } from '#core/job';
import { areaOf, bearingTo, metersBetween, middleOf } from '#core/place';
import { readAddress, withChanges } from '#lib/board/board-address.ts';
import { isLate } from '#lib/board/board-view.ts';
import { stopsMap, waysOf, milesWords } from '#lib/board/stops-map.ts';
import { nextSort, readSort, sortJobs } from '#lib/board/table-sort.ts';
import { offsetsOf, sliceInSight } from '#lib/board/window-slice.ts';

test.each([
  ['14 Gwinnett St, Hyde Park', 'Hyde Park'],
  ['14 Gwinnett St, Hyde Park, MA 02136', 'Hyde Park'],
  ['14 Gwinnett St, Hyde Park MA 02136', 'Hyde Park'],
  ['14 Gwinnett St, Hyde Park, MA, 02136', 'Hyde Park'],
  ['Loading dock B', ''],
])('The area of %s is %s', (address, area) => expect(areaOf(address)).toBe(area));

test('Distance and bearing as a navigator has them', () => {
  const [boston, newYork] = [
    { lat: 42.3601, lng: -71.0589 },
    { lat: 40.7128, lng: -74.006 },
  ];
  expect(metersBetween(boston, newYork) / 1000).toBeCloseTo(306.1, 0);
  expect(bearingTo(boston, newYork)).toBeCloseTo(234.6, 0);
  expect(bearingTo({ lat: 0, lng: 0 }, { lat: 1, lng: 0 })).toBe(0);
  expect(bearingTo({ lat: 0, lng: 0 }, { lat: 0, lng: 1 })).toBeCloseTo(90);
  expect(middleOf([])).toBeNull();
});

const job = (number: number, more: Partial<Job> = {}): Job =>
  ({
    id: String(number),
    number,
    status: 'ready_for_pickup',
    customer: { name: `C${number}` },
    address: `${number} Main St, Milton`,
    window: { date: '2026-11-25', start: '10:00', end: '12:00', slot: '10-12' },
    crew: {},
    attempts: 0,
    ...more,
  }) as unknown as Job;

test('Stops are drawn crew by crew in the order of the day, inside the rings; an unknown place is told and not drawn', () => {
  const sam = 'sam' as never;
  const map = stopsMap([
    job(2, {
      crew: { driver: sam },
      location: { lat: 42.3, lng: -71.1 },
      window: { date: '2026-11-25', start: '14:00', end: '16:00', slot: 'b' },
    }),
    job(1, { crew: { driver: sam }, location: { lat: 42.34, lng: -71.06 } }),
    job(3, { crew: { driver: sam }, window: { date: '2026-11-25', start: '16:00', end: '18:00', slot: 'c' } }),
    job(4, { location: { lat: 42.3, lng: -71.0 } }),
  ]);
  expect(map.crews.map(({ driver }) => driver)).toEqual(['sam', null]);
  expect(map.crews[0]?.stops.map(({ job: { number }, order }) => [number, order])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(map.crews[0]?.unplaced.map(({ number }) => number)).toEqual([3]);
  for (const { x, y } of map.crews.flatMap(({ stops }) => stops)) expect(Math.hypot(x, y)).toBeLessThanOrEqual(1);
  expect(stopsMap([job(1)]).middle).toBeNull();
  expect(milesWords(1609.344)).toBe('1 mi');
});

test('Every stop that is still to be done is in one of the ways through maps, in the order of the day, whether its place is known or not', () => {
  const day = Array.from({ length: 15 }, (_, i) =>
    job(i + 1, {
      status: i === 0 ? 'completed' : 'ready_for_pickup',
      ...(i % 2 ? {} : { location: { lat: 42.3, lng: -71.1 } }),
      window: { date: '2026-11-25', start: `${i + 8}:00`.padStart(5, '0'), end: '23:30', slot: 'a' },
    }),
  );
  const ways = (jobs: readonly Job[]) => stopsMap(jobs).crews.flatMap(waysOf);
  const through = ways(day).flatMap(({ href }) => {
    const { searchParams } = new URL(href);
    return [...(searchParams.get('waypoints')?.split('|') ?? []), searchParams.get('destination')];
  });
  expect(through).toEqual(day.slice(1).map(({ address }) => address));
  expect(ways(day).map(({ words }) => words)).toEqual(['2–11 in maps', '12–15 in maps']);
  expect(ways(day.slice(0, 12)).map(({ words }) => words)).toEqual(['2–11 in maps', '12 in maps']);
  expect([ways(day.slice(1, 3)).map(({ words }) => words), ways(day.slice(0, 1))]).toEqual([['All in maps'], []]);
});

test('A crew has a drawing for each day: no way leads from one day’s stops to the next day’s', () => {
  const [sam, location] = ['sam' as never, { lat: 42.3, lng: -71.1 }];
  const tomorrow = { date: '2026-11-26', start: '08:00', end: '10:00', slot: 'a' };
  const map = stopsMap([
    job(1, { crew: { driver: sam }, location, window: tomorrow }),
    job(2, { crew: { driver: sam }, location }),
    job(3, { location }),
  ]);
  expect(map.crews.map(({ date, driver, stops }) => [date, driver, stops.map(({ order }) => order)])).toEqual([
    ['2026-11-25', 'sam', [1]],
    ['2026-11-25', null, [1]],
    ['2026-11-26', 'sam', [1]],
  ]);
});

test('The address keeps what is shown; what it says wrongly counts as not said', () => {
  const address = readAddress(new URLSearchParams('date=2026-99-99&span=year&show=x&view=table&crew=m1&q=elm'));
  expect(address).toMatchObject({ date: null, span: 'day', filter: 'all', view: 'table', crew: 'm1', q: 'elm' });
  expect(withChanges(new URLSearchParams('q=elm&date=2026-11-25'), { q: '', show: 'review' })).toBe('?date=2026-11-25&show=review');
});

test.each(['0002-11-30', '0202-11-30', '2026-02-30', '2026-11-3'])('No day of the board: %s', (date) => {
  expect(readAddress(new URLSearchParams({ date })).date).toBeNull();
});

test('A moment is told by the weekday of the company’s own zone: late on a Sunday is not yet Monday', () => {
  const told = (zone: string) => weekdayClock('2026-11-30T04:21:00Z', zone);
  expect([told('America/New_York'), told('UTC')]).toEqual(['Sun 23:21', 'Mon 04:21']);
});

test('A week begins on Monday', () => {
  expect(['2026-11-23', '2026-11-25', '2026-11-29'].map(weekStart)).toEqual(['2026-11-23', '2026-11-23', '2026-11-23']);
});

test('Late is what has not begun when its window is over', () => {
  expect(isLate(job(1), '2026-11-25', '11:59')).toBe(false);
  expect(isLate(job(1), '2026-11-25', '12:00')).toBe(true);
  expect(isLate(job(1, { status: 'in_progress' }), '2026-11-26', '08:00')).toBe(false);
});

test('A table is sorted up, then down; without a number a job is the newest', () => {
  const jobs = [job(10), job(9), job(11, { number: null })];
  expect(sortJobs(jobs, readSort('number')).map(({ id }) => id)).toEqual(['9', '10', '11']);
  expect(sortJobs(jobs, readSort('-number')).map(({ id }) => id)).toEqual(['11', '10', '9']);
  expect([nextSort(readSort('number'), 'number'), nextSort(readSort('-number'), 'number'), readSort('nonsense').by]).toEqual([
    '-number',
    'number',
    'window',
  ]);
});

test('Whoever was heard of within twelve minutes is live, else quiet since then', () => {
  const now = Date.parse('2026-11-25T15:00:00Z');
  const at = (msAgo: number): string => new Date(now - msAgo).toISOString();
  expect(contactTruth(at(QUIET_AFTER_MS), now)).toEqual({ state: 'live' });
  expect(contactTruth(at(QUIET_AFTER_MS + 1), now)).toEqual({ state: 'quiet', since: at(QUIET_AFTER_MS + 1) });
  expect(contactTruth(null, now)).toEqual({ state: 'unheard' });
});

describe('a long column', () => {
  test('Whatever it holds and wherever it is scrolled to: all in sight is drawn, and little else', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 400 });
    fc.assert(
      fc.property(heights, fc.nat(20_000), fc.integer({ min: 1, max: 900 }), (cards, top, height) => {
        const offsets = offsetsOf(cards, 8);
        const [from, to] = sliceInSight(offsets, top, height, 0);
        cards.forEach((each, i) => {
          const begins = offsets[i] ?? 0;
          const inSight = begins < top + height && begins + each > top;
          if (inSight) expect(i >= from && i < to).toBe(true);
        });
        expect(to - from).toBeLessThanOrEqual(height / 9 + 2);
      }),
    );
  });
});
