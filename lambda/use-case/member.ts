// Owns one member over HTTP: profile, rights, and what signs them in. What it takes is loaded when somebody of the office changes one.
import * as v from 'valibot';
import { access, memberSchema } from '#core/crew';
import { idSchema } from '#core/id';
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
  handle: async ({ services, params, body }, signed) => (await load()).changeMember(services, params.id, body, signed),
});

export const resetMemberPassword = staffRoute({
  method: 'POST',
  path: '/api/crew/:id/password',
  who: 'office',
  summary: 'Give a member a new password, shown this once, and end their sessions',
  params: memberParams,
  answer: { status: 200, schema: passwordAnswer },
  problems: ['own-access', 'member-disabled'],
  handle: async ({ services, params }, signed) => (await load()).renewPassword(services, params.id, signed),
});

export const endMemberSessions = staffRoute({
  method: 'DELETE',
  path: '/api/crew/:id/sessions',
  who: 'office',
  summary: 'Sign a member out on all their devices at once',
  params: memberParams,
  answer: { status: 204, schema: null },
  problems: [],
  handle: async ({ services, params }, signed) => (await load()).signMemberOut(services, params.id, signed),
});

const load = () => import('./change-member.ts');
