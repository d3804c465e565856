// Owns a customer's booking over HTTP; what it takes is loaded when somebody books.
import { bookingRequestSchema } from '#core/booking';
import { IDEMPOTENCY_HEADER } from '../idempotency-key.ts';
import { openRoute } from '../route.ts';
import { bookingAnswer } from '../wire.ts';

export const bookPickup = openRoute({
  method: 'POST',
  path: '/api/bookings',
  who: 'anyone',
  summary: 'Book a pickup',
  body: bookingRequestSchema,
  requestHeaders: [IDEMPOTENCY_HEADER],
  answer: { status: 201, schema: bookingAnswer },
  problems: [
    'idempotency-key-missing',
    'idempotency-key-reused',
    'not-found',
    'window-full',
    'window-past',
    'window-closed',
    'window-too-soon',
    'booked-already',
    'too-fast',
    'too-many-requests',
    'store-full',
    'store-busy',
    'store-broken',
    'company-broken',
    'roster-broken',
    'store-unreachable',
  ],
  handle: async ({ services, incoming, body }) => (await import('./take-booking.ts')).takeBooking(services, incoming, body),
});
