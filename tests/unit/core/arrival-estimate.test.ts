// Promises of the estimate: never before now, never narrower than what is known, and the window where nothing is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateArrival, type EstimateFacts } from '#core/arrival-estimate';
import type { Position } from '#core/position';
import type { HistoryEntry, Job } from '#core/job';
import { BO, COMPANY, nextId, readyJob, SAM } from '../../support/core-scene.ts';

const MINUTE = 60_000;
/** 10:00 in Boston, the day of the scene. */
const TEN = Date.parse('2026-11-24T15:00:00Z');
const HOME = { lat: 42.256, lng: -71.124 };
const milesNorth = (miles: number) => ({ lat: HOME.lat + miles / 69.1, lng: HOME.lng });
const iso = (ms: number): string => new Date(ms).toISOString();

/** A job of Sam's day, as its history would tell it. */
function dayJob(slot: string, status: Job['status'], { start, end, ...more }: Partial<Job> & { start?: number; end?: number } = {}): Job {
  const base = readyJob().job();
  const move = (from: string, to: string, at: number) =>
    ({
      ...base.history[0],
      id: nextId(),
      type: 'set_status',
      from,
      to,
      by: { kind: 'member', id: SAM.id, name: 'Sam' },
      tappedAt: iso(at),
      receivedAt: iso(at),
    }) as HistoryEntry;
  const history = [
    ...base.history,
    ...(start === undefined ? [] : [move('ready_for_pickup', 'in_progress', start)]),
    ...(end === undefined ? [] : [move('in_progress', 'completed', end)]),
  ];
  const window = { date: '2026-11-24', slot, start: `${slot.slice(0, 2)}:00`, end: `${slot.slice(3)}:00` };
  return { ...base, status, window, history, ...more };
}
const facts = (more: Partial<EstimateFacts> = {}): EstimateFacts => ({
  company: COMPANY,
  jobs: [],
  position: null,
  heardAt: iso(TEN - MINUTE),
  nowMs: TEN,
  ...more,
});
const here = (place: { lat: number; lng: number }, at = TEN - MINUTE): Position => ({ ...place, accuracyM: 20, at: iso(at) });
const MINE = dayJob('12-14', 'ready_for_pickup');
const working = (startedBefore = 20) => dayJob('10-12', 'in_progress', { start: TEN - startedBefore * MINUTE });

describe('the window', () => {
  test('is all there is before the crew’s day has begun, without a crew, on another day, and after long silence', () => {
    const window = { from: '2026-11-24T17:00:00.000Z', to: '2026-11-24T19:00:00.000Z', live: false };
    expect(estimateArrival(MINE, facts({ jobs: [dayJob('10-12', 'ready_for_pickup')] }))).toEqual(window);
    expect(estimateArrival({ ...MINE, crew: {} }, facts({ jobs: [working()] }))).toEqual(window);
    expect(estimateArrival(MINE, facts({ jobs: [working()], heardAt: null }))).toEqual(window);
    expect(estimateArrival(MINE, facts({ jobs: [working()], heardAt: iso(TEN - 91 * MINUTE) }))).toEqual(window);
    const tomorrow = { ...MINE, window: { ...MINE.window, date: '2026-11-25' } };
    expect(estimateArrival(tomorrow, facts({ jobs: [working()] }))?.live).toBe(false);
  });
  test('shrinks to what is left of it, and is claimed no longer once it has passed', () => {
    const mine = dayJob('10-12', 'booking_confirmed');
    expect(estimateArrival(mine, facts({ nowMs: TEN + 30 * MINUTE }))).toMatchObject({ from: iso(TEN + 30 * MINUTE), live: false });
    expect(estimateArrival(mine, facts({ nowMs: TEN + 121 * MINUTE }))).toBeNull();
  });
});

describe('the day', () => {
  test('The next one after the job they are at: between the soonest that it can end and the latest', () => {
    const mine = dayJob('10-12', 'ready_for_pickup');
    const found = estimateArrival(mine, facts({ jobs: [dayJob('08-10', 'in_progress', { start: TEN - 30 * MINUTE })] }));
    expect(found).toMatchObject({ live: true });
    expect(Date.parse(found?.from ?? '')).toBeGreaterThanOrEqual(TEN);
    expect(Date.parse(found?.to ?? '') - Date.parse(found?.from ?? '')).toBeGreaterThanOrEqual(30 * MINUTE);
  });
  test('A crew that is late is said to be late', () => {
    const mine = dayJob('10-12', 'ready_for_pickup');
    const day = [dayJob('08-10', 'in_progress', { start: TEN + 100 * MINUTE }), dayJob('08-10', 'ready_for_pickup')];
    const found = estimateArrival(mine, facts({ jobs: day, nowMs: TEN + 110 * MINUTE, heardAt: iso(TEN + 109 * MINUTE) }));
    expect(found?.live).toBe(true);
    expect(Date.parse(found?.to ?? '')).toBeGreaterThan(TEN + 120 * MINUTE);
  });
  test('What they have been seen to take narrows it, once there is enough of it', () => {
    const mine = dayJob('10-12', 'ready_for_pickup');
    const current = dayJob('08-10', 'in_progress', { start: TEN - 5 * MINUTE, location: HOME });
    const done = [1, 2, 3].map((n) =>
      dayJob('08-10', 'completed', { start: TEN - (n * 40 + 30) * MINUTE, end: TEN - (n * 40 + 6) * MINUTE }),
    );
    const at = { position: here(HOME) };
    const wide = estimateArrival({ ...mine, location: milesNorth(2) }, facts({ jobs: [current], ...at }));
    const narrow = estimateArrival({ ...mine, location: milesNorth(2) }, facts({ jobs: [current, ...done], ...at }));
    const width = (found: ReturnType<typeof estimateArrival>) => Date.parse(found?.to ?? '') - Date.parse(found?.from ?? '');
    expect([wide?.live, narrow?.live]).toEqual([true, true]);
    expect(width(narrow)).toBeLessThan(width(wide));
  });
  test('Jobs of another crew say nothing', () => {
    const others = { ...working(), crew: { driver: BO.id } };
    expect(estimateArrival({ ...MINE, crew: { driver: SAM.id } }, facts({ jobs: [others] }))?.live).toBe(false);
  });
});

describe('on the way', () => {
  const mine = dayJob('10-12', 'in_progress', { start: TEN - 5 * MINUTE, location: HOME });
  test('Where they are tells when; at the pickup nothing is left to tell', () => {
    const far = estimateArrival(mine, facts({ position: here(milesNorth(6)) }));
    expect(far?.live).toBe(true);
    expect(Date.parse(far?.from ?? '') - TEN).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(Date.parse(far?.to ?? '') - TEN).toBeLessThanOrEqual(60 * MINUTE);
    expect(estimateArrival(mine, facts({ position: here(HOME) }))).toBeNull();
  });
  test('A position that is too old, or a pickup whose place is not known, leaves the window', () => {
    expect(estimateArrival(mine, facts({ position: here(milesNorth(6), TEN - 16 * MINUTE) }))?.live).toBe(false);
    const { location: _, ...nowhere } = mine;
    expect(estimateArrival(nowhere, facts({ position: here(milesNorth(6)) }))?.live).toBe(false);
  });
});

describe('whatever the day is like', () => {
  const slots = fc.constantFrom('08-10', '10-12', '12-14');
  const place = fc.option(fc.double({ min: -8, max: 8, noNaN: true }).map(milesNorth), { nil: undefined });
  const job = fc
    .record({
      slot: slots,
      status: fc.constantFrom<Job['status']>('booking_confirmed', 'ready_for_pickup', 'in_progress', 'completed', 'cancelled'),
      start: fc.integer({ min: -300, max: 0 }),
      took: fc.integer({ min: 1, max: 120 }),
      location: place,
    })
    .map(({ slot, status, start, took, location }) =>
      dayJob(slot, status, {
        id: nextId() as Job['id'],
        ...(location && { location }),
        ...((status === 'in_progress' || status === 'completed') && { start: TEN + start * MINUTE }),
        ...(status === 'completed' && { end: TEN + Math.min(0, start + took) * MINUTE }),
      }),
    );
  const scene = fc.record({
    mine: job,
    jobs: fc.array(job, { maxLength: 6 }),
    now: fc.integer({ min: 0, max: 300 * 60 }),
    age: fc.option(fc.integer({ min: 0, max: 120 })),
    position: fc.option(fc.record({ miles: fc.double({ min: -8, max: 8, noNaN: true }), age: fc.integer({ min: 0, max: 30 }) })),
  });
  type Drawn = typeof scene extends fc.Arbitrary<infer Value> ? Value : never;
  const read = ({ jobs, now, age, position }: Drawn): EstimateFacts => {
    const nowMs = TEN + now * 1000;
    return {
      company: COMPANY,
      jobs,
      nowMs,
      heardAt: age === null ? null : iso(nowMs - age * MINUTE),
      position: position && here(milesNorth(position.miles), nowMs - position.age * MINUTE),
    };
  };

  test('It is never before now, never narrower than twenty minutes when live, and of nothing that is over', () => {
    fc.assert(
      fc.property(scene, (drawn) => {
        const it = read(drawn);
        const found = estimateArrival(drawn.mine, it);
        if (drawn.mine.status === 'completed' || drawn.mine.status === 'cancelled') expect(found).toBeNull();
        if (!found) return;
        expect(Date.parse(found.from)).toBeGreaterThanOrEqual(it.nowMs);
        expect(Date.parse(found.to)).toBeGreaterThan(Date.parse(found.from));
        if (found.live) expect(Date.parse(found.to) - Date.parse(found.from)).toBeGreaterThanOrEqual(20 * MINUTE);
      }),
      { numRuns: 500 },
    );
  });
  test('The order in which jobs lie in the book changes nothing', () => {
    fc.assert(
      fc.property(scene, (drawn) => {
        fc.pre(drawn.jobs.filter(({ status }) => status === 'in_progress').length <= 1);
        const it = read(drawn);
        expect(estimateArrival(drawn.mine, { ...it, jobs: drawn.jobs.toReversed() })).toEqual(estimateArrival(drawn.mine, it));
      }),
    );
  });
  test('Older news never makes it surer: it widens, or falls back to the window', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 1, max: 90 }), (drawn, more) => {
        const it = read({ ...drawn, age: drawn.age ?? 0 });
        const [fresh, old] = [it, { ...it, heardAt: iso(Date.parse(it.heardAt ?? '') - more * MINUTE) }].map((each) =>
          estimateArrival(drawn.mine, each),
        );
        if (!fresh?.live) expect(old?.live ?? false).toBe(false);
        if (!fresh?.live || !old?.live) return;
        expect(old.from).toBe(fresh.from);
        expect(Date.parse(old.to)).toBeGreaterThanOrEqual(Date.parse(fresh.to));
      }),
    );
  });
  test('One more job before it never makes it earlier', () => {
    fc.assert(
      fc.property(scene, (drawn) => {
        fc.pre(drawn.mine.status === 'ready_for_pickup' && drawn.mine.window.slot !== '08-10');
        const it = read(drawn);
        const [less, more] = [drawn.jobs, [...drawn.jobs, dayJob('08-10', 'ready_for_pickup')]].map((jobs) =>
          estimateArrival(drawn.mine, { ...it, jobs }),
        );
        if (!less?.live || !more?.live) return;
        expect(Date.parse(more.from)).toBeGreaterThanOrEqual(Date.parse(less.from));
        expect(Date.parse(more.to)).toBeGreaterThanOrEqual(Date.parse(less.to));
      }),
    );
  });
});
