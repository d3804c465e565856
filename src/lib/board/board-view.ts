// Owns what stands on the board: which jobs, in which columns, in which order. Quick enough for 10,000 jobs at each change.
import { addDays, instantOf, weekStart } from '#core/clock-time';
import type { Job } from '#core/job';
import { textTest } from '#core/job-filter';
import { isOver, STATUSES, type Status } from '#core/status-flow';
import { areaOfJob, placeInTime, textOfJob } from './job-facts.ts';

export type BoardFilter = 'all' | 'review' | 'outstanding' | 'unassigned';

export interface BoardQuery {
  /** null: today, what is left from before, and what is coming */
  readonly date: string | null;
  /** with a date: that day, or the week (Monday to Sunday) that it lies in */
  readonly span: 'day' | 'week';
  readonly today: string;
  readonly timeZone: string;
  readonly q: string;
  readonly filter: BoardFilter;
  /** a member's id, a service's id, an area's name; empty: all */
  readonly crew: string;
  readonly service: string;
  readonly area: string;
}

export interface BoardView {
  readonly columns: readonly { readonly status: Status; readonly jobs: readonly Job[] }[];
  /** of all that the day and the search show, whatever else is filtered */
  readonly counts: Readonly<Record<Exclude<BoardFilter, 'all'>, number>>;
  /** areas that the day and the search show, in order */
  readonly areas: readonly string[];
  readonly total: number;
}

export function boardView(jobs: readonly Job[], query: BoardQuery): BoardView {
  const inRange = rangeTest(query);
  const counts = { review: 0, outstanding: 0, unassigned: 0 };
  const areas = new Set<string>();
  const byStatus = new Map(STATUSES.map((status) => [status, [] as Job[]]));
  let total = 0;
  for (const job of jobs) {
    if (!inRange(job)) continue;
    const area = areaOfJob(job);
    if (area) areas.add(area);
    if (!passes(job, area, query)) continue;
    for (const filter of FILTERS) if (TESTS[filter](job, query.today)) counts[filter] += 1;
    if (query.filter !== 'all' && !TESTS[query.filter](job, query.today)) continue;
    byStatus.get(job.status)?.push(job);
    total += 1;
  }
  const columns = STATUSES.map((status) => ({ status, jobs: inTime(byStatus.get(status) ?? []) }));
  return { columns, counts, areas: [...areas].toSorted((a, b) => a.localeCompare(b)), total };
}

/** Unfinished from before: it rolls over and never vanishes. */
export const isOutstanding = (job: Job, today: string): boolean => !isOver(job.status) && job.window.date < today;
/** Its window is over and nobody has started. @param clock the company's wall clock now, "10:42" */
export const isLate = ({ status, window }: Job, today: string, clock: string): boolean =>
  (status === 'booking_confirmed' || status === 'ready_for_pickup') &&
  (window.date < today || (window.date === today && window.end <= clock));

const FILTERS = ['review', 'outstanding', 'unassigned'] as const;
const TESTS = {
  review: (job: Job) => (job.review?.length ?? 0) > 0,
  outstanding: isOutstanding,
  unassigned: (job: Job) => !isOver(job.status) && !job.crew.driver,
} as const;

function rangeTest({ date, span, today, timeZone, q }: BoardQuery): (job: Job) => boolean {
  // Who searches, searches everything.
  if (q.trim()) {
    const isFound = textTest(q);
    return (job) => isFound(textOfJob(job));
  }
  if (date && span === 'week') {
    const [first, last] = [weekStart(date), addDays(weekStart(date), 6)];
    return ({ window }) => window.date >= first && window.date <= last;
  }
  if (date) return ({ window }) => window.date === date;
  const [todayBegins, tomorrowBegins] = [instantOf(today, '00:00', timeZone), instantOf(addDays(today, 1), '00:00', timeZone)];
  return (job) => {
    if (!isOver(job.status) || job.window.date === today) return true;
    // What ended today is today's work, whichever day it was planned for.
    const endedMs = Date.parse(job.updatedAt);
    return endedMs >= todayBegins && endedMs < tomorrowBegins;
  };
}

const passes = (job: Job, area: string, query: BoardQuery): boolean =>
  (!query.service || job.service === query.service) &&
  (!query.area || area === query.area) &&
  (!query.crew || Object.values(job.crew).some((member) => member === query.crew));

/** By window, then by number; a job without a number is the newest. */
const inTime = (jobs: readonly Job[]): readonly Job[] =>
  jobs
    .map((job) => ({ job, place: placeInTime(job) }))
    .sort((a, b) => a.place - b.place)
    .map(({ job }) => job);
