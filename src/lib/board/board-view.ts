// Owns what stands on the board: which jobs, in which columns, in which order.
import { localDateAt } from '#core/clock-time';
import type { Job } from '#core/job';
import { matchesText } from '#core/job-filter';
import { STATUSES, type Status } from '#core/status-flow';

export type BoardFilter = 'all' | 'review' | 'outstanding' | 'unassigned';

export interface BoardQuery {
  /** null: today, what is left from before, and what is coming */
  readonly date: string | null;
  readonly today: string;
  readonly timeZone: string;
  readonly q: string;
  readonly filter: BoardFilter;
}

export interface BoardView {
  readonly columns: readonly { readonly status: Status; readonly jobs: readonly Job[] }[];
  readonly counts: Readonly<Record<Exclude<BoardFilter, 'all'>, number>>;
}

export function boardView(jobs: readonly Job[], query: BoardQuery): BoardView {
  const shown = jobs.filter((job) => isShown(job, query));
  const filtered = shown.filter((job) => query.filter === 'all' || TESTS[query.filter](job, query.today));
  const columns = STATUSES.map((status) => ({ status, jobs: filtered.filter((job) => job.status === status).toSorted(byTime) }));
  const count = (filter: keyof typeof TESTS): number => shown.filter((job) => TESTS[filter](job, query.today)).length;
  return { columns, counts: { review: count('review'), outstanding: count('outstanding'), unassigned: count('unassigned') } };
}

/** Unfinished from before: it rolls over and never vanishes. */
export const isOutstanding = (job: Job, today: string): boolean => !isOver(job) && job.window.date < today;
export const isOver = ({ status }: Job): boolean => status === 'completed' || status === 'cancelled';

const TESTS = {
  review: (job: Job) => (job.review?.length ?? 0) > 0,
  outstanding: isOutstanding,
  unassigned: (job: Job) => !isOver(job) && !job.crew.driver,
} as const;

function isShown(job: Job, { date, today, timeZone, q }: BoardQuery): boolean {
  // Who searches, searches everything.
  if (q) return matchesText(job, q);
  if (date) return job.window.date === date;
  // What ended today is today's work, whichever day it was planned for.
  return !isOver(job) || job.window.date === today || localDateAt(Date.parse(job.updatedAt), timeZone) === today;
}

const byTime = (a: Job, b: Job): number => order(a) - order(b) || (a.number ?? Infinity) - (b.number ?? Infinity);
const order = ({ window }: Job): number => Date.parse(`${window.date}T${window.start}:00Z`);
