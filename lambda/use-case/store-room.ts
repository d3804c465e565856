// Owns the limit of one company's object: above it new bookings and imports are refused, a crew's mutation never.
import { writeBook, type JobBook } from '#core/job-book';
import { LIMITS } from '#core/limits';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';

/** A job with its history is never smaller than this, so a short book need not be measured. */
const LEAST_JOB_BYTES = 600;
const MOST_JOB_BYTES = 4_096;

export function checkRoom(book: JobBook): Result<null, Problem> {
  if (book.jobs.size * MOST_JOB_BYTES < LIMITS.storeFullBytes) return ok(null);
  const full = book.jobs.size * LEAST_JOB_BYTES > LIMITS.storeFullBytes || writeBook(book).length > LIMITS.storeFullBytes;
  return full
    ? refuse(
        problem('store-full', 'This company has reached its limit of stored jobs. Call the company to book.', { retryAfterSeconds: 3600 }),
      )
    : ok(null);
}
