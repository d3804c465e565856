// Owns one member over HTTP: profile, rights, and what signs them in. Who changes what somebody else has changed meanwhile is told.
import * as v from 'valibot';
import { access, locksOut, mayAlter, memberSchema } from '#core/crew';
import { idSchema, type MemberId } from '#core/id';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { oneTimePassword } from '../auth/one-time-password.ts';
import { hashPassword } from '../auth/password.ts';
import { fieldsProblem } from '../door.ts';
import type { MemberRecord, Ports, RosterStore, StoredMember } from '../port.ts';
import { staffRoute, type Signed } from '../route.ts';
import { memberAnswer, passwordAnswer } from '../wire.ts';

const memberParams = v.object({ id: idSchema.member });
const { login, name, roles, phone, email } = memberSchema.entries;
const memberChange = v.strictObject({
  login: v.exactOptional(login),
  name,
  access,
  roles: v.pipe(
    roles,
    v.transform((all) => [...new Set(all)]),
  ),
  phone,
  email,
  disabled: v.exactOptional(v.boolean()),
  /** the revision that the change was made on: refused when there is a newer one. Without it, the change replaces whatever is there. */
  rev: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
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
  problems: ['login-taken', 'member-changed', 'own-access'],
  async handle({ services: { ports, sessions }, params, body }, signed) {
    const saved = await saveOver(ports, params.id, body, signed);
    if (!saved.ok) return saved;
    const { member, rev, isNew } = saved.value;
    // Rights count from now on, also in sessions that run; a disabled member's are over for good.
    if (member.disabled) await sessions.endAll(signed.tenant, params.id);
    else if (!isNew) await sessions.recheck(signed.tenant, params.id);
    const { disabled = false, ...profile } = member;
    return ok({ status: 200, body: { member: profile, disabled, rev } });
  },
});

type Saved = Pick<StoredMember, 'member' | 'rev'> & { readonly isNew: boolean };

/** Somebody may save between our reading and writing: then it is decided anew on what they saved. */
async function saveOver(ports: Ports, id: MemberId, body: MemberChange, signed: Signed): Promise<Result<Saved, Problem>> {
  const { rev, ...change } = body;
  const roster = ports.openRoster(signed.tenant);
  const records = await roster.members();
  const before = records.find(({ member }) => member.id === id) ?? null;
  const known = before?.rev ?? 0;
  if (rev !== undefined && rev !== known) return refuse(before ? changedMeanwhile(before) : noMember());
  const next = memberAfter(records, before, id, change, signed);
  if (!next.ok) return next;
  const changed = { by: signed.actor.name, at: new Date(ports.now()).toISOString() };
  if (!(await roster.saveMember({ ...next.value, changed }, known))) return saveOver(ports, id, body, signed);
  return ok({ member: next.value.member, rev: known + 1, isNew: before === null });
}

function memberAfter(
  records: readonly MemberRecord[],
  before: MemberRecord | null,
  id: MemberId,
  change: Omit<MemberChange, 'rev'>,
  { claims }: Signed,
): Result<MemberRecord, Problem> {
  const wanted = change.login ?? before?.member.login;
  if (wanted === undefined) return refuse(fieldsProblem([{ path: 'login', message: 'Fill this in' }]));
  if (before && id === claims.sub && locksOut(before.member, change))
    return refuse(problem('own-access', 'You cannot disable yourself or lower your own access. Ask another of the office.'));
  const level = before?.member.access ?? 'crew';
  if ((change.access !== level || !mayAlter(claims.access, level)) && claims.access !== 'owner')
    return refuse(problem('not-allowed', 'Only an owner gives or takes access levels.'));
  if (records.some(({ member }) => member.login === wanted && member.id !== id))
    return refuse(problem('login-taken', `Somebody signs in as ${wanted}. Choose another name.`));
  return ok({ member: { ...unknownIn(before?.member), ...change, id, login: wanted }, passwordHash: before?.passwordHash ?? null });
}

/** What another release wrote into a member, and nobody can change here. */
const unknownIn = (member: object = {}): object =>
  Object.fromEntries(Object.entries(member).filter(([field]) => !(field in memberSchema.entries)));

const noMember = (): Problem => problem('not-found', 'There is no such member.');

/** What is there now goes with the refusal, so that a person can choose. */
function changedMeanwhile({ member: { disabled = false, ...member }, rev, changed }: StoredMember): Problem {
  const detail = `${changed?.by ?? 'Somebody'} changed this member meanwhile. Look at what is there now, then save again.`;
  return problem('member-changed', detail, {
    extra: { member, disabled, rev, changedBy: changed?.by ?? null, changedAt: changed?.at ?? null },
  });
}

export const resetMemberPassword = staffRoute({
  method: 'POST',
  path: '/api/crew/:id/password',
  who: 'office',
  summary: 'Give a member a new password, shown this once, and end their sessions',
  params: memberParams,
  answer: { status: 200, schema: passwordAnswer },
  problems: ['own-access', 'member-disabled'],
  async handle({ services: { ports, sessions }, params }, signed) {
    const password = oneTimePassword();
    const given = await givePassword(ports.openRoster(signed.tenant), params.id, await hashPassword(password), signed);
    if (!given.ok) return given;
    await sessions.endAll(signed.tenant, params.id);
    ports.log({ level: 'info', event: 'password-reset', tenant: signed.tenant, member: params.id, by: signed.actor.id });
    return ok({ status: 200, body: { login: given.value, password } });
  },
});

/** Answers the name that the member signs in with. */
async function givePassword(roster: RosterStore, id: MemberId, passwordHash: string, signed: Signed): Promise<Result<string, Problem>> {
  const found = await memberFor(roster, id, signed);
  if (!found.ok) return found;
  const { rev, ...record } = found.value;
  if (id === signed.claims.sub)
    return refuse(problem('own-access', 'A new password would end this session too. Ask another of the office.'));
  if (record.member.disabled) return refuse(problem('member-disabled', `Enable ${record.member.name} first, then give them a password.`));
  const saved = await roster.saveMember({ ...record, passwordHash }, rev);
  return saved ? ok(record.member.login) : givePassword(roster, id, passwordHash, signed);
}

export const endMemberSessions = staffRoute({
  method: 'DELETE',
  path: '/api/crew/:id/sessions',
  who: 'office',
  summary: 'Sign a member out on all their devices at once',
  params: memberParams,
  answer: { status: 204, schema: null },
  problems: [],
  async handle({ services: { ports, sessions }, params }, signed) {
    const found = await memberFor(ports.openRoster(signed.tenant), params.id, signed);
    if (!found.ok) return found;
    await sessions.endAll(signed.tenant, params.id);
    ports.log({ level: 'info', event: 'sessions-ended', tenant: signed.tenant, member: params.id, by: signed.actor.id });
    return ok({ status: 204 });
  },
});

async function memberFor(roster: RosterStore, id: MemberId, { claims }: Signed): Promise<Result<StoredMember, Problem>> {
  const record = (await roster.members()).find(({ member }) => member.id === id);
  if (!record) return refuse(noMember());
  return mayAlter(claims.access, record.member.access)
    ? ok(record)
    : refuse(problem('not-allowed', 'Only an owner does this to an owner.'));
}
