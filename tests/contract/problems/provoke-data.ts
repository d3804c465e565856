// Owns provoking what an export, an import and an erasure may answer.
import { firstCursor, writeCursor } from '#core/export-cursor';
import { LIMITS } from '#core/limits';
import type { Reply } from '../../support/api-client.ts';
import { newId } from '../../support/api-client.ts';
import { madeJob, madePages } from '../../support/made-pages.ts';
import { SECRET_PHONE, type Person, type Scene } from '../access/scene.ts';
import { JOBS, send, withObject, withStores, type Provoke } from './wrong-request.ts';

/** Posts pages until one is refused. */
async function post(scene: Scene, route: Parameters<Provoke>[1], person: Person, pages: readonly object[]): Promise<Reply> {
  const importId = newId();
  let reply: Reply | null = null;
  for (const [i, page] of pages.entries()) {
    reply = await send(scene, route, person, { body: { ...page, importId, page: i + 1 } });
    if (reply.status !== 200) break;
  }
  if (!reply) throw new Error('no page');
  return reply;
}
const noWrites = (ask: () => Promise<Reply>, scene: Scene): Promise<Reply> =>
  withStores(
    scene,
    (method) => (method === 'PUT' ? '412' : null),
    () => null,
    ask,
  );

export const DATA: Readonly<Record<string, Provoke>> = {
  'GET /api/export export-outdated': (scene, route) =>
    send(scene, route, 'owner', { path: `/api/export?next=${writeCursor(firstCursor({ epoch: 99 }))}` }),
  'POST /api/import export-newer': (scene, route) => post(scene, route, 'owner', [{ format: 2 }]),
  'POST /api/import export-broken': (scene, route) => post(scene, route, 'owner', [{ format: 1, jobs: [] }]),
  'POST /api/import export-foreign': async (scene, route) => post(scene, route, 'owner', await madePages('bayhaul')),
  'POST /api/import import-gap': async (scene, route) =>
    post(
      scene,
      route,
      'owner',
      (
        await madePages(
          'quickdump',
          Array.from({ length: 4 }, () => madeJob('x'.repeat(60_000))),
        )
      ).slice(1),
    ),
  'POST /api/import company-not-empty': async (scene, route) => post(scene, route, 'owner', await madePages('quickdump')),
  'POST /api/import store-broken': async (scene, route) => {
    const pages = await madePages('quickdump');
    return withObject(scene, JOBS, 'not gzip', () => post(scene, route, 'owner', pages));
  },
  'POST /api/import store-busy': async (scene, route) => {
    const pages = await madePages('bayhaul');
    return noWrites(() => post(scene, route, 'other company', pages), scene);
  },
  'POST /api/import store-full': async (scene, route) => {
    const jobs = Array.from({ length: 9 }, () => madeJob('x'.repeat(LIMITS.storeFullBytes / 8)));
    return post(scene, route, 'other company', await madePages('bayhaul', jobs));
  },
  'POST /api/customers/erase store-busy': (scene, route) =>
    noWrites(() => send(scene, route, 'owner', { body: { phone: SECRET_PHONE } }), scene),
};
