// Owns the API as one function from Request to Response: the route table behind the door, with sessions, problems and one log line each.
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { isOffice } from '#core/crew';
import { readCookies } from './auth/cookies.ts';
import { checkSite, parseFields, readJson } from './door.ts';
import { respond, respondProblem } from './respond.ts';
import { bodySchemaOf, type Answer, type Incoming, type Route, type Signed } from './route.ts';
import type { Services } from './services.ts';
import { tellStoreError } from './tell-store-error.ts';
import { findCompany } from './use-case/find-company.ts';
import { viewerAddress } from './viewer-address.ts';

export function createApi(routes: readonly Route[], services: Services): Hono {
  const app = new Hono();
  for (const route of routes) app.on(route.method, route.path, (context) => serve(route, context, services));
  for (const path of new Set(routes.map((route) => route.path)))
    app.all(path, (context) => respondProblem(wrongMethod(routes, path), context.req.raw.headers));
  app.notFound((context) => respondProblem(problem('not-found', 'Nothing is known at this address.'), context.req.raw.headers));
  return app;
}

async function serve(route: Route, context: Context, services: Services): Promise<Response> {
  const startedMs = services.ports.now();
  const incoming = incomingOf(context);
  const outcome = await run(route, context, incoming, services).catch((error: unknown) => ({
    ...fromThrown(error, services),
    signed: null,
  }));
  const cookies = outcome.signed?.setCookies ?? [];
  const response = outcome.result.ok
    ? respond(outcome.result.value, incoming.headers, cookies)
    : respondProblem(outcome.result.error, incoming.headers, cookies);
  services.ports.log({
    level: response.status >= 500 ? 'error' : 'info',
    event: 'request',
    method: route.method,
    route: route.path,
    status: response.status,
    code: outcome.result.ok ? null : outcome.result.error.code,
    tenant: outcome.signed?.signed.tenant ?? null,
    member: outcome.signed?.signed.actor.id ?? null,
    requestId: incoming.requestId,
    durationMs: services.ports.now() - startedMs,
  });
  return response;
}

interface Resumed {
  readonly signed: Signed;
  readonly setCookies: readonly string[];
}
interface Outcome {
  readonly result: Result<Answer, Problem>;
  readonly signed: Resumed | null;
}

async function run(route: Route, context: Context, incoming: Incoming, services: Services): Promise<Outcome> {
  const site = checkSite(route.method, incoming.headers);
  if (!site.ok) return { result: site, signed: null };
  const signed = await signedFor(route, incoming, services);
  if (!signed.ok) return { result: signed, signed: null };
  const input = await inputOf(route, context);
  if (!input.ok) return { result: input, signed: signed.value };
  return { result: await route.handle({ services, incoming, ...input.value }, signed.value?.signed ?? null), signed: signed.value };
}

async function signedFor(route: Route, incoming: Incoming, services: Services): Promise<Result<Resumed | null, Problem>> {
  if (route.who === 'anyone' || route.who === 'customer') return ok(null);
  const resumed = await services.sessions.resume(incoming.cookies);
  if (resumed === 'disabled') return refuse(problem('account-disabled', 'The office has disabled this account. Ask them.'));
  const company = resumed ? await findCompany(services.ports, resumed.claims.tenant) : null;
  if (!resumed || !company?.ok) return refuse(problem('not-signed-in', 'Sign in, then try again. Nothing has been lost.'));
  const { sub, tenant, name, access, roles } = resumed.claims;
  if (route.who === 'office' && !isOffice(access)) return refuse(problem('not-allowed', 'Ask the office to do this.'));
  return ok({
    signed: { actor: { kind: 'member', id: sub, name, access, roles }, tenant, claims: resumed.claims, company: company.value },
    setCookies: resumed.setCookies,
  });
}

async function inputOf(route: Route, context: Context): Promise<Result<{ params: unknown; query: unknown; body: unknown }, Problem>> {
  // A path that cannot be an id of ours is simply not there.
  const params = parseFields(route.params, context.req.param());
  if (!params.ok) return refuse(problem('not-found', 'Nothing is known at this address.'));
  const query = parseFields(route.query, context.req.query());
  if (!query.ok) return query;
  const json = route.body ? await readJson(context.req.raw) : ok({});
  if (!json.ok) return json;
  const body = parseFields(await bodySchemaOf(route), json.value);
  return body.ok ? ok({ params: params.value, query: query.value, body: body.value }) : body;
}

function incomingOf(context: Context): Incoming {
  const { headers } = context.req.raw;
  return {
    headers,
    cookies: readCookies(headers.get('cookie')),
    address: viewerAddress(headers),
    requestId: headers.get('x-amz-cf-id') ?? headers.get('x-request-id') ?? '',
  };
}

function wrongMethod(routes: readonly Route[], path: string): Problem {
  const allow = routes
    .filter((route) => route.path === path)
    .map((route) => route.method)
    .join(', ');
  return problem('method-not-allowed', `Use ${allow} here.`, { extra: { allow } });
}

function fromThrown(error: unknown, { ports }: Services): { result: Result<Answer, Problem> } {
  const told = tellStoreError(error);
  if (told) {
    ports.log({ level: 'error', event: told.problem.code, ...told.log });
    return { result: refuse(told.problem) };
  }
  // The message may quote a customer's words; where it happened never does.
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').slice(-6).join(' | ') : '';
  ports.log({ level: 'error', event: 'bug', name: error instanceof Error ? error.name : typeof error, frames });
  return { result: refuse(problem('bug', 'This is our fault. Nothing you did is lost; try again, or call the office.')) };
}
