// Owns a customer's photo of their load: announced on their job once for its bytes, and sent as a crew's photos are.
import * as v from 'valibot';
import { ARGS } from '#core/mutation';
import { CUSTOMER_PHOTOS } from '#core/photo';
import { changeWithArchived } from '../archived-jobs.ts';
import { openRoute } from '../route.ts';
import { photoAnswer } from '../wire.ts';
import { findCompany } from './find-company.ts';
import { whereTo } from './photos.ts';
import { gone, LINK_PROBLEMS, TOKEN_HEADER } from './tracking-link.ts';

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
  async handle({ services: { ports, tracking }, incoming, body }) {
    const opened = tracking.read(incoming.headers.get('x-tracking-token') ?? '');
    const company = opened ? await findCompany(ports, opened.tenant) : null;
    if (!opened || !company?.ok) return gone();
    const { announce } = await import('../announce-photo.ts');
    const nowMs = ports.now();
    const at = { company: company.value, nowMs };
    const photo = await changeWithArchived(
      ports,
      opened.tenant,
      () => [opened.job],
      (book) => announce(book, opened.job, body, at),
    );
    if (!photo.ok) return photo;
    return photo.value ? whereTo(ports, opened.tenant, opened.job, photo.value, body) : gone();
  },
});
