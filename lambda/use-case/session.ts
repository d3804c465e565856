// Owns signing in and out, and telling an app who is signed in.
import * as v from 'valibot';
import type { Company } from '#core/company';
import { idSchema } from '#core/id';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { SessionView } from '#core/session';
import { checkPassword, hashPassword } from '../auth/password.ts';
import type { SessionClaims } from '../auth/session-token.ts';
import { openRoute, staffRoute } from '../route.ts';
import type { Services } from '../services.ts';
import type { StoredMember } from '../port.ts';
import { sessionAnswer } from '../wire.ts';
import { findCompany } from './find-company.ts';

const credentials = v.strictObject({
  tenant: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.maxLength(60), v.minLength(1, 'Fill this in')),
  login: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.maxLength(80), v.minLength(1, 'Fill this in')),
  password: v.pipe(v.string(), v.maxLength(256), v.minLength(1, 'Fill this in')),
});
type Credentials = v.InferOutput<typeof credentials>;

export const signIn = openRoute({
  method: 'POST',
  path: '/api/session',
  who: 'anyone',
  summary: 'Sign in',
  body: credentials,
  answer: { status: 200, schema: sessionAnswer },
  problems: ['wrong-credentials', 'too-many-requests', 'roster-broken', 'company-broken', 'store-unreachable'],
  async handle({ services, incoming, body }) {
    const tried = await services.signInLimit.attempt([body.tenant, body.login, incoming.address], () => authenticate(services, body));
    if (!tried.ok)
      return refuse(
        problem('too-many-requests', `Too many wrong tries. Wait ${tried.error} seconds, then try again.`, {
          retryAfterSeconds: tried.error,
        }),
      );
    if (!tried.value) return refuse(problem('wrong-credentials', 'Check company, name and password.'));
    const { company, record } = tried.value;
    const { claims, setCookies } = await services.sessions.open(company.slug, record.member);
    return ok({ status: 200, body: viewOf(claims, company), setCookies });
  },
});

export const readSession = staffRoute({
  method: 'GET',
  path: '/api/session',
  who: 'crew',
  summary: 'Who is signed in',
  answer: { status: 200, schema: sessionAnswer },
  problems: [],
  async handle({ services: { ports } }, { claims, company }) {
    // The door's may be half a minute old: whoever asks wants to know what has changed.
    const fresh = await findCompany(ports, claims.tenant, 'fresh');
    return ok({ status: 200, body: viewOf(claims, fresh.ok ? fresh.value : company) });
  },
});

export const signOut = openRoute({
  method: 'DELETE',
  path: '/api/session',
  who: 'anyone',
  summary: 'Sign out',
  answer: { status: 204, schema: null },
  problems: ['store-unreachable'],
  async handle({ services, incoming }) {
    return ok({ status: 204, setCookies: await services.sessions.end(incoming.cookies) });
  },
});

/** Who these credentials belong to. A name that does not exist takes as long as a wrong password. */
async function authenticate(
  { ports }: Services,
  { tenant, login, password }: Credentials,
): Promise<{ company: Company; record: StoredMember } | null> {
  const slug = v.safeParse(idSchema.tenant, tenant);
  const company: Result<Company, Problem> | null = slug.success ? await findCompany(ports, slug.output, 'fresh') : null;
  const roster = company?.ok ? ports.openRoster(company.value.slug) : null;
  const record = (await roster?.members())?.find(({ member }) => member.login === login) ?? null;
  const check = await checkPassword(password, record?.passwordHash ?? null);
  if (!company?.ok || !roster || !record || !check.matches || record.member.disabled) return null;
  // Somebody may be changing them right now: then their next sign-in renews it.
  if (check.outdated) await roster.saveMember({ ...record, passwordHash: await hashPassword(password) }, record.rev);
  return { company: company.value, record };
}

const viewOf = ({ sub, name, access, roles, tenant }: SessionClaims, company: Company): SessionView => ({
  member: { id: sub, name, access, roles },
  tenant,
  company,
});
