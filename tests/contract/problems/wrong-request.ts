// Owns asking wrongly: a route's example request changed, or sent while what it needs is broken.
import type { Route } from '#lambda/route';
import { newId, type Reply } from '../../support/api-client.ts';
import { bookingFor } from '../../support/demo-api.ts';
import type { Meet } from '../../support/fault-proxy.ts';
import { ROUTE_ROWS } from '../access/route-rows.ts';
import type { Person, Scene } from '../access/scene.ts';

/** Brings about one code on one route; answers what came back. */
export type Provoke = (scene: Scene, route: Route) => Promise<Reply>;

export const JOBS = 'tenants/quickdump/jobs.json';
export const COMPANY = 'tenants/quickdump/company.json';

/** Sends a route's example request; `change` makes it wrong. */
export async function send(
  scene: Scene,
  route: Route,
  person: Person,
  change: Partial<Record<'path' | 'raw', string>> & { body?: unknown; headers?: Record<string, string> } = {},
) {
  const row = ROUTE_ROWS[`${route.method} ${route.path}`];
  if (!row) throw new Error(`no example for ${route.path}`);
  const visitor = scene.visitor(person);
  const [job, member, unfiled] = await madeFor(scene);
  const made = { newMember: () => Promise.resolve(member), newUnfiled: () => Promise.resolve(unfiled) };
  const request = await row.request({ ...scene, ...made }, job, visitor);
  const token = route.who === 'customer' ? { 'x-tracking-token': scene.trackingToken(job) } : {};
  const body = 'raw' in change ? change.raw : 'body' in change ? change.body : request.body;
  return visitor.client.call(route.method, change.path ?? request.path, body, { ...request.headers, ...token, ...change.headers });
}

/** One of each for all: to make new ones the stores must work. */
let made: Promise<readonly [job: string, member: string, unfiled: string]> | null = null;
export const madeFor = (scene: Scene) => (made ??= Promise.all([scene.newJob(), scene.newMember(), scene.newUnfiled()]));
/** Who the route is for, so that nothing else stands in the way. */
export const rightful = (route: Route): Person =>
  route.path.endsWith('/position') ? 'crew on it' : route.who === 'office' ? 'owner' : 'dispatcher';

/** Breaks an object of the company for one request. What a sandbox keeps goes with it, so a new one serves. */
export async function withObject(scene: Scene, key: string, bytes: Uint8Array | string, ask: () => Promise<Reply>): Promise<Reply> {
  await madeFor(scene);
  const before = await scene.store.bytes(key);
  await scene.store.plant(key, bytes);
  scene.serve();
  const reply = await ask();
  const after = await scene.store.bytes(key);
  if (reply.status >= 400 && Buffer.compare(after, Buffer.from(bytes)) !== 0) throw new Error(`${key} was written over`);
  await scene.store.plant(key, before);
  scene.serve();
  return reply;
}

/** For one request the company has these settings. */
export async function withSettings(scene: Scene, change: object, ask: () => Promise<Reply>): Promise<Reply> {
  await madeFor(scene);
  const company = JSON.parse(Buffer.from(await scene.store.bytes(COMPANY)).toString()) as object;
  return withObject(scene, COMPANY, JSON.stringify({ ...company, ...change }), ask);
}

export async function withRosterRow(scene: Scene, ask: () => Promise<Reply>): Promise<Reply> {
  await madeFor(scene);
  const key = { pk: { S: 'T#quickdump' }, sk: { S: `M#${newId()}` } };
  await scene.store.plantRow(key, '{"login":');
  const reply = await ask();
  await scene.store.removeRow(key);
  return reply;
}

export async function withStores(scene: Scene, s3: Meet, dynamodb: Meet, ask: () => Promise<Reply>): Promise<Reply> {
  await madeFor(scene);
  scene.serve();
  scene.store.meet(s3, dynamodb);
  const reply = await ask();
  scene.store.meet(() => null);
  return reply;
}

/** A route that reads the roster only to renew a session meets a broken row when its session is due. */
export const staleSession = (scene: Scene, person: Person): void => {
  scene.visitor(person).client.cookies.delete('__Host-session');
};

export const booking = (scene: Scene, route: Route, change: object, key = newId(), address = newId()) =>
  send(scene, route, 'nobody signed in', {
    body: { ...bookingFor(soon()), ...change },
    headers: { 'idempotency-key': key, 'x-forwarded-for': address },
  });
export const soon = (): string => new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
export const sync = (scene: Scene, route: Route, change: object, mutations: unknown[] = []) =>
  send(scene, route, 'dispatcher', { body: { ...scene.visitor('dispatcher').phone.envelope(mutations), ...change } });
export const mutationOf = (scene: Scene, change: object) => ({
  ...scene.visitor('dispatcher').phone.mutation('add_note', newId(), { text: 'x' }),
  ...change,
});
