// Owns one member over HTTP: profile, rights, and what signs them in. Who changes what somebody else has changed meanwhile is told.
import * as v from 'valibot';
import { access, memberSchema } from '#core/crew';
import { idSchema } from '#core/id';
import { ok } from '#core/result';
import { oneTimePassword } from '../auth/one-time-password.ts';
import { hashPassword } from '../auth/password.ts';
import { staffRoute } from '../route.ts';
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
    const { saveOver } = await import('../roster/change-member.ts');
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

export const resetMemberPassword = staffRoute({
  method: 'POST',
  path: '/api/crew/:id/password',
  who: 'office',
  summary: 'Give a member a new password, shown this once, and end their sessions',
  params: memberParams,
  answer: { status: 200, schema: passwordAnswer },
  problems: ['own-access', 'member-disabled'],
  async handle({ services: { ports, sessions }, params }, signed) {
    const { givePassword } = await import('../roster/change-member.ts');
    const password = oneTimePassword();
    const given = await givePassword(ports.openRoster(signed.tenant), params.id, await hashPassword(password), signed);
    if (!given.ok) return given;
    await sessions.endAll(signed.tenant, params.id);
    ports.log({ level: 'info', event: 'password-reset', tenant: signed.tenant, member: params.id, by: signed.actor.id });
    return ok({ status: 200, body: { login: given.value, password } });
  },
});

export const endMemberSessions = staffRoute({
  method: 'DELETE',
  path: '/api/crew/:id/sessions',
  who: 'office',
  summary: 'Sign a member out on all their devices at once',
  params: memberParams,
  answer: { status: 204, schema: null },
  problems: [],
  async handle({ services: { ports, sessions }, params }, signed) {
    const { memberFor } = await import('../roster/change-member.ts');
    const found = await memberFor(ports.openRoster(signed.tenant), params.id, signed);
    if (!found.ok) return found;
    await sessions.endAll(signed.tenant, params.id);
    ports.log({ level: 'info', event: 'sessions-ended', tenant: signed.tenant, member: params.id, by: signed.actor.id });
    return ok({ status: 204 });
  },
});
