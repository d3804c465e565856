// Owns the crew's days over HTTP: who works here, who is free or away when, and changing both.
import * as v from 'valibot';
import { addDays, localDate, localDateAt } from '#core/clock-time';
import { dayAvailability, isOffice, role, timeOffReason } from '#core/crew';
import { idSchema, type MemberId } from '#core/id';
import { LIMITS } from '#core/limits';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { DayChange } from '#core/roster-calendar';
import { fieldsProblem } from '../door.ts';
import type { RosterStore } from '../port.ts';
import { staffRoute } from '../route.ts';
import { availabilityAnswer, crewAnswer, timeOffAnswer } from '../wire.ts';

const DEFAULT_RANGE_DAYS = 14;
const memberParams = v.object({ id: idSchema.member });
const crewQuery = v.strictObject({
  from: v.exactOptional(localDate),
  to: v.exactOptional(localDate),
  role: v.exactOptional(role),
  /** `accounts`, for the office: disabled members too, and what each signs in with */
  include: v.exactOptional(v.picklist(['accounts'], 'Use accounts, or leave it out')),
});

export const listCrew = staffRoute({
  method: 'GET',
  path: '/api/crew',
  who: 'crew',
  summary: 'The crew and when they are free',
  query: crewQuery,
  answer: { status: 200, schema: crewAnswer },
  problems: ['not-allowed'],
  async handle({ services, query }, signed) {
    if (query.include && !isOffice(signed.claims.access))
      return refuse(problem('not-allowed', 'Ask the office: accounts are theirs to see.'));
    const from = query.from ?? localDateAt(services.ports.now(), signed.company.timeZone);
    const to = query.to ?? addDays(from, DEFAULT_RANGE_DAYS - 1);
    if (to < from || to > addDays(from, LIMITS.crewRangeDays))
      return refuse(fieldsProblem([{ path: 'to', message: `Choose a day after the first, at most ${LIMITS.crewRangeDays} days later` }]));
    const { rosterOf } = await import('../roster/read-roster.ts');
    return ok({ status: 200, body: { members: await rosterOf(services, signed, { ...query, from, to }) } });
  },
});

const MOST_DAYS = 100;
const daysOf = <Day extends { date: string }>(day: v.GenericSchema<unknown, Day>) =>
  v.pipe(
    v.array(day),
    v.minLength(1, 'Name at least one day'),
    v.maxLength(MOST_DAYS, `Set at most ${MOST_DAYS} days at once`),
    v.check((days) => new Set(days.map(({ date }) => date)).size === days.length, 'Name each day once'),
  );

export const setAvailability = staffRoute({
  method: 'PUT',
  path: '/api/crew/:id/availability',
  who: 'office',
  summary: 'Set on which dates a member is free, and in which roles',
  params: memberParams,
  body: v.strictObject({ availability: daysOf(dayAvailability) }),
  answer: { status: 200, schema: availabilityAnswer },
  problems: [],
  async handle({ services: { ports }, params, body }, { tenant }) {
    const set = await setDays(ports.openRoster(tenant), params.id, body.availability);
    return set.ok ? ok({ status: 200, body: { availability: body.availability } }) : set;
  },
});

export const setTimeOff = staffRoute({
  method: 'PUT',
  path: '/api/crew/:id/time-off',
  who: 'office',
  summary: 'Set on which dates a member is away; what was planned for them stays beneath',
  params: memberParams,
  body: v.strictObject({
    timeOff: daysOf(v.strictObject({ date: localDate, off: v.boolean(), reason: v.exactOptional(timeOffReason) })),
  }),
  answer: { status: 200, schema: timeOffAnswer },
  problems: [],
  async handle({ services: { ports }, params, body }, { tenant }) {
    const days = body.timeOff.map(({ date, off, reason }) => ({ date, off: off ? { ...(reason !== undefined && { reason }) } : null }));
    const set = await setDays(ports.openRoster(tenant), params.id, days);
    return set.ok ? ok({ status: 200, body: { timeOff: body.timeOff } }) : set;
  },
});

async function setDays(roster: RosterStore, id: MemberId, days: readonly DayChange[]): Promise<Result<null, Problem>> {
  if (!(await roster.members()).some(({ member }) => member.id === id)) return refuse(problem('not-found', 'There is no such member.'));
  await roster.setAvailability(id, days);
  return ok(null);
}
