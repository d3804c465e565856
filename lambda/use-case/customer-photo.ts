// Owns a customer's photo of their load over HTTP; what it takes is loaded when one is sent.
import * as v from 'valibot';
import { ARGS } from '#core/mutation';
import { CUSTOMER_PHOTOS } from '#core/photo';
import { openRoute } from '../route.ts';
import { photoAnswer } from '../wire.ts';
import { LINK_PROBLEMS, TOKEN_HEADER } from './tracking-link.ts';

const { sha256, type, bytes } = ARGS.attach_photo.entries;
const photoBody = v.object({
  sha256,
  type,
  bytes: v.pipe(bytes, v.maxValue(CUSTOMER_PHOTOS.maxBytes, `Send at most ${CUSTOMER_PHOTOS.maxBytes / 1024 / 1024} MB`)),
});

export const addCustomerPhoto = openRoute({
  method: 'POST',
  path: '/api/track/photos',
  who: 'customer',
  summary:
    'Adds a photo of the load to the job that the token opens: where to upload it, or that its bytes have arrived; asking again confirms',
  body: photoBody,
  requestHeaders: [TOKEN_HEADER],
  answer: { status: 200, schema: photoAnswer },
  problems: [...LINK_PROBLEMS, 'photo-limit', 'photo-differs', 'store-busy'],
  handle: async ({ services, incoming, body }) => (await import('./announce-photo.ts')).announcePhoto(services, incoming, body),
});
