// Owns the customer's way to their job, opened by the token in a header.
import { ok } from '#core/result';
import { openRoute } from '../route.ts';
import { tagged } from '../tagged-answer.ts';
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
    return ok(tagged(await viewOfLink(services.ports, link.value)));
  },
});
