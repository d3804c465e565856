// Promises of reports: each figure is the one that a person would come to with the histories in hand.
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { instantOf } from '#core/clock-time';
import type { Job } from '#core/job';
import { visitsInVain } from '#core/moves';
import { onTimeOf } from '#core/on-time';
import { reportOf } from '#core/report';
import { reportCsv } from '#core/report-csv';
import { namedRange, rangeErrors } from '#core/report-range';
import { reportRows } from '#core/report-rows';
import { percentile, timeInState } from '#core/time-in-state';
import { ANA, BO, BOS, COMPANY, CREATE, DANA, SAM, scene } from '../../support/core-scene.ts';

const ZONE = COMPANY.timeZone;
const MINUTE = 60_000;
const at = (date: string, time: string): number => instantOf(date, time, ZONE);

/** A job planned for a day, 10 to 12, with Sam driving and Bo as mate: booked two days before, ready at seven. */
function planned(date: string, customer = 'Rosa Delgado') {
  const it = scene();
  const asked = { ...CREATE, customer: { ...CREATE.customer, name: customer }, window: { date, slot: '10-12' } };
  it.say('create_job', asked, { by: DANA, tapped: at(date, '07:00') - 2 * 86_400_000 });
  it.say('assign', { role: 'driver', member: SAM.id }, { tapped: at(date, '06:00') });
  it.say('assign', { role: 'first_mate', member: BO.id }, { tapped: at(date, '06:00') });
  it.say('set_status', { to: 'ready_for_pickup' }, { tapped: at(date, '07:00') });
  return {
    ...it,
    start: (time: string, day = date) => it.say('set_status', { to: 'in_progress' }, { by: SAM, tapped: at(day, time) }),
    complete: (time: string, day = date) => it.say('set_status', { to: 'completed' }, { by: SAM, tapped: at(day, time) }),
  };
}
const done = (date: string, start: string, end: string, customer?: string): Job => {
  const it = planned(date, customer);
  it.start(start);
  it.complete(end);
  return it.job();
};
const names = new Map<string, string>([
  [SAM.id, 'Sam'],
  [BO.id, 'Bo'],
]);
const nameOf = (member: string): string | null => names.get(member) ?? null;
const report = (jobs: readonly Job[], from: string, to: string) => reportOf(jobs, { range: { from, to }, timeZone: ZONE, nameOf });

describe('a week worked out by hand', () => {
  // Mon 10:18–10:52 on time; Mon 12:30–13:00 late; Tue 9:20–9:50 early; Tue in vain at 11:10, moved to Wed and still open; Wed cancelled.
  const monday = '2026-11-23';
  const [tuesday, wednesday] = ['2026-11-24', '2026-11-25'];
  const vain = planned(tuesday);
  vain.start('10:40');
  vain.say('cannot_complete', { reason: 'no_access' }, { by: SAM, tapped: at(tuesday, '11:10') });
  // The mate says the same of the same visit.
  vain.say(
    'cannot_complete',
    { reason: 'no_access' },
    { by: BO, device: BOS, base: { status: 'in_progress', rev: 5 }, tapped: at(tuesday, '11:11') },
  );
  vain.say('reschedule', { window: { date: wednesday, slot: '08-10' } }, { tapped: at(tuesday, '11:30') });
  const off = planned(wednesday);
  off.say('cancel', { reason: 'Sold it' }, { tapped: at(wednesday, '08:00') });
  const jobs = [done(monday, '10:18', '10:52'), done(monday, '12:30', '13:00'), done(tuesday, '09:20', '09:50'), vain.job(), off.job()];
  const week = report(jobs, monday, '2026-11-29');

  test('Jobs per day, by the state they are in now, each on the day it is planned for', () => {
    const none = { booking_confirmed: 0, ready_for_pickup: 0, in_progress: 0, completed: 0, cancelled: 0 };
    expect(week.days.map(({ date, jobs }) => [date, jobs])).toEqual([
      [monday, { ...none, completed: 2 }],
      [tuesday, { ...none, completed: 1 }],
      [wednesday, { ...none, booking_confirmed: 1, cancelled: 1 }],
      ...['2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'].map((date) => [date, none]),
    ]);
  });
  test('Everyone on the crew did the job; one visit in vain is one, on the day it happened, whatever the mate says too', () => {
    expect(week.crew.map(({ name, completed, attempts }) => [name, completed, attempts]).toSorted()).toEqual([
      ['Bo', 3, 1],
      ['Sam', 3, 1],
    ]);
    expect(week.reasons).toEqual([{ reason: 'no_access', visits: 1 }]);
    expect(report(jobs, wednesday, wednesday).reasons).toEqual([]);
    expect(report(jobs, tuesday, tuesday).reasons).toEqual([{ reason: 'no_access', visits: 1 }]);
  });
  test('On time is: at work during the window', () => {
    expect(week.onTime).toEqual({ on_time: 1, early: 1, late: 1 });
  });
  test('Time in each state: half took no longer, eight in ten no longer; who is still there or was cancelled does not count', () => {
    // Ready: 198, 330, 140 and, for the one in vain, 220 minutes. In progress: 34, 30, 30 and 30.
    expect(week.timeInState.slice(1)).toEqual([
      { status: 'ready_for_pickup', jobs: 4, medianMs: 198 * MINUTE, p80Ms: 330 * MINUTE },
      { status: 'in_progress', jobs: 4, medianMs: 30 * MINUTE, p80Ms: 34 * MINUTE },
    ]);
    expect(week.timeInState[0]).toEqual({ status: 'booking_confirmed', jobs: 3, medianMs: 2 * 86_400_000, p80Ms: 2 * 86_400_000 });
  });
  test('No jobs, no figures: zeros and nulls, never a made-up share', () => {
    const empty = report([], monday, monday);
    expect(empty.onTime).toEqual({ on_time: 0, early: 0, late: 0 });
    expect(empty.timeInState.map(({ medianMs, jobs }) => [medianMs, jobs])).toEqual([
      [null, 0],
      [null, 0],
      [null, 0],
    ]);
    expect([empty.crew, empty.reasons]).toEqual([[], []]);
  });
});

describe('what was undone did not happen', () => {
  const date = '2026-11-24';
  test('A start undone and made again counts from the second', () => {
    const it = planned(date);
    const wrong = it.start('09:00');
    it.say('undo', { mutation: wrong.id }, { by: SAM, tapped: at(date, '09:00') + 8_000 });
    it.start('10:30');
    it.complete('11:00');
    expect(timeInState(it.job(), 'ready_for_pickup')).toBe(210 * MINUTE);
    expect(timeInState(it.job(), 'in_progress')).toBe(30 * MINUTE);
    expect(onTimeOf(it.job(), ZONE)).toBe('on_time');
  });
  test('A visit in vain that was undone is none', () => {
    const it = planned(date);
    it.start('10:10');
    const slip = it.say('cannot_complete', { reason: 'blocked' }, { by: SAM, tapped: at(date, '10:20') });
    it.say('undo', { mutation: slip.id }, { by: SAM, tapped: at(date, '10:20') + 5_000 });
    it.complete('10:40');
    expect(visitsInVain(it.job())).toEqual([]);
    expect(timeInState(it.job(), 'in_progress')).toBe(30 * MINUTE);
  });
  test('A step back is no undo: both stays count', () => {
    const it = planned(date);
    it.start('10:00');
    it.say('set_status', { to: 'ready_for_pickup' }, { tapped: at(date, '10:20') });
    it.start('11:00');
    it.complete('11:30');
    expect(timeInState(it.job(), 'in_progress')).toBe(50 * MINUTE);
  });
  test('An accepted claim happened when the crew tapped it, not when the office said yes', () => {
    const it = planned(date);
    it.start('10:10');
    const seen = it.seen();
    it.say('cancel', {}, { tapped: at(date, '10:30') });
    const claim = it.say('set_status', { to: 'completed' }, { by: SAM, base: seen, tapped: at(date, '10:50') });
    expect(claim.outcome).toBe('needs_review');
    it.say('resolve_review', { mutation: claim.id, decision: 'accept' }, { tapped: at(date, '16:00') });
    const [row] = reportRows([it.job()], {
      range: { from: date, to: date },
      timeZone: ZONE,
      after: 0,
      nameOf,
      serviceName: (id) => id,
    }).rows;
    expect(row?.completedAt).toBe(new Date(at(date, '10:50')).toISOString());
    expect(onTimeOf(it.job(), ZONE)).toBe('on_time');
  });
});

test('Who was on the crew when it happened gets the credit, not who is on it now', () => {
  const it = planned('2026-11-24');
  it.start('10:10');
  it.say('cannot_complete', { reason: 'too_heavy' }, { by: SAM, tapped: at('2026-11-24', '10:30') });
  it.say('assign', { role: 'driver', member: ANA.id }, { tapped: at('2026-11-24', '10:40') });
  it.say('assign', { role: 'first_mate', member: null }, { tapped: at('2026-11-24', '10:41') });
  it.say('set_status', { to: 'ready_for_pickup' }, { tapped: at('2026-11-24', '10:50') });
  it.say('set_status', { to: 'in_progress' }, { by: ANA, tapped: at('2026-11-24', '11:00') });
  it.say('set_status', { to: 'completed' }, { by: ANA, tapped: at('2026-11-24', '11:30') });
  const { crew } = report([it.job()], '2026-11-24', '2026-11-24');
  expect(crew.map(({ member, completed, attempts }) => [member, completed, attempts])).toEqual([
    [ANA.id, 1, 0],
    ...[SAM.id, BO.id].toSorted().map((member) => [member, 0, 1]),
  ]);
  expect(crew[0]?.name).toBeNull();
});

describe('days and windows are the company’s, also when its clocks change', () => {
  test('On the day of 25 hours a job of the second 01:30 took the hour that it took, and 23:30 is still that day', () => {
    const date = '2026-11-01';
    const it = planned(date);
    // 05:30Z is the first 01:30 in New York, 06:30Z the second.
    it.say('set_status', { to: 'in_progress' }, { by: SAM, tapped: Date.parse('2026-11-01T05:30:00Z') });
    it.say('set_status', { to: 'completed' }, { by: SAM, tapped: Date.parse('2026-11-01T06:30:00Z') });
    expect(timeInState(it.job(), 'in_progress')).toBe(60 * MINUTE);
    const late = done(date, '23:00', '23:30');
    expect(report([late], date, date).crew).toHaveLength(2);
    expect(report([late], '2026-11-02', '2026-11-02').crew).toEqual([]);
    expect(report([late], '2026-10-31', '2026-11-02').days.map((day) => day.date)).toEqual(['2026-10-31', date, '2026-11-02']);
  });
  test('The window’s ends are included, and are the wall clock of the day on which spring takes an hour', () => {
    const date = '2026-03-08';
    expect(onTimeOf(done(date, '12:00', '12:40'), ZONE)).toBe('on_time');
    expect(onTimeOf(done(date, '12:01', '12:40'), ZONE)).toBe('late');
    expect(onTimeOf(done(date, '09:00', '10:00'), ZONE)).toBe('on_time');
    expect(onTimeOf(done(date, '09:00', '09:59'), ZONE)).toBe('early');
    expect(onTimeOf(done(date, '09:00', '12:30'), ZONE)).toBe('on_time');
  });
});

test('What an import set has no time: it counts as done on its day, and neither on time nor late', () => {
  const it = scene();
  const importer = { kind: 'import', name: 'Import', access: 'none', roles: [] } as const;
  it.say('create_job', CREATE, { by: importer, device: null, tapped: at('2026-12-20', '09:00') });
  for (const to of ['ready_for_pickup', 'in_progress', 'completed'])
    it.say('set_status', { to }, { by: importer, device: null, tapped: at('2026-12-20', '09:00') });
  const { crew, onTime, timeInState: times } = report([it.job()], '2026-11-24', '2026-11-24');
  expect(crew).toEqual([{ member: null, name: null, completed: 1, attempts: 0 }]);
  expect(onTime).toEqual({ on_time: 0, early: 0, late: 0 });
  expect(times.map(({ jobs }) => jobs)).toEqual([0, 0, 0]);
});

test('A percentile is one of the values, and at least that share of them does not exceed it', () => {
  expect([percentile([5, 1, 4, 2, 3], 0.5), percentile([5, 1, 4, 2, 3], 0.8), percentile([7], 0.8), percentile([], 0.5)]).toEqual([
    3,
    4,
    7,
    null,
  ]);
  expect(percentile([4, 3, 2, 1], 0.5)).toBe(2);
});

test('Ranges by name: a week from Monday, days that end today, a whole month; 92 days at most', () => {
  expect(namedRange('week', '2026-11-29')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  expect(namedRange('week', '2026-11-23')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  expect(namedRange('last-7', '2026-11-03')).toEqual({ from: '2026-10-28', to: '2026-11-03' });
  expect(namedRange('last-30', '2026-03-01')).toEqual({ from: '2026-01-31', to: '2026-03-01' });
  expect(namedRange('month', '2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(namedRange('month', '2026-12-31')).toEqual({ from: '2026-12-01', to: '2026-12-31' });
  expect(rangeErrors({ from: '2026-09-01', to: '2026-12-01' })).toEqual([]);
  expect(rangeErrors({ from: '2026-09-01', to: '2026-12-02' })).toMatchObject([{ path: 'to' }]);
  expect(rangeErrors({ from: '2026-09-02', to: '2026-09-01' })).toMatchObject([{ path: 'to' }]);
});

describe('rows for a spreadsheet', () => {
  const range = { from: '2026-11-23', to: '2026-11-24' };
  const context = { range, timeZone: ZONE, after: 0, nameOf, serviceName: () => 'Sofa or armchair' };
  test('One row a job, in the company’s own time, by day; a customer’s formula is text', () => {
    const jobs = [
      done('2026-11-24', '10:18', '10:52', '=HYPERLINK("x")'),
      done('2026-11-23', '12:30', '13:00'),
      done('2026-11-25', '10:00', '11:00'),
    ];
    const cells = parse(reportCsv(reportRows(jobs, context).rows, ZONE), { bom: true, columns: true }) as Record<string, string>[];
    expect(cells).toHaveLength(2);
    expect(cells[1]).toEqual({
      Number: '1001',
      Date: '2026-11-24',
      Window: '10:00–12:00',
      Status: 'Completed',
      Service: 'Sofa or armchair',
      Customer: '\'=HYPERLINK("x")',
      Address: '14 Gwinnett St',
      Driver: 'Sam',
      'First mate': 'Bo',
      Supervisor: '',
      Booked: '2026-11-22 07:00',
      Ready: '2026-11-24 07:00',
      Started: '2026-11-24 10:18',
      Completed: '2026-11-24 10:52',
      Attempts: '0',
      Reasons: '',
      'On time': 'on time',
    });
    expect(cells[0]).toMatchObject({ Date: '2026-11-23', 'On time': 'late' });
  });
  test('Pages go on by number, and together hold each job once; with the longest words that the door lets in one is below 6 MB', () => {
    const long = (chars: number): string => '廃'.repeat(chars);
    const one = { ...done('2026-11-24', '10:18', '10:52', long(120)), address: long(300) };
    const jobs = Array.from({ length: 3_100 }, (_, i): Job => ({ ...one, number: 4_100 - i }));
    const wide = { ...context, nameOf: () => long(80), serviceName: () => long(60) };
    const first = reportRows(jobs, wide);
    const second = reportRows(jobs, { ...wide, after: Number(first.next) });
    const third = reportRows(jobs, { ...wide, after: Number(second.next) });
    const numbers = [first, second, third].flatMap(({ rows }) => rows.map(({ number }) => number));
    expect([numbers.length, new Set(numbers).size, third.next]).toEqual([3_100, 3_100, undefined]);
    expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(6_000_000);
  });
});
