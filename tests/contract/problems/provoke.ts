// Owns provoking each problem that openapi.json documents: what to do to a company, its stores and a request so that this very code comes back.
import { gunzipSync, gzipSync } from 'node:zlib';
import { addDays } from '#core/clock-time';
import { LIMITS } from '#core/limits';
import type { ProblemCode } from '#core/problem';
import type { Route } from '#lambda/route';
import { ROUTES } from '#lambda/routes';
import { newId, type Reply } from '../../support/api-client.ts';
import { PASSWORD } from '../../support/demo-api.ts';
import type { Meet } from '../../support/fault-proxy.ts';
import { PHOTO, PHOTO_BYTES, type Scene } from '../access/scene.ts';
import { CUSTOMER_CHANGES } from './provoke-changes.ts';
import { DATA } from './provoke-data.ts';
import {
  booking,
  COMPANY,
  JOBS,
  madeFor,
  mutationOf,
  rightful,
  send,
  soon,
  staleSession,
  sync,
  withObject,
  withRosterRow,
  withSettings,
  withStores,
  type Provoke,
} from './wrong-request.ts';

/** What brings a code about on every route that documents it. */
const ANYWHERE: Partial<Record<ProblemCode, Provoke>> = {
  'not-signed-in': (scene, route) => send(scene, route, 'nobody signed in'),
  'account-disabled': (scene, route) => send(scene, route, 'disabled'),
  'not-allowed': (scene, route) => send(scene, route, route.who === 'office' ? 'crew on it' : 'dispatcher'),
  'cross-site': (scene, route) => send(scene, route, rightful(route), { headers: { 'sec-fetch-site': 'cross-site' } }),
  'not-json': (scene, route) => send(scene, route, rightful(route), { raw: '{"a":' }),
  'too-large': (scene, route) => send(scene, route, rightful(route), { body: { text: 'x'.repeat(257 * 1024) } }),
  'invalid-fields': (scene, route) =>
    route.body
      ? send(scene, route, rightful(route), { body: [] })
      : send(scene, route, rightful(route), { path: `${route.path}?from=tomorrow&date=tomorrow` }),
  'not-found': (scene, route) => send(scene, route, rightful(route), { path: route.path.replace(/:\w+/, 'nobody') }),
  'store-broken': (scene, route) => withObject(scene, JOBS, 'not gzip', () => send(scene, route, rightful(route))),
  'company-broken': (scene, route) => withObject(scene, COMPANY, '{"slug":', () => send(scene, route, rightful(route))),
  'roster-broken': (scene, route) =>
    withRosterRow(scene, async () => {
      if (route.who === 'crew' || route.who === 'office') staleSession(scene, rightful(route));
      return send(scene, route, rightful(route));
    }),
  'store-unreachable': (scene, route) =>
    withStores(
      scene,
      () => 'outage',
      () => 'outage',
      () => send(scene, route, rightful(route)),
    ),
  'store-busy': (scene, route) =>
    withStores(
      scene,
      (method) => (method === 'PUT' ? '412' : null),
      () => null,
      () =>
        route.path === '/api/sync'
          ? sync(scene, route, { device: newId() }, [mutationOf(scene, { seq: 1 })])
          : booking(scene, route, { window: { date: soon(), slot: '08-10' } }),
    ),
  'store-rolled-back': (scene, route) =>
    route.path === '/api/sync'
      ? sync(scene, route, { cursor: { epoch: 1, version: 1e9 } })
      : send(scene, route, 'dispatcher', { path: '/api/jobs?since=1.1000000000' }),
  async bug(scene, route) {
    const broken = { ...route, handle: () => Promise.reject(new TypeError('undefined is not a function')) };
    await madeFor(scene);
    scene.serve(ROUTES.map((each) => (each === route ? broken : each)));
    const reply = await send(scene, route, rightful(route));
    scene.serve();
    return reply;
  },
};

/** Codes whose way depends on the route. */
const ONLY_HERE: Readonly<Record<string, Provoke>> = {
  ...CUSTOMER_CHANGES,
  ...DATA,
  'POST /api/bookings idempotency-key-missing': (scene, route) =>
    send(scene, route, 'nobody signed in', { headers: { 'idempotency-key': '' } }),
  async 'POST /api/bookings idempotency-key-reused'(scene, route) {
    const key = newId();
    await booking(scene, route, { window: { date: soon(), slot: '08-10' } }, key);
    return booking(scene, route, { window: { date: soon(), slot: '08-10' }, address: 'Another' }, key);
  },
  'POST /api/bookings not-found': (scene, route) => booking(scene, route, { tenant: 'nobody' }),
  'POST /api/bookings window-past': (scene, route) => booking(scene, route, { window: { date: '2026-01-05', slot: '08-10' } }),
  async 'POST /api/bookings window-full'(scene, route) {
    const window = { date: soon(), slot: '14-16' };
    for (let i = 0; i < 3; i++) await booking(scene, route, { window });
    return booking(scene, route, { window });
  },
  'POST /api/bookings window-closed': (scene, route) =>
    withSettings(scene, { blackout: [{ date: soon() }] }, () => booking(scene, route, { window: { date: soon(), slot: '12-14' } })),
  'POST /api/bookings window-too-soon': (scene, route) =>
    withSettings(scene, { noticeMinutes: 7 * 24 * 60 }, () =>
      booking(scene, route, { window: { date: addDays(soon(), -4), slot: '12-14' } }),
    ),
  async 'POST /api/bookings booked-already'(scene, route) {
    const again = { window: { date: soon(), slot: '10-12' }, address: '8 Twice St', ifBooked: 'ask' };
    await booking(scene, route, again);
    return booking(scene, route, again);
  },
  async 'POST /api/bookings too-fast'(scene, route) {
    await madeFor(scene);
    const page = await scene.visitor('nobody signed in').client.call('GET', '/api/tenants/quickdump');
    return booking(scene, route, { opened: page.body['opened'] });
  },
  'POST /api/track/photos not-found': (scene, route) =>
    send(scene, route, 'nobody signed in', { headers: { 'x-tracking-token': 'never-made' } }),
  'POST /api/track/photos photo-differs': (scene, route) => send(scene, route, 'nobody signed in', { body: { ...OWN_PHOTO, bytes: 7 } }),
  async 'POST /api/track/photos photo-limit'(scene, route) {
    const another = (n: number) => send(scene, route, 'nobody signed in', { body: { ...OWN_PHOTO, sha256: `${n}`.repeat(64) } });
    for (const n of [1, 2, 3, 4]) await another(n);
    return another(5);
  },
  'POST /api/track/photos store-busy': (scene, route) => photoNotConfirmed(scene, () => send(scene, route, 'nobody signed in')),
  'PUT /api/company company-changed': (scene, route) => send(scene, route, 'owner', { body: { revision: 'another', set: {} } }),
  'PUT /api/company store-busy': (scene, route) =>
    withStores(
      scene,
      (method) => (method === 'PUT' ? '412' : null),
      () => null,
      () => send(scene, route, 'owner'),
    ),
  'POST /api/jobs/:id/texts store-busy': (scene, route) =>
    withStores(
      scene,
      (method) => (method === 'PUT' ? '412' : null),
      () => null,
      () => send(scene, route, 'dispatcher'),
    ),
  async 'POST /api/bookings too-many-requests'(scene, route) {
    const again = () => booking(scene, route, {}, newId(), '198.51.100.7');
    let reply = await again();
    for (let i = 0; i < 100 && reply.status !== 429; i++) reply = await again();
    return reply;
  },
  'POST /api/bookings store-full': async (scene, route) =>
    withObject(scene, JOBS, await fullBook(scene), () => booking(scene, route, { window: { date: soon(), slot: '12-14' } })),
  'GET /api/track not-found': (scene, route) => send(scene, route, 'nobody signed in', { headers: { 'x-tracking-token': 'never-made' } }),
  'POST /api/session wrong-credentials': (scene, route) =>
    send(scene, route, 'nobody signed in', { body: { tenant: 'quickdump', login: 'dana', password: 'no' } }),
  async 'POST /api/session too-many-requests'(scene, route) {
    const wrong = () => send(scene, route, 'nobody signed in', { body: { tenant: 'quickdump', login: 'nobody', password: PASSWORD } });
    let reply = await wrong();
    for (let i = 0; i < 30 && reply.status !== 429; i++) reply = await wrong();
    return reply;
  },
  'GET /api/jobs since-with-filters': (scene, route) => send(scene, route, 'dispatcher', { path: '/api/jobs?since=1.0&q=elm' }),
  'POST /api/jobs/:id/photos photo-differs': (scene, route) => send(scene, route, 'dispatcher', { body: { ...PHOTO, bytes: 7 } }),
  'POST /api/jobs/:id/photos store-busy': (scene, route) => photoNotConfirmed(scene, () => send(scene, route, 'dispatcher')),
  async 'PUT /api/review/:id store-busy'(scene, route) {
    const unfiled = await scene.newUnfiled();
    return withStores(
      scene,
      (method) => (method === 'PUT' ? '412' : null),
      () => null,
      () => send(scene, route, 'dispatcher', { path: `/api/review/${unfiled}` }),
    );
  },
  'PUT /api/crew/:id login-taken': (scene, route) =>
    send(scene, route, 'dispatcher', { body: { login: 'sam', name: 'Another Sam', access: 'crew', roles: [] } }),
  'PUT /api/crew/:id member-changed': (scene, route) =>
    send(scene, route, 'dispatcher', { body: { name: 'Tem Porary', access: 'crew', roles: [], rev: 99 } }),
  'PUT /api/crew/:id own-access': (scene, route) =>
    send(scene, route, 'owner', {
      path: `/api/crew/${scene.visitor('owner').id}`,
      body: { name: 'Olga Tester', access: 'owner', roles: [], disabled: true },
    }),
  'GET /api/crew not-allowed': (scene, route) => send(scene, route, 'crew on it', { path: '/api/crew?include=accounts' }),
  'POST /api/crew/:id/password own-access': (scene, route) =>
    send(scene, route, 'owner', { path: `/api/crew/${scene.visitor('owner').id}/password` }),
  'POST /api/crew/:id/password member-disabled': (scene, route) =>
    send(scene, route, 'owner', { path: `/api/crew/${scene.visitor('disabled').id}/password` }),
  'POST /api/sync author-mismatch': (scene, route) => sync(scene, route, { author: scene.ids['sam'] }),
  'POST /api/sync sequence-gap': (scene, route) => sync(scene, route, { device: newId() }, [mutationOf(scene, { seq: 7 })]),
  async 'POST /api/sync sequence-reused'(scene, route) {
    const device = newId();
    await sync(scene, route, { device }, [mutationOf(scene, { seq: 1 })]);
    return sync(scene, route, { device }, [mutationOf(scene, { seq: 1 })]);
  },
  'POST /api/sync schema-unsupported': (scene, route) =>
    sync(scene, route, { device: newId() }, [mutationOf(scene, { seq: 1, schema: 99 })]),
  'POST /api/sync protocol-unsupported': (scene, route) => sync(scene, route, { protocol: 99 }),
};

const OWN_PHOTO = { sha256: PHOTO.sha256, bytes: PHOTO.bytes, type: PHOTO.type };

/** The bytes are there, and the job cannot be told. */
async function photoNotConfirmed(scene: Scene, ask: () => Promise<Reply>): Promise<Reply> {
  await madeFor(scene);
  await scene.store.plant(`tenants/quickdump/photos/${PHOTO.sha256}`, PHOTO_BYTES);
  const noWrites: Meet = (method) => (method === 'PUT' ? '412' : null);
  return withStores(scene, noWrites, () => null, ask);
}

/** The company's book with a field of another release in it, as large as a book may be. */
async function fullBook(scene: Scene): Promise<Uint8Array> {
  await madeFor(scene);
  const book = JSON.parse(gunzipSync(await scene.store.bytes(JOBS)).toString()) as object;
  return gzipSync(JSON.stringify({ ...book, kept: 'x'.repeat(LIMITS.storeFullBytes) }));
}

/** How to bring a code about on a route; undefined when nobody has said. */
export const provocationOf = ({ method, path }: Route, code: ProblemCode): Provoke | undefined =>
  ONLY_HERE[`${method} ${path} ${code}`] ?? ANYWHERE[code];
