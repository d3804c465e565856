// Promises of the calendar: who is free, what a day needs, and what a change of days does and undoes.
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { isFree, layTimeOff, locksOut, mayAlter, type Role, type RosterMember } from '#core/crew';
import { idSchema } from '#core/id';
import type { Job } from '#core/job';
import { mergeMember, type MemberFacts } from '#core/member-edit';
import {
  datesBetween,
  dayCount,
  freeBetween,
  heldBy,
  heldOn,
  memberDay,
  planDays,
  rangesOf,
  stretchesOf,
  withDays,
} from '#core/roster-calendar';
import { addDays, weekStart } from '#core/clock-time';
import { choiceOf, chosenDates, MOST_DAYS, rangeWrong } from '#lib/roster/day-choice.ts';
import { newId } from '../../support/api-client.ts';

const FROM = '2026-05-23';
const TO = '2026-05-31';
const MAY = datesBetween(FROM, TO);

function member(
  name: string,
  roles: Role[],
  planned: readonly string[],
  off: readonly { date: string; reason?: string }[] = [],
): RosterMember {
  const days = planned.map((date) => ({ date, roles: [...roles] }));
  return { id: v.parse(idSchema.member, newId()), name, access: 'crew', roles, ...layTimeOff(days, off) };
}
const job = (date: string, slot: string, crew: Job['crew'] = {}, status: Job['status'] = 'booking_confirmed') =>
  ({ id: newId(), number: 1, status, crew, window: { date, slot, start: `${slot.slice(0, 2)}:00`, end: '' } }) as unknown as Job;

describe('who is free on May 23 to 31', () => {
  const sam = member('Sam', ['driver', 'first_mate'], MAY);
  const bo = member('Bo', ['driver'], MAY, [{ date: '2026-05-25', reason: 'Wedding' }, { date: '2026-05-26' }]);
  const ana = member('Ana', ['supervisor'], MAY);
  const kim = member('Kim', ['driver'], []);
  const found = freeBetween([sam, bo, ana, kim], FROM, TO, 'driver');
  test('on all nine days, on some of them, on none', () => {
    expect(found.dates).toHaveLength(9);
    expect(found.always).toEqual([sam]);
    expect(found.sometimes).toEqual([{ member: bo, dates: MAY.filter((date) => date !== '2026-05-25' && date !== '2026-05-26') }]);
    expect(found.never).toEqual([kim]);
  });
  test('Dates are said as stretches', () => {
    expect(stretchesOf(found.sometimes[0]?.dates ?? [])).toEqual([
      { from: '2026-05-23', to: '2026-05-24' },
      { from: '2026-05-27', to: '2026-05-31' },
    ]);
  });
  test('A last day before the first is nobody’s day', () => {
    expect(freeBetween([sam], TO, FROM, 'driver')).toMatchObject({ dates: [], always: [], sometimes: [] });
  });
});

describe('a day', () => {
  test('Being away wins over what is planned, and what is planned is kept beneath', () => {
    const bo = member('Bo', ['driver'], ['2026-05-25'], [{ date: '2026-05-25', reason: 'Wedding' }]);
    expect(isFree(bo, '2026-05-25', 'driver')).toBe(false);
    expect(memberDay(bo, '2026-05-25')).toEqual({ date: '2026-05-25', planned: ['driver'], off: { reason: 'Wedding' } });
    expect(isFree(withDays(bo, [{ date: '2026-05-25', off: null }]), '2026-05-25', 'driver')).toBe(true);
  });
  test('needs a driver for each job of its fullest window; cancelled jobs need nobody', () => {
    const sam = member('Sam', ['driver'], [FROM]);
    const jobs = [job(FROM, '08-10'), job(FROM, '10-12'), job(FROM, '10-12'), job(FROM, '10-12', {}, 'cancelled'), job(TO, '10-12')];
    expect(dayCount([sam], jobs, FROM)).toEqual({
      date: FROM,
      free: { driver: 1, first_mate: 0, supervisor: 0 },
      jobs: 3,
      atOnce: 2,
      short: 1,
    });
    expect(dayCount([sam], [], FROM)).toMatchObject({ jobs: 0, atOnce: 0, short: 0 });
  });
  test('shows whose jobs stand on a day on which they are not free, and what would be without them', () => {
    const sam = member('Sam', ['driver', 'first_mate'], [FROM]);
    const drives = job(FROM, '08-10', { driver: sam.id });
    const later = job(TO, '08-10', { first_mate: sam.id });
    const jobs = [later, drives, job(FROM, '10-12', { driver: sam.id }, 'completed')];
    expect(heldOn(sam, jobs, FROM)).toEqual({ held: [drives], unfit: [] });
    expect(heldOn(sam, jobs, TO)).toEqual({ held: [later], unfit: [later] });
    const overdue = job('2026-01-05', '08-10', { driver: sam.id });
    expect(heldBy([...jobs, overdue], sam.id)).toEqual([overdue, drives, later]);
  });
  test('Weeks begin on Monday', () => {
    expect(['2026-11-23', '2026-11-25', '2026-11-29'].map(weekStart)).toEqual(Array.from({ length: 3 }, () => '2026-11-23'));
  });
});

describe('setting days', () => {
  const sam = member('Sam', ['driver', 'first_mate'], MAY.slice(0, 3), [{ date: '2026-05-23' }]);
  test('changes only what is otherwise now, in roles that a member has, and says who stays away', () => {
    const [plan] = planDays([sam], MAY.slice(0, 4), { kind: 'free', roles: ['driver', 'supervisor'] });
    expect(plan?.changes).toEqual(MAY.slice(0, 4).map((date) => ({ date, roles: ['driver'] })));
    expect(plan?.stillAway).toBe(1);
    expect(planDays([sam], MAY.slice(1, 3), { kind: 'free', roles: ['driver', 'first_mate'] })[0]?.changes).toEqual([]);
  });
  test.each([
    [{ kind: 'free', roles: ['first_mate'] }],
    [{ kind: 'not-free' }],
    [{ kind: 'away', reason: 'Moving house' }],
    [{ kind: 'away' }],
    [{ kind: 'back' }],
  ] as const)('$kind is undone to what was, day by day', (setting) => {
    const [plan] = planDays([sam], MAY, setting);
    const changed = withDays(sam, plan?.changes ?? []);
    expect(MAY.map((date) => memberDay(changed, date))).not.toEqual(MAY.map((date) => memberDay(sam, date)));
    const again = withDays(changed, plan?.undo ?? []);
    expect(MAY.map((date) => memberDay(again, date))).toEqual(MAY.map((date) => memberDay(sam, date)));
  });
  test('Being away and back again leaves what was planned', () => {
    const away = withDays(sam, planDays([sam], MAY, { kind: 'away', reason: 'Leave' })[0]?.changes ?? []);
    expect(away.availability).toEqual([]);
    const back = withDays(away, planDays([away], MAY, { kind: 'back' })[0]?.changes ?? []);
    expect(back.availability.map(({ date }) => date).toSorted()).toEqual(MAY.slice(0, 3));
  });
});

describe('two people change one member', () => {
  const base: MemberFacts = { login: 'sam', name: 'Sam', access: 'crew', roles: ['driver'], phone: '1', email: '' };
  test('What only they changed comes in; what both changed is for a person', () => {
    const mine = { ...base, email: 'sam@example.com', name: 'Samuel' };
    const now = { ...base, phone: '2', name: 'Sam O.' };
    expect(mergeMember(base, mine, now)).toEqual({ merged: { ...mine, phone: '2' }, theirs: ['phone'], both: ['name'] });
  });
  test('The same change made twice, or roles in another order, is no difference', () => {
    const two: MemberFacts = { ...base, roles: ['driver', 'first_mate'] };
    expect(mergeMember(base, two, { ...base, roles: ['first_mate', 'driver'] })).toMatchObject({ theirs: [], both: [] });
  });
});

test('Only owners change owners, and nobody takes away their own access', () => {
  expect([mayAlter('dispatcher', 'owner'), mayAlter('dispatcher', 'crew'), mayAlter('owner', 'owner')]).toEqual([false, true, true]);
  expect(locksOut({ access: 'owner' }, { access: 'dispatcher' })).toBe(true);
  expect(locksOut({ access: 'dispatcher' }, { access: 'dispatcher', disabled: true })).toBe(true);
  expect(locksOut({ access: 'dispatcher' }, { access: 'owner' })).toBe(false);
});

test('Days in question are asked for in stretches that the office answers, each day once', () => {
  const days = ['2027-05-01', '2026-05-23', '2026-05-31', '2026-05-23', '2026-08-24'];
  expect(rangesOf(days, 92)).toEqual([['2026-05-23', '2026-05-31'], ['2026-08-24'], ['2027-05-01']]);
  expect(rangesOf([], 92)).toEqual([]);
});

describe('a range of days', () => {
  const FROM = '2026-11-30';
  test.each([
    ['0002-11-30', FROM],
    ['0202-11-30', FROM],
    [FROM, '9999-12-31'],
    ['1970-01-01', '2199-12-31'],
  ])('From %s to %s is refused without counting its days: a year that is being typed must not hold up the page', (from, to) => {
    const made = vi.spyOn(Date.prototype, 'toISOString');
    const [wrong, dates] = [rangeWrong(from, to), chosenDates(choiceOf([], from, to))];
    const steps = made.mock.calls.length;
    made.mockRestore();
    expect([wrong, dates]).toEqual([expect.any(String), []]);
    expect(steps).toBeLessThan(10);
  });
  test('As many days as may be chosen at once are, and not one more', () => {
    const last = addDays(FROM, MOST_DAYS - 1);
    expect([rangeWrong(FROM, last), chosenDates(choiceOf([], FROM, last)).length]).toEqual([null, MOST_DAYS]);
    expect(rangeWrong(FROM, addDays(last, 1))).toBe('Choose at most 92 days');
  });
});
