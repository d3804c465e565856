// Owns a customer's photo of their load: announced on their job once for its bytes, and sent as a crew's photos are.
import type { Company } from '#core/company';
import { contextWithoutDevice, customerActor, fileMutation, stampVersion } from '#core/file-mutation';
import type { JobId } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { Job, Photo } from '#core/job';
import type { MutationOf } from '#core/mutation';
import { CUSTOMER_PHOTOS } from '#core/photo';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { isOver } from '#core/status-flow';
import { changeWithArchived } from '../archived-jobs.ts';
import { uuidv5 } from '../deterministic-id.ts';
import type { Change } from '../port.ts';
import type { Answer, Incoming } from '../route.ts';
import type { Services } from '../services.ts';
import { findCompany } from './find-company.ts';
import { whereTo } from './photos.ts';
import { gone, jobOfLink } from './tracking-link.ts';

type PhotoBody = Pick<MutationOf<'attach_photo'>['args'], 'sha256' | 'bytes' | 'type'>;

export async function announcePhoto({ ports, tracking }: Services, incoming: Incoming, body: PhotoBody): Promise<Result<Answer, Problem>> {
  const opened = tracking.read(incoming.headers.get('x-tracking-token') ?? '');
  const company = opened ? await findCompany(ports, opened.tenant) : null;
  if (!opened || !company?.ok) return gone();
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
}

interface At {
  readonly company: Company;
  readonly nowMs: number;
}

/** The photo as the job has it, announced now when it is new; null when the link opens no job. */
function announce(book: JobBook, id: JobId, body: PhotoBody, at: At): Result<Change<Photo | null>, Problem> {
  const job = jobOfLink(book, id, at.nowMs);
  if (!job) return ok({ book: null, answer: null });
  const known = job.photos.find((photo) => photo.sha256 === body.sha256);
  if (known) return ok({ book: null, answer: known });
  const room = checkRoom(job);
  if (!room.ok) return room;
  const filed = fileMutation(book, mutationOf(job, body, at), contextWithoutDevice(customerActor(job.customer), at.company, at.nowMs));
  const photo = filed.job?.photos.find(({ sha256 }) => sha256 === body.sha256);
  if (!photo) throw new Error(`Cannot add a photo: attach_photo was ${filed.entry.outcome} ${filed.entry.code ?? ''}`);
  return ok({ book: stampVersion(book, filed.book), answer: photo });
}

function checkRoom({ status, photos }: Job): Result<null, Problem> {
  if (isOver(status)) return refuse(problem('photo-limit', 'This pickup is over: no photos can be added to it.'));
  const theirs = photos.filter(({ by }) => by.kind === 'customer').length;
  if (theirs >= CUSTOMER_PHOTOS.most)
    return refuse(problem('photo-limit', `At most ${CUSTOMER_PHOTOS.most} photos can be added to a pickup.`));
  return ok(null);
}

function mutationOf(job: Job, { sha256, bytes, type }: PhotoBody, { company, nowMs }: At): MutationOf<'attach_photo'> {
  const args = { sha256, bytes, type, kind: 'before' } as const;
  const id = uuidv5([company.slug, 'customer photo', job.id, sha256]);
  return {
    ...{ id, job: job.id, type: 'attach_photo', args, rawArgs: args },
    ...{ baseStatus: null, baseRev: null, tappedAt: new Date(nowMs).toISOString() },
  };
}
