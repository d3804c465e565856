// Owns changing a member: profile, rights, and what signs them in. Who changes what somebody else has changed meanwhile is told.
import { locksOut, mayAlter, type Member, memberSchema } from '#core/crew';
import type { MemberId } from '#core/id';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { oneTimePassword } from '../auth/one-time-password.ts';
import { hashPassword } from '../auth/password.ts';
import { fieldsProblem } from '../door.ts';
import type { MemberRecord, Ports, RosterStore, StoredMember } from '../port.ts';
import type { Answer, Signed } from '../route.ts';
import type { Services } from '../services.ts';

/** What a member is to be; `rev`: the revision that the change was made on. */
export type MemberChange = Omit<Member, 'id' | 'login'> & { readonly login?: Member['login']; readonly rev?: number };
type Told = Promise<Result<Answer, Problem>>;

export async function changeMember({ ports, sessions }: Services, id: MemberId, body: MemberChange, signed: Signed): Told {
  const saved = await saveOver(ports, id, body, signed);
  if (!saved.ok) return saved;
  const { member, rev, isNew } = saved.value;
  // Rights count from now on, also in sessions that run; a disabled member's are over for good.
  if (member.disabled) await sessions.endAll(signed.tenant, id);
  else if (!isNew) await sessions.recheck(signed.tenant, id);
  const { disabled = false, ...profile } = member;
  return ok({ status: 200, body: { member: profile, disabled, rev } });
}

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

export async function renewPassword({ ports, sessions }: Services, id: MemberId, signed: Signed): Told {
  const password = oneTimePassword();
  const given = await givePassword(ports.openRoster(signed.tenant), id, await hashPassword(password), signed);
  if (!given.ok) return given;
  await sessions.endAll(signed.tenant, id);
  ports.log({ level: 'info', event: 'password-reset', tenant: signed.tenant, member: id, by: signed.actor.id });
  return ok({ status: 200, body: { ...given.value, password } });
}

type Given = { readonly login: string; readonly rev: number };

/** Answers the name that the member signs in with, and the revision that the new password made. */
async function givePassword(roster: RosterStore, id: MemberId, passwordHash: string, signed: Signed): Promise<Result<Given, Problem>> {
  const found = await memberFor(roster, id, signed);
  if (!found.ok) return found;
  const { rev, ...record } = found.value;
  if (id === signed.claims.sub)
    return refuse(problem('own-access', 'A new password would end this session too. Ask another of the office.'));
  if (record.member.disabled) return refuse(problem('member-disabled', `Enable ${record.member.name} first, then give them a password.`));
  const saved = await roster.saveMember({ ...record, passwordHash }, rev);
  return saved ? ok({ login: record.member.login, rev: rev + 1 }) : givePassword(roster, id, passwordHash, signed);
}

export async function signMemberOut({ ports, sessions }: Services, id: MemberId, signed: Signed): Told {
  const found = await memberFor(ports.openRoster(signed.tenant), id, signed);
  if (!found.ok) return found;
  await sessions.endAll(signed.tenant, id);
  ports.log({ level: 'info', event: 'sessions-ended', tenant: signed.tenant, member: id, by: signed.actor.id });
  return ok({ status: 204 });
}

async function memberFor(roster: RosterStore, id: MemberId, { claims }: Signed): Promise<Result<StoredMember, Problem>> {
  const record = (await roster.members()).find(({ member }) => member.id === id);
  if (!record) return refuse(noMember());
  return mayAlter(claims.access, record.member.access)
    ? ok(record)
    : refuse(problem('not-allowed', 'Only an owner does this to an owner.'));
}
