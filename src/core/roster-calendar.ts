// Owns the roster as a calendar: members by days, who is free between two dates, how many a day needs, and what a change would do.
import { addDays, weekdayOf } from '#core/clock-time';
import { isFree, ROLES, type DayOff, type Role, type RosterMember } from '#core/crew';
import type { MemberId } from '#core/id';
import { rolesOn, type Job } from '#core/job';
import { isOver } from '#core/status-flow';

/** What becomes of one day of a member: `roles` is what they are planned for, `off` whether they are away. What is not said stays. */
export type DayChange = Pick<DayOff, 'date'> & {
  readonly roles?: readonly Role[];
  readonly off?: Pick<DayOff, 'reason'> | null;
};

type Days = Pick<RosterMember, 'availability' | 'timeOff'>;

/** All dates between two, both included; none when the second is before the first. */
export function datesBetween(from: string, to: string): string[] {
  const dates: string[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** Dates in order, in groups whose last is at most `longestDays` after their first. */
export function rangesOf(dates: readonly string[], longestDays: number): string[][] {
  const ranges: string[][] = [];
  for (const date of [...new Set(dates)].toSorted()) {
    const range = ranges.at(-1);
    if (range?.[0] !== undefined && date <= addDays(range[0], longestDays)) range.push(date);
    else ranges.push([date]);
  }
  return ranges;
}

export const isWeekend = (date: string): boolean => weekdayOf(date) % 6 === 0;

/** Dates as stretches without a gap. */
export function stretchesOf(dates: readonly string[]): { readonly from: string; readonly to: string }[] {
  const stretches: { from: string; to: string }[] = [];
  for (const date of dates.toSorted()) {
    const last = stretches.at(-1);
    if (last && addDays(last.to, 1) === date) last.to = date;
    else stretches.push({ from: date, to: date });
  }
  return stretches;
}

/** One cell: what a member is planned for, and whether they are away. */
export interface MemberDay {
  readonly date: string;
  readonly planned: readonly Role[];
  readonly off: Pick<DayOff, 'reason'> | null;
}

export function memberDay({ availability, timeOff }: Days, date: string): MemberDay {
  const off = timeOff?.find((day) => day.date === date);
  if (off) return { date, planned: off.roles, off: off.reason === undefined ? {} : { reason: off.reason } };
  return { date, planned: availability.find((day) => day.date === date)?.roles ?? [], off: null };
}

/** One column's foot: how many are free in each role, and what is planned. */
export interface DayCount {
  readonly date: string;
  readonly free: Readonly<Record<Role, number>>;
  readonly jobs: number;
  /** jobs in the window that holds most: each needs a driver of its own */
  readonly atOnce: number;
  /** drivers that the fullest window lacks */
  readonly short: number;
}

export function dayCount(members: readonly Days[], jobs: readonly Job[], date: string): DayCount {
  const free = Object.fromEntries(ROLES.map((role) => [role, members.filter((member) => isFree(member, date, role)).length])) as Record<
    Role,
    number
  >;
  const planned = jobs.filter((job) => job.window.date === date && job.status !== 'cancelled');
  const atOnce = Math.max(0, ...[...Map.groupBy(planned, (job) => job.window.slot).values()].map((slot) => slot.length));
  return { date, free, jobs: planned.length, atOnce, short: Math.max(0, atOnce - free.driver) };
}

/** What a member holds on a date; `unfit` are those in a role that they are not free in that day. */
export function heldOn(member: Days & { readonly id: MemberId }, jobs: readonly Job[], date: string) {
  const held = jobs.filter((job) => job.window.date === date && isOpen(job) && rolesOn(job.crew, member.id).length > 0);
  return { held, unfit: held.filter((job) => rolesOn(job.crew, member.id).some((role) => !isFree(member, date, role))) };
}

/** The open jobs that a member holds, those left from before too, oldest first: what would be without them. */
export const heldBy = (jobs: readonly Job[], member: MemberId): Job[] =>
  jobs.filter((job) => isOpen(job) && rolesOn(job.crew, member).length > 0).toSorted((a, b) => order(a).localeCompare(order(b)));
const isOpen = ({ status }: Job): boolean => !isOver(status);
const order = ({ window }: Job): string => `${window.date} ${window.start}`;

/** Who is free in a role between two dates, both included: on all of them, on some and which, on none. */
export function freeBetween<Member extends Days & Pick<RosterMember, 'roles'>>(
  members: readonly Member[],
  from: string,
  to: string,
  role: Role,
): {
  readonly dates: readonly string[];
  readonly always: readonly Member[];
  readonly sometimes: readonly { readonly member: Member; readonly dates: readonly string[] }[];
  readonly never: readonly Member[];
} {
  const dates = datesBetween(from, to);
  const found = members.map((member) => ({ member, dates: dates.filter((date) => isFree(member, date, role)) }));
  return {
    dates,
    always: found.filter((each) => each.dates.length > 0 && each.dates.length === dates.length).map(({ member }) => member),
    sometimes: found.filter((each) => each.dates.length > 0 && each.dates.length < dates.length),
    never: found.filter((each) => each.dates.length === 0 && each.member.roles.includes(role)).map(({ member }) => member),
  };
}

/** What to make of a range of days. `free` sets what is planned; who is away stays away until they are `back`. */
export type DaySetting =
  | { readonly kind: 'free'; readonly roles: readonly Role[] }
  | { readonly kind: 'not-free' }
  | { readonly kind: 'away'; readonly reason?: string }
  | { readonly kind: 'back' };

export interface DayPlan<Member> {
  readonly member: Member;
  readonly changes: readonly DayChange[];
  /** what brings the days back as they are */
  readonly undo: readonly DayChange[];
  /** days that stay days off although they are planned for work */
  readonly stillAway: number;
}

/** What a setting changes for each member: only days that are otherwise now, and roles only that a member has. */
export function planDays<Member extends Days & Pick<RosterMember, 'roles'>>(
  members: readonly Member[],
  dates: readonly string[],
  setting: DaySetting,
): DayPlan<Member>[] {
  return members.map((member) => {
    const days = dates.map((date) => memberDay(member, date)).filter((day) => isChanged(day, setting, member.roles));
    return {
      member,
      changes: days.map(({ date }) => changeOf(date, setting, member.roles)),
      undo: days.map(({ date, planned, off }) => (plans(setting) ? { date, roles: planned } : { date, off })),
      stillAway: setting.kind === 'free' ? days.filter(({ off }) => off !== null).length : 0,
    };
  });
}

/** A member as they are once days have changed. */
export function withDays<Member extends Days>(member: Member, changes: readonly DayChange[]): Member {
  const changed = new Set(changes.map(({ date }) => date));
  const after = changes.map(({ date, roles, off }) => {
    const before = memberDay(member, date);
    return { date, roles: roles ?? before.planned, off: off === undefined ? before.off : off };
  });
  const keep = <Day extends { readonly date: string }>(days: readonly Day[]) => days.filter(({ date }) => !changed.has(date));
  return {
    ...member,
    availability: [
      ...keep(member.availability),
      ...after.flatMap(({ date, roles, off }) => (off || roles.length === 0 ? [] : [{ date, roles: [...roles] }])),
    ],
    timeOff: [
      ...keep(member.timeOff ?? []),
      ...after.flatMap(({ date, roles, off }) => (off ? [{ date, ...off, roles: [...roles] }] : [])),
    ],
  };
}

const plans = ({ kind }: DaySetting): boolean => kind === 'free' || kind === 'not-free';
const wantedRoles = (setting: DaySetting, able: readonly Role[]): Role[] =>
  setting.kind === 'free' ? ROLES.filter((role) => setting.roles.includes(role) && able.includes(role)) : [];

function changeOf(date: string, setting: DaySetting, able: readonly Role[]): DayChange {
  if (setting.kind === 'back') return { date, off: null };
  if (setting.kind !== 'away') return { date, roles: wantedRoles(setting, able) };
  return { date, off: setting.reason === undefined ? {} : { reason: setting.reason } };
}

function isChanged({ planned, off }: MemberDay, setting: DaySetting, able: readonly Role[]): boolean {
  if (setting.kind === 'back') return off !== null;
  if (setting.kind === 'away') return off === null || off.reason !== setting.reason;
  const wanted = wantedRoles(setting, able);
  return wanted.length !== planned.length || wanted.some((role) => !planned.includes(role));
}
