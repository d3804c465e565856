// Owns what lists find in the archive: some days an answer, each object read once.
import { archiveDayOf } from '#core/archive';
import { daysToSearch, formatArchiveCursor, foundOn, numberOf, SEARCHED_DAYS, type ArchiveCursor } from '#core/archive-search';
import type { TenantId } from '#core/id';
import type { JobBook } from '#core/job-book';
import { matches, type JobFilter } from '#core/job-filter';
import type { Actor, Job } from '#core/job';
import type { Problem } from '#core/problem';
import { ok, type Result } from '#core/result';
import { listViewOf } from '#core/visibility';
import type { Ports } from '../port.ts';
import { readDays } from './read-days.ts';

/** What is asked; at most so many jobs are answered. */
export interface ArchiveSearch {
  readonly filter: JobFilter;
  readonly after: ArchiveCursor;
  readonly most: number;
  readonly viewer: Actor;
}
export interface ArchivePage {
  readonly jobs: readonly Job[];
  /** where the next answer begins; null: there is nothing more */
  readonly next: string | null;
}

/** Refuses as `JobArchive.read`. */
export async function searchArchive(
  ports: Pick<Ports, 'openArchive'>,
  tenant: TenantId,
  book: JobBook,
  { filter, after, most, viewer }: ArchiveSearch,
): Promise<Result<ArchivePage, Problem>> {
  const days = daysToSearch(book.archive, filter, after);
  const searched = days.slice(0, SEARCHED_DAYS);
  const read = await readDays(ports, tenant, book, searched);
  if (!read.ok) return read;
  const byDay = Map.groupBy(read.value, ({ id }) => archiveDayOf(id));
  const found = searched.flatMap(({ day }) => foundOn(byDay.get(day) ?? [], day, filter, after));
  const jobs = found.slice(0, most);
  return ok({ jobs: jobs.flatMap((job) => visible(job, filter, viewer)), next: nextOf() });

  function nextOf(): string | null {
    const [last, lastDay] = [jobs.at(-1), searched.at(-1)];
    if (found.length > most && last) return formatArchiveCursor({ day: archiveDayOf(last.id), number: numberOf(last) });
    return days.length > searched.length && lastDay ? formatArchiveCursor({ day: lastDay.day, number: 0 }) : null;
  }
}

/** By what this viewer may see of it: nobody finds a customer by a phone number that is hidden from them. */
function visible(job: Job, filter: JobFilter, viewer: Actor): readonly Job[] {
  const view = listViewOf(job, viewer);
  return view && matches(view, filter) ? [view] : [];
}
