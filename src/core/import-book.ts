// Owns when a company may take an export in, and what its book is then.
import type { JobBook } from '#core/job-book';

/** Nobody has ever had a job here. */
export const isUntouched = ({ jobs, removed, archive, unfiled }: JobBook): boolean =>
  jobs.size + removed.length + archive.length + unfiled.length === 0;

/** The book as it was exported. Where phones have read this company before, they hear that it is another one now. */
export const importedBook = (current: JobBook, exported: JobBook): JobBook =>
  current.version === 0 ? exported : { ...exported, epoch: Math.max(exported.epoch, current.epoch) + 1 };

/** Whether the book is this import, however it has gone on since: posting the last page again is no second import. */
export function holdsImport(book: JobBook, exported: JobBook): boolean {
  if (isUntouched(book) !== isUntouched(exported) || book.epoch < exported.epoch || book.version < exported.version) return false;
  const gone = new Set<string>(book.removed.map(({ id }) => id));
  return [...exported.jobs].every(([id, { job }]) => gone.has(id) || (book.jobs.get(id)?.job.rev ?? -1) >= job.rev);
}
