// Owns erasing a person: of all jobs with their phone everything that tells who or where they were goes; what was done, by whom and when, stays.
import type { MutationId } from '#core/id';
import type { JobBook, Unfiled } from '#core/job-book';
import type { By, HistoryEntry, Job, Photo } from '#core/job';
import { samePhone } from '#core/repeat-customer';
import { eraseEntry, fieldsOf, withoutPerson } from '#core/without-person';

/** Who erases, under which id each job's entry is filed, and when (ISO UTC). */
export interface Erasure {
  readonly id: (job: Job) => MutationId;
  readonly by: By;
  readonly at: string;
}

/** Whether a person with this phone is or was a job's customer. */
export const isOf = (job: Job, phone: string): boolean =>
  samePhone(job.customer.phone, phone) || job.history.some((entry) => phonesIn(entry).some((each) => samePhone(each, phone)));

/** In what was asked and in what was there before. */
const phonesIn = ({ args, was }: HistoryEntry): string[] =>
  [fieldsOf(args)['customer'], fieldsOf(fieldsOf(args)['set'])['customer'], was?.customer].flatMap((customer) => {
    const { phone } = fieldsOf(customer);
    return typeof phone === 'string' && phone !== '' ? [phone] : [];
  });

/** The job without its customer, with one entry that says so; the same job when that has been done. */
export function eraseJob(job: Job, erasure: Erasure): Job {
  if (job.erasedAt !== undefined) return job;
  const { history, ...rest } = withoutPerson(job);
  const rev = job.rev + 1;
  const entry: HistoryEntry = {
    id: erasure.id(job),
    type: 'erase_customer',
    outcome: 'applied',
    by: erasure.by,
    tappedAt: erasure.at,
    receivedAt: erasure.at,
    rev,
  };
  // What a picture shows is theirs as well: the bytes go with the list.
  return { ...rest, photos: [], history: [...history, entry], rev, updatedAt: erasure.at, erasedAt: erasure.at };
}

/** Mutations without a job: those on a job of theirs, and those that hold their number. */
export const eraseUnfiled = (unfiled: JobBook['unfiled'], jobs: ReadonlySet<string>, phone: string): JobBook['unfiled'] =>
  unfiled.some((each) => isTheirs(each, jobs, phone))
    ? unfiled.map((each) => (isTheirs(each, jobs, phone) ? { ...each, entry: eraseEntry(each.entry) } : each))
    : unfiled;

function isTheirs({ job, entry }: Unfiled, jobs: ReadonlySet<string>, phone: string): boolean {
  if (job !== null && jobs.has(job)) return true;
  const digits = phone.replace(/\D/g, '').slice(-10);
  const said = `${JSON.stringify(entry.args ?? '')} ${entry.raw ?? ''}`.replace(/[^\d"]/g, '');
  return phonesIn(entry).some((each) => samePhone(each, phone)) || (digits.length >= 7 && said.includes(digits));
}

/** Photos of erased jobs that no other job shows: their bytes may go. */
export function orphanedPhotos(erased: Iterable<Job>, others: Iterable<Job>): string[] {
  const hashes = (jobs: Iterable<Job>): string[] => [...jobs].flatMap((job) => job.photos.map(({ sha256 }: Photo) => sha256));
  const needed = new Set(hashes(others));
  return [...new Set(hashes(erased))].filter((sha256) => !needed.has(sha256));
}
