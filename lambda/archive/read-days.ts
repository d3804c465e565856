// Owns reading whole days of the archive: what the book does not have of them.
import type { TenantId } from '#core/id';
import type { ArchivedDay, JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import type { Problem } from '#core/problem';
import { ok, type Result } from '#core/result';
import type { Ports } from '../port.ts';

/** Objects asked for at the same time. */
const AT_ONCE = 8;

/** A job that has come back into the book is the one in the book, and left out here. In the order of `days`. */
export async function readDays(
  { openArchive }: Pick<Ports, 'openArchive'>,
  tenant: TenantId,
  { jobs: held }: JobBook,
  days: readonly ArchivedDay[],
): Promise<Result<readonly Job[], Problem>> {
  const archive = openArchive(tenant);
  const found: Job[] = [];
  for (let first = 0; first < days.length; first += AT_ONCE) {
    const objects = await Promise.all(days.slice(first, first + AT_ONCE).map(({ day }) => archive.read(day)));
    for (const object of objects) {
      if (!object.ok) return object;
      found.push(...[...object.value.values()].filter(({ id }) => !held.has(id)));
    }
  }
  return ok(found);
}

/** Those that hold something of these local dates, both included. */
export const daysBetween = (archive: readonly ArchivedDay[], from: string, to: string): readonly ArchivedDay[] =>
  archive.filter((day) => day.from <= to && day.to >= from);
