// Owns saying that we are up, and which release this is.
import { ok } from '#core/result';
import { openRoute } from '../route.ts';
import { healthAnswer } from '../wire.ts';

export const readHealth = openRoute({
  method: 'GET',
  path: '/api/health',
  who: 'anyone',
  summary: 'Whether the API is up, and its release',
  answer: { status: 200, schema: healthAnswer },
  problems: [],
  handle: ({ services }) => Promise.resolve(ok({ status: 200, body: { ok: true, release: services.release } })),
});
