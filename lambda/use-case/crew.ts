// Owns the crew's days over HTTP: who works here, who is free or away when, and changing both.
import * as v from 'valibot';
import { addDays, localDate, localDateAt } from '#core/clock-time';
import { dayAvailability, isOffice, layTimeOff, role, timeOffReason, type DayOff } from '#core/crew';
import { idSchema, type MemberId, type TenantId } from '#core/id';
import { LIMITS } from '#core/limits';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { DayChange } from '#core/roster-calendar';
import { fieldsProblem } from '../door.ts';
import type { RosterStore, StoredMember } from '../port.ts';
import { staffRoute, type Signed } from '../route.ts';
import type { Services } from '../services.ts';
import { availabilityAnswer, crewAnswer, timeOffAnswer } from '../wire.ts';
import { lastContact } from './contact.ts';

const DEFAULT_RANGE_DAYS = 14;
const memberParams = v.object({ id: idSchema.member });
const crewQuery = v.strictObject({
  from: v.exactOptional(localDate),
  to: v.exactOptional(localDate),
  role: v.exactOptional(role),
  /** `accounts`, for the office: disabled members too, and what each signs in with */
  include: v.exactOptional(v.picklist(['accounts'], 'Use accounts, or leave it out')),
});
type CrewQuery = v.InferOutput<typeof crewQuery>;

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
    return ok({ status: 200, body: { members: await rosterOf(services, signed, { ...query, from, to }) } });
  },
});

async function rosterOf(services: Services, signed: Signed, { from, to, role, include }: CrewQuery & { from: string; to: string }) {
  const roster = services.ports.openRoster(signed.tenant);
  const [records, planned, off] = await Promise.all([roster.members(), roster.availability(from, to, role), roster.timeOff(from, to)]);
  const shown = records
    .filter(({ member }) => include !== undefined || !member.disabled)
    .map((record) => ({ record, ...layTimeOff(planned.get(record.member.id) ?? [], off.get(record.member.id) ?? []) }))
    .filter(({ availability }) => role === undefined || availability.length > 0);
  return Promise.all(
    shown.map(async ({ record, availability, timeOff }) => ({
      ...(await profileOf(services, signed, record)),
      availability,
      timeOff: seesReasons(signed, record) ? timeOff : timeOff.map(withoutReason),
      ...(include && { account: await accountOf(services, signed.tenant, record) }),
    })),
  );
}

async function profileOf({ ports }: Services, { tenant }: Signed, { member }: StoredMember) {
  const { id, name, access, roles, phone } = member;
  const lastHeardAt = await lastContact(ports, tenant, id);
  return { id, name, access, roles, ...(phone && { phone }), ...(lastHeardAt && { lastHeardAt }) };
}

async function accountOf({ sessions }: Services, tenant: TenantId, { member, passwordHash, rev }: StoredMember) {
  const { id, login, email, disabled = false } = member;
  const openSessions = disabled ? 0 : await sessions.countOpen(tenant, id);
  return { login, ...(email && { email }), disabled, hasPassword: passwordHash !== null, openSessions, rev };
}

/** Why somebody is away is between them and the office. */
const seesReasons = ({ claims }: Signed, { member }: StoredMember): boolean => isOffice(claims.access) || member.id === claims.sub;
const withoutReason = ({ reason: _, ...day }: DayOff): DayOff => day;

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
