// Owns the customer's way to their job, opened by the token in a header.
import { createHash } from 'node:crypto';
import { ok } from '#core/result';
import { openRoute } from '../route.ts';
import { trackAnswer } from '../wire.ts';
import { LINK_PROBLEMS, openLink, TOKEN_HEADER } from './tracking-link.ts';

export const trackJob = openRoute({
  method: 'GET',
  path: '/api/track',
  who: 'customer',
  summary: 'What a customer may see of their job',
  requestHeaders: [TOKEN_HEADER],
  answer: { status: 200, schema: trackAnswer },
  problems: [...LINK_PROBLEMS, 'roster-broken'],
  async handle({ services, incoming }) {
    const link = await openLink(services, incoming);
    if (!link.ok) return link;
    // Only those who follow a job pay for estimating its arrival.
    const { viewOfLink } = await import('./tracking-view.ts');
    const view = await viewOfLink(services.ports, link.value);
    return ok({ status: 200, body: view, etag: createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 22) });
  },
});
