// Owns erasing a customer on request: in the book, in the archive, in what has no job, and the bytes of photos that nobody else's job shows.
import { eraseJob, eraseUnfiled, isOf, orphanedPhotos, type Erasure } from '#core/erase';
import type { TenantId } from '#core/id';
import type { By, Job } from '#core/job';
import { jobsOf, type JobBook } from '#core/job-book';
import type { Problem } from '#core/problem';
import { stampVersion } from '#core/file-mutation';
import { ok, type Result } from '#core/result';
import { uuidv5 } from '../deterministic-id.ts';
import type { Ports } from '../port.ts';

type ErasePorts = Pick<Ports, 'openJobStore' | 'openArchive' | 'openPhotos' | 'now'>;
export interface ErasedCount {
  readonly jobs: number;
  readonly archived: number;
  readonly photos: number;
}

/** Run again after a crash it goes on: bytes go before the jobs that name them, and jobs are found as long as they hold the phone. */
export async function erasePerson(ports: ErasePorts, tenant: TenantId, phone: string, by: By): Promise<Result<ErasedCount, Problem>> {
  const at = new Date(ports.now()).toISOString();
  const erasure: Erasure = { id: (job) => uuidv5([tenant, 'erase', job.id, String(job.rev)]), by, at };
  const store = ports.openJobStore(tenant);
  const book = await store.read();
  if (!book.ok) return book;
  const found = await lookThrough(ports, tenant, book.value, phone);
  if (!found.ok) return found;
  const photos = orphanedPhotos(found.value.theirs, found.value.others);
  for (const sha256 of photos) await ports.openPhotos(tenant).remove(sha256);
  // The archive first: a job that comes back from it meanwhile is then met in the book.
  const archived = await eraseArchived(ports, tenant, found.value.days, phone, erasure);
  if (!archived.ok) return archived;
  const erased = await store.change((held) => {
    const theirs = [...jobsOf(held)].filter((job) => isOf(job, phone));
    const next = withoutPerson(held, theirs, phone, erasure);
    return ok({ book: next === held ? null : stampVersion(held, next), answer: theirs.length });
  });
  return erased.ok ? ok({ jobs: erased.value, archived: archived.value, photos: photos.length }) : erased;
}

interface Found {
  readonly theirs: readonly Job[];
  readonly others: readonly Job[];
  /** of the archive, with jobs of theirs */
  readonly days: readonly string[];
}

async function lookThrough(ports: ErasePorts, tenant: TenantId, book: JobBook, phone: string): Promise<Result<Found, Problem>> {
  const archive = ports.openArchive(tenant);
  const all = [...jobsOf(book)];
  const days: string[] = [];
  for (const { day } of book.archive) {
    const jobs = await archive.read(day);
    if (!jobs.ok) return jobs;
    all.push(...jobs.value.values());
    if ([...jobs.value.values()].some((job) => isOf(job, phone))) days.push(day);
  }
  const [theirs, others] = [all.filter((job) => isOf(job, phone)), all.filter((job) => !isOf(job, phone))];
  return ok({ theirs, others, days });
}

async function eraseArchived(
  ports: ErasePorts,
  tenant: TenantId,
  days: readonly string[],
  phone: string,
  erasure: Erasure,
): Promise<Result<number, Problem>> {
  const archive = ports.openArchive(tenant);
  let count = 0;
  for (const day of days) {
    let own = 0;
    const changed = await archive.change(day, (jobs) => {
      own = [...jobs.values()].filter((job) => isOf(job, phone)).length;
      return own === 0 ? null : new Map([...jobs].map(([id, job]) => [id, isOf(job, phone) ? eraseJob(job, erasure) : job]));
    });
    if (!changed.ok) return changed;
    count += own;
  }
  return ok(count);
}

function withoutPerson(book: JobBook, theirs: readonly Job[], phone: string, erasure: Erasure): JobBook {
  const ids = new Set<string>(theirs.map(({ id }) => id));
  const unfiled = eraseUnfiled(book.unfiled, ids, phone);
  if (theirs.length === 0 && unfiled === book.unfiled) return book;
  const jobs = new Map(book.jobs);
  for (const job of theirs) jobs.set(job.id, { ...book.jobs.get(job.id), version: book.version, job: eraseJob(job, erasure) });
  return { ...book, jobs, unfiled };
}
