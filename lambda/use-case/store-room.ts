// Owns the limit of one company's object: above it new bookings and imports are refused, a crew's mutation never.
import { LIMITS } from '#core/limits';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';

/** @param storedBytes the book's size as it was read, uncompressed; null where there is no such limit */
export function checkRoom(storedBytes: number | null): Result<null, Problem> {
  if (storedBytes === null || storedBytes <= LIMITS.storeFullBytes) return ok(null);
  return refuse(
    problem('store-full', 'This company has reached its limit of stored jobs. Call the company to book.', { retryAfterSeconds: 3600 }),
  );
}
