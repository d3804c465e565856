// Owns a photo's way in and out: an address to upload it to, the proof that it arrived, and an address to look at it.
import * as v from 'valibot';
import type { JobId, TenantId } from '#core/id';
import { ARGS, sha256 } from '#core/mutation';
import type { Job, Photo } from '#core/job';
import { confirmPhoto, isSamePhoto, type PhotoFacts } from '#core/photo';
import { stampVersion } from '#core/file-mutation';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { changeWithArchived } from '../archived-jobs.ts';
import type { Ports } from '../port.ts';
import { staffRoute, type Answer } from '../route.ts';
import { photoAnswer } from '../wire.ts';
import { jobParams, visibleJob } from './read-job.ts';

export const askPhoto = staffRoute({
  method: 'POST',
  path: '/api/jobs/:id/photos',
  who: 'crew',
  summary: 'Where to upload an announced photo, or that its bytes have arrived; asking again confirms',
  params: jobParams,
  body: ARGS.attach_photo,
  answer: { status: 200, schema: photoAnswer },
  problems: ['store-broken', 'store-busy', 'photo-differs'],
  async handle({ services: { ports }, params, body }, { actor, tenant }) {
    const job = await visibleJob(ports, tenant, params.id, actor);
    if (!job.ok) return job;
    const photo = announced(job.value, body.sha256);
    return photo.ok ? whereTo(ports, tenant, params.id, photo.value, body) : photo;
  },
});

export const viewPhoto = staffRoute({
  method: 'GET',
  path: '/api/jobs/:id/photos/:sha256',
  who: 'crew',
  summary: 'Leads to the photo itself',
  params: v.object({ ...jobParams.entries, sha256 }),
  answer: { status: 302, schema: null },
  problems: ['store-broken'],
  async handle({ services: { ports }, params }, { actor, tenant }) {
    const job = await visibleJob(ports, tenant, params.id, actor);
    if (!job.ok) return job;
    const photo = announced(job.value, params.sha256);
    if (!photo.ok) return photo;
    if (photo.value.state !== 'stored') return refuse(problem('not-found', 'This photo is still on the phone that took it.'));
    return ok({ status: 302, location: await ports.openPhotos(tenant).signView(params.sha256) });
  },
});

/** Where an announced photo's bytes go, or that they have arrived. */
export async function whereTo(
  ports: Ports,
  tenant: TenantId,
  job: JobId,
  photo: Photo,
  asked: PhotoFacts,
): Promise<Result<Answer, Problem>> {
  if (!isSamePhoto(photo, asked))
    return refuse(problem('photo-differs', 'This photo was announced with another size or type. Announce it again.'));
  if (photo.state === 'stored') return stored;
  const photos = ports.openPhotos(tenant);
  const found = await photos.find(photo.sha256);
  // Bytes that are not what was announced are written over by the right ones.
  const arrived = found !== null && found.type !== null && isSamePhoto(photo, { ...found, type: found.type });
  if (!arrived) return ok({ status: 200, body: { state: 'awaiting', upload: await photos.signUpload(photo) } });
  const confirmed = await confirm(ports, tenant, job, photo.sha256);
  return confirmed.ok ? stored : confirmed;
}

const stored = ok({ status: 200 as const, body: { state: 'stored' } });

function announced(job: Job, sha256: string): Result<Photo, Problem> {
  const photo = job.photos.find((each) => each.sha256 === sha256);
  return photo ? ok(photo) : refuse(problem('not-found', 'No photo with this hash was announced for this job.'));
}

function confirm(ports: Ports, tenant: TenantId, job: JobId, sha256: string): Promise<Result<null, Problem>> {
  const at = new Date(ports.now()).toISOString();
  return changeWithArchived(
    ports,
    tenant,
    () => [job],
    (book) => {
      const next = stampVersion(book, confirmPhoto(book, job, sha256, at));
      return ok({ book: next === book ? null : next, answer: null });
    },
  );
}
