// Owns the roster over HTTP: who works here, who is free when, and changing both.
import * as v from 'valibot';
import { addDays, localDate, localDateAt } from '#core/clock-time';
import { access, dayAvailability, memberSchema, role, type DayAvailability, type Member, type Role } from '#core/crew';
import { idSchema, type MemberId, type TenantId } from '#core/id';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { fieldsProblem } from '../door.ts';
import type { MemberRecord, Ports, RosterStore } from '../port.ts';
import { staffRoute, type Signed } from '../route.ts';
import { availabilityAnswer, crewAnswer, memberAnswer } from '../wire.ts';
import { lastContact } from './contact.ts';

const LONGEST_RANGE_DAYS = 92;
const DEFAULT_RANGE_DAYS = 14;
const memberParams = v.object({ id: idSchema.member });

export const listCrew = staffRoute({
  method: 'GET',
  path: '/api/crew',
  who: 'crew',
  summary: 'The crew and when they are free',
  query: v.strictObject({ from: v.exactOptional(localDate), to: v.exactOptional(localDate), role: v.exactOptional(role) }),
  answer: { status: 200, schema: crewAnswer },
  problems: [],
  async handle({ services: { ports }, query }, { tenant, company }) {
    const from = query.from ?? localDateAt(ports.now(), company.timeZone);
    const to = query.to ?? addDays(from, DEFAULT_RANGE_DAYS - 1);
    if (to < from || to > addDays(from, LONGEST_RANGE_DAYS))
      return refuse(fieldsProblem([{ path: 'to', message: `Choose a day after the first, at most ${LONGEST_RANGE_DAYS} days later` }]));
    return ok({ status: 200, body: { members: await rosterOf(ports, tenant, from, to, query.role) } });
  },
});

async function rosterOf(ports: Ports, tenant: TenantId, from: string, to: string, wanted: Role | undefined) {
  const roster = ports.openRoster(tenant);
  const [records, free] = await Promise.all([roster.members(), roster.availability(from, to, wanted)]);
  const active = records.filter(({ member }) => !member.disabled && (!wanted || (free.get(member.id)?.length ?? 0) > 0));
  return Promise.all(active.map(({ member }) => rosterMember(ports, tenant, member, free.get(member.id) ?? [])));
}

async function rosterMember(
  ports: Ports,
  tenant: TenantId,
  { id, name, access, roles, phone }: Member,
  availability: readonly DayAvailability[],
) {
  const lastHeardAt = await lastContact(ports, tenant, id);
  return { id, name, access, roles, ...(phone && { phone }), availability, ...(lastHeardAt && { lastHeardAt }) };
}

const { login, name, roles, phone, email } = memberSchema.entries;
const memberChange = v.strictObject({
  login: v.exactOptional(login),
  name,
  access,
  roles,
  phone,
  email,
  disabled: v.exactOptional(v.boolean()),
});
type MemberChange = v.InferOutput<typeof memberChange>;

export const saveMember = staffRoute({
  method: 'PUT',
  path: '/api/crew/:id',
  who: 'office',
  summary: 'Change a member, or add one under a new id',
  params: memberParams,
  body: memberChange,
  answer: { status: 200, schema: memberAnswer },
  problems: ['login-taken'],
  async handle({ services: { ports, sessions }, params, body }, signed) {
    const roster = ports.openRoster(signed.tenant);
    const records = await roster.members();
    const before = records.find(({ member }) => member.id === params.id) ?? null;
    const next = memberAfter(records, before, params.id, body, signed);
    if (!next.ok) return next;
    await roster.saveMember(next.value);
    // Rights and disabling count from now on, also in sessions that run.
    if (before) await sessions.recheck(signed.tenant, params.id);
    const { disabled = false, ...member } = next.value.member;
    return ok({ status: 200, body: { member, disabled } });
  },
});

function memberAfter(
  records: readonly MemberRecord[],
  before: MemberRecord | null,
  id: MemberId,
  change: MemberChange,
  { actor }: Signed,
): Result<MemberRecord, Problem> {
  const wanted = change.login ?? before?.member.login;
  if (wanted === undefined) return refuse(fieldsProblem([{ path: 'login', message: 'Fill this in' }]));
  if (records.some(({ member }) => member.login === wanted && member.id !== id))
    return refuse(problem('login-taken', `Somebody signs in as ${wanted}. Choose another name.`));
  const raises = change.access !== (before?.member.access ?? 'crew') || (before?.member.access ?? 'crew') === 'owner';
  if (raises && actor.access !== 'owner') return refuse(problem('not-allowed', 'Only an owner gives or takes access levels.'));
  return ok({ member: { ...change, id, login: wanted }, passwordHash: before?.passwordHash ?? null });
}

export const setAvailability = staffRoute({
  method: 'PUT',
  path: '/api/crew/:id/availability',
  who: 'office',
  summary: 'Set on which dates a member is free, and in which roles',
  params: memberParams,
  body: v.strictObject({
    availability: v.pipe(
      v.array(dayAvailability),
      v.minLength(1),
      v.maxLength(100, 'Set at most 100 days at once'),
      v.check((days) => new Set(days.map(({ date }) => date)).size === days.length, 'Name each day once'),
    ),
  }),
  answer: { status: 200, schema: availabilityAnswer },
  problems: [],
  async handle({ services: { ports }, params, body }, { tenant }) {
    const roster: RosterStore = ports.openRoster(tenant);
    if (!(await roster.members()).some(({ member }) => member.id === params.id))
      return refuse(problem('not-found', 'There is no such member.'));
    await roster.setAvailability(params.id, body.availability);
    return ok({ status: 200, body: { availability: body.availability } });
  },
});
