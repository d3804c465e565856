// Owns a customer's look at the finished work: an address for a photo, where the company shows them.
import * as v from 'valibot';
import { sha256 } from '#core/mutation';
import { ok } from '#core/result';
import { openRoute } from '../route.ts';
import { trackPhotoAnswer } from '../wire.ts';
import { gone, LINK_PROBLEMS, openLink, TOKEN_HEADER } from './tracking-link.ts';

export const trackPhoto = openRoute({
  method: 'GET',
  path: '/api/track/photos/:sha256',
  who: 'customer',
  summary: 'Where a photo of the finished work can be seen for some minutes',
  params: v.object({ sha256 }),
  requestHeaders: [TOKEN_HEADER],
  answer: { status: 200, schema: trackPhotoAnswer },
  problems: LINK_PROBLEMS,
  async handle({ services, incoming, params }) {
    const link = await openLink(services, incoming);
    if (!link.ok) return link;
    const { company, job, tenant } = link.value;
    const { finishedPhotos } = await import('#core/tracking');
    const shown = company.showPhotos && job.status === 'completed' && finishedPhotos(job).includes(params.sha256);
    // An address and not the bytes: an image cannot be asked for with the token in a header, and the token stands in no address.
    return shown ? ok({ status: 200, body: { url: await services.ports.openPhotos(tenant).signView(params.sha256) } }) : gone();
  },
});
