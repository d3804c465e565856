// Owns provoking the problems of what customers do with their own pickup.
import { addDays } from '#core/clock-time';
import type { Route } from '#lambda/route';
import { ROUTES } from '#lambda/routes';
import { newId } from '../../support/api-client.ts';
import type { Meet } from '../../support/fault-proxy.ts';
import { ROUTE_ROWS } from '../access/route-rows.ts';
import type { Scene } from '../access/scene.ts';
import { booking, send, soon, withRosterRow, withSettings, withStores, type Provoke } from './wrong-request.ts';

/** A customer's change of a pickup that nobody else changes. */
async function changeNewJob(scene: Scene, route: Route, change: { body?: unknown; headers?: Record<string, string> } = {}, job?: string) {
  const token = { 'x-tracking-token': scene.trackingToken(job ?? (await scene.newJob())) };
  return send(scene, route, 'nobody signed in', { ...change, headers: { ...token, ...change.headers } });
}
const noWrites: Meet = (method) => (method === 'PUT' ? '412' : null);

/** What customers do with their own pickup: these codes come about in the same way on each of those routes. */
const CHANGES: Readonly<Record<string, Provoke>> = Object.fromEntries(
  ['reschedule', 'cancel', 'rating'].flatMap((action): [string, Provoke][] => {
    const path = `POST /api/track/${action}`;
    return [
      [`${path} not-found`, (scene, route) => changeNewJob(scene, route, { headers: { 'x-tracking-token': 'never-made' } })],
      [`${path} idempotency-key-missing`, (scene, route) => changeNewJob(scene, route, { headers: { 'idempotency-key': '' } })],
      [
        `${path} idempotency-key-reused`,
        async (scene, route) => {
          const job = await scene.newJob();
          const other = ROUTES.find((each) => each.path === '/api/track/cancel');
          const headers = { 'idempotency-key': newId() };
          if (other) await changeNewJob(scene, other, { headers, body: { reason: 'first' } }, job);
          return changeNewJob(scene, route, { headers, ...(action === 'cancel' && { body: { reason: 'second' } }) }, job);
        },
      ],
      [
        `${path} too-many-requests`,
        async (scene, route) => {
          const job = await scene.newJob();
          let reply = await changeNewJob(scene, route, {}, job);
          for (let i = 0; i < 40 && reply.status !== 429; i++) reply = await changeNewJob(scene, route, {}, job);
          return reply;
        },
      ],
      [
        `${path} store-busy`,
        async (scene, route) => {
          const { sample, token } = await changeable(scene, route);
          return withStores(
            scene,
            noWrites,
            () => null,
            () => scene.visitor('nobody signed in').client.call('POST', sample.path, sample.body, { ...sample.headers, ...token }),
          );
        },
      ],
    ];
  }),
);

/** An example request of a customer's change, ready to be sent while the stores misbehave. */
async function changeable(scene: Scene, route: Route) {
  const job = await scene.newJob();
  const row = ROUTE_ROWS[`${route.method} ${route.path}`];
  if (!row) throw new Error(`no example for ${route.path}`);
  const sample = await row.request(scene, job, scene.visitor('nobody signed in'));
  return { sample, token: { 'x-tracking-token': scene.trackingToken(job) } };
}

export const CUSTOMER_CHANGES: Readonly<Record<string, Provoke>> = {
  ...CHANGES,
  'GET /api/track/photos/:sha256 not-found': (scene, route) =>
    send(scene, route, 'nobody signed in', { path: `/api/track/photos/${'a'.repeat(64)}` }),
  'POST /api/track/reschedule change-too-late': async (scene, route) => {
    const job = await scene.newJob();
    return withSettings(scene, { changeNoticeMinutes: 7 * 24 * 60 }, () => changeNewJob(scene, route, {}, job));
  },
  'POST /api/track/cancel change-too-late': async (scene, route) => {
    const job = await scene.newJob();
    return withSettings(scene, { changeNoticeMinutes: 7 * 24 * 60 }, () => changeNewJob(scene, route, {}, job));
  },
  'POST /api/track/cancel invalid-fields': (scene, route) => changeNewJob(scene, route, { body: { reason: 5 } }),
  // Cancelled, reopened by the office, and asked again: the answer names the crew.
  async 'POST /api/track/cancel roster-broken'(scene, route) {
    const job = await scene.newJob();
    const again = { headers: { 'idempotency-key': newId() } };
    await changeNewJob(scene, route, again, job);
    const { phone } = scene.visitor('dispatcher');
    await phone.sync([phone.mutation('reopen', job, {})]);
    return withRosterRow(scene, () => changeNewJob(scene, route, again, job));
  },
  async 'POST /api/track/rating rating-closed'(scene, route) {
    const job = await scene.newJob();
    const token = { 'x-tracking-token': scene.trackingToken(job), 'idempotency-key': newId() };
    return scene.visitor('nobody signed in').client.call('POST', route.path, { stars: 1 }, token);
  },
  'POST /api/track/reschedule window-past': (scene, route) =>
    changeNewJob(scene, route, { body: { window: { date: '2026-01-05', slot: '08-10' } } }),
  async 'POST /api/track/reschedule window-full'(scene, route) {
    const window = { date: addDays(soon(), 1), slot: '14-16' };
    const book = ROUTES.find(({ path }) => path === '/api/bookings');
    for (let i = 0; i < 3 && book; i++) await booking(scene, book, { window });
    return changeNewJob(scene, route, { body: { window } });
  },
  'POST /api/track/reschedule window-closed': async (scene, route) => {
    const job = await scene.newJob();
    const body = { window: { date: soon(), slot: '12-14' } };
    return withSettings(scene, { blackout: [{ date: soon() }] }, () => changeNewJob(scene, route, { body }, job));
  },
  'POST /api/track/reschedule window-too-soon': async (scene, route) => {
    const job = await scene.newJob();
    const body = { window: { date: addDays(soon(), -4), slot: '12-14' } };
    return withSettings(scene, { noticeMinutes: 7 * 24 * 60 }, () => changeNewJob(scene, route, { body }, job));
  },
};
