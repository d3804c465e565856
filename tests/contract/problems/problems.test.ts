// Promises of openapi.json about errors: each documented one is real, and no broken store is ever written over.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROBLEMS } from '#core/problem';
import { problemsOf } from '#lambda/route-problems';
import { ROUTES } from '#lambda/routes';
import { openScene, type Scene } from '../access/scene.ts';
import { provocationOf } from './provoke.ts';

const SLOW_MS = 240_000;
let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
}, SLOW_MS);
afterAll(() => scene.close());

const documented = ROUTES.flatMap((route) => problemsOf(route).map((code) => ({ name: `${route.method} ${route.path}`, code, route })));

describe(`each of ${documented.length} documented errors is provoked`, () => {
  test.each(documented)('$name: $code', { timeout: SLOW_MS }, async ({ route, code }) => {
    const provoke = provocationOf(route, code);
    if (!provoke) throw new Error(`Nobody has said how to provoke ${code}`);
    const reply = await provoke(scene, route);
    expect([reply.body['code'], reply.status]).toEqual([code, PROBLEMS[code].status]);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    if (reply.status === 503 || reply.status === 429) expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });
  test('Each code of the closed union is documented by some route, or is the answer to a wrong method', () => {
    const used = new Set<string>(documented.map(({ code }) => code));
    expect(Object.keys(PROBLEMS).filter((code) => !used.has(code))).toEqual(['method-not-allowed']);
  });
  test('What is broken below is logged with what to do about it', () => {
    const actions = new Map(scene.store.logged.filter(({ level }) => level === 'error').map((entry) => [entry.event, entry['action']]));
    for (const event of ['store-broken', 'company-broken', 'roster-broken', 'store-unreachable'])
      expect([event, actions.get(event)]).toEqual([event, expect.stringMatching(/Restore|Grant|did not answer/)]);
  });
});
