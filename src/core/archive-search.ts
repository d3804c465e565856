// Owns going back through the archive: newest day first, so many days an answer, and how one asks for what comes next.
import type { ArchivedDay } from '#core/job-book';
import { matches, type JobFilter } from '#core/job-filter';
import type { Job } from '#core/job';
import { isOver } from '#core/status-flow';

/** Goes on before this: on that day with lower job numbers, then with earlier days. */
export interface ArchiveCursor {
  readonly day: string;
  readonly number: number;
}

/** Objects that are read for one answer. */
export const SEARCHED_DAYS = 10;

/** "archive": from the newest; "archive.2026-11-24.1042": before that job. */
export const formatArchiveCursor = ({ day, number }: ArchiveCursor): string => `archive.${day}.${number}`;

/** Null when it is not one. */
export function readArchiveCursor(text: string): ArchiveCursor | null {
  if (text === 'archive') return { day: '~', number: Infinity };
  const [, day, number] = /^archive\.(\d{4}-\d\d-\d\d)\.(\d{1,9})$/.exec(text) ?? [];
  return day !== undefined && number !== undefined ? { day, number: Number(number) } : null;
}

/** Whether a filter may find something there at all: what is open is in the book. */
export const asksArchive = ({ status, date, assignee, q }: JobFilter): boolean =>
  (status === undefined || isOver(status)) && [status, date, assignee, q].some((each) => each !== undefined && each !== '');

/** The days that may hold what is asked, newest first. */
export function daysToSearch(archive: readonly ArchivedDay[], filter: JobFilter, { day, number }: ArchiveCursor): readonly ArchivedDay[] {
  if (!asksArchive(filter)) return [];
  const { date } = filter;
  return archive
    .filter((each) => (each.day < day || (each.day === day && number > 0)) && (!date || (each.from <= date && each.to >= date)))
    .toSorted((a, b) => (a.day < b.day ? 1 : -1));
}

/** What is found of one day after the cursor, the highest number first. */
export const foundOn = (jobs: readonly Job[], day: string, filter: JobFilter, after: ArchiveCursor): readonly Job[] =>
  jobs
    .filter((job) => matches(job, filter) && (day !== after.day || numberOf(job) < after.number))
    .toSorted((a, b) => numberOf(b) - numberOf(a));

export const numberOf = ({ number }: Pick<Job, 'number'>): number => number ?? 0;
