// Owns what customers do with their own pickup: another time, a cancel, a word on the visit; each once, however often the phone had to ask.
import * as v from 'valibot';
import { LIMITS } from '#core/limits';
import { ARGS, windowRequest } from '#core/mutation';
import type { ProblemCode } from '#core/problem';
import { longText } from '#core/text';
import { IDEMPOTENCY_HEADER } from '../idempotency-key.ts';
import { openRoute, type Incoming } from '../route.ts';
import type { Services } from '../services.ts';
import { trackAnswer } from '../wire.ts';
import type { Wish } from './change-pickup.ts';
import { LINK_PROBLEMS, TOKEN_HEADER } from './tracking-link.ts';

const SAME = {
  who: 'customer',
  requestHeaders: [TOKEN_HEADER, IDEMPOTENCY_HEADER],
  answer: { status: 200, schema: trackAnswer },
} as const;
const PROBLEMS = [
  ...LINK_PROBLEMS,
  ...(['idempotency-key-missing', 'idempotency-key-reused', 'too-many-requests', 'store-busy', 'roster-broken'] as const),
] as const satisfies readonly ProblemCode[];

export const reschedulePickup = openRoute({
  ...SAME,
  method: 'POST',
  path: '/api/track/reschedule',
  summary: 'The customer chooses another time',
  body: v.strictObject({ window: windowRequest }),
  problems: [...PROBLEMS, 'change-too-late', 'window-full', 'window-past', 'window-closed', 'window-too-soon'],
  handle: ({ services, incoming, body }) => change(services, incoming, { type: 'reschedule', args: body }),
});

export const cancelPickup = openRoute({
  ...SAME,
  method: 'POST',
  path: '/api/track/cancel',
  summary: 'The customer calls the pickup off',
  body: v.strictObject({ reason: v.exactOptional(longText(LIMITS.ratingChars)) }),
  problems: [...PROBLEMS, 'change-too-late'],
  handle: ({ services, incoming, body }) => change(services, incoming, { type: 'cancel', args: body }),
});

export const ratePickup = openRoute({
  ...SAME,
  method: 'POST',
  path: '/api/track/rating',
  summary: 'The customer rates the visit; for a day they may change it',
  body: v.strictObject(ARGS.rate.entries),
  problems: [...PROBLEMS, 'rating-closed'],
  handle: ({ services, incoming, body }) => change(services, incoming, { type: 'rate', args: body }),
});

/** Only these routes pay for what it takes. */
const change = async (services: Services, incoming: Incoming, wish: Wish) =>
  (await import('./change-pickup.ts')).changePickup(services, incoming, wish);
