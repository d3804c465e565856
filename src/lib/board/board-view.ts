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
  /** whether a member is known to be disabled: a job of theirs has nobody */
  readonly isFormer: (member: string) => boolean;
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
  for (const { job, area } of inTime(jobs)) {
    if (!inRange(job)) continue;
    if (area) areas.add(area);
    if (!passes(job, area, query)) continue;
    for (const filter of FILTERS) if (TESTS[filter](job, query)) counts[filter] += 1;
    if (query.filter !== 'all' && !TESTS[query.filter](job, query)) continue;
    byStatus.get(job.status)?.push(job);
    total += 1;
  }
  const columns = STATUSES.map((status) => ({ status, jobs: byStatus.get(status) ?? [] }));
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
  outstanding: (job: Job, { today }: BoardQuery) => isOutstanding(job, today),
  unassigned: ({ status, crew }: Job, { isFormer }: BoardQuery) => !isOver(status) && (!crew.driver || isFormer(crew.driver)),
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

interface Placed {
  readonly job: Job;
  readonly place: number;
  readonly area: string;
}
interface Ordered {
  readonly jobs: readonly Job[];
  readonly inTime: readonly Placed[];
}
/** What was put in order last: after a tap only its job is another one. */
let before: Ordered = { jobs: [], inTime: [] };
/** With more of them, ordering anew is as quick. */
const FEW = 50;

/** By window, then by number, then by id; a job without a number is the newest. */
function inTime(jobs: readonly Job[]): readonly Placed[] {
  if (jobs === before.jobs) return before.inTime;
  const changed = changedOf(before.jobs, jobs);
  before = { jobs, inTime: changed ? withChanges(before.inTime, changed) : jobs.map(placed).sort(byPlace) };
  return before.inTime;
}

/** Jobs in one place stand by their ids, so that a change is put where all would be put anew. */
const byPlace = (a: Placed, b: Placed): number => a.place - b.place || (a.job.id < b.job.id ? -1 : 1);
const placed = (job: Job): Placed => ({ job, place: placeInTime(job), area: areaOfJob(job) });

interface Changed {
  readonly gone: ReadonlySet<Job>;
  readonly come: readonly Job[];
}
/** The few that differ where the others stand as they did; null: too much is different. */
function changedOf(old: readonly Job[], jobs: readonly Job[]): Changed | null {
  if (jobs.length < old.length) return null;
  const [gone, come] = [new Set<Job>(), jobs.slice(old.length)];
  for (let i = 0; i < old.length; i++) {
    const [was, is] = [old[i], jobs[i]];
    if (was === is || !was || !is) continue;
    gone.add(was);
    come.push(is);
    if (come.length > FEW) return null;
  }
  return come.length > FEW ? null : { gone, come };
}

function withChanges(ordered: readonly Placed[], { gone, come }: Changed): readonly Placed[] {
  const stayed = gone.size > 0 ? ordered.filter(({ job }) => !gone.has(job)) : [...ordered];
  for (const each of come.map(placed)) stayed.splice(placeIn(stayed, each), 0, each);
  return stayed;
}

function placeIn(ordered: readonly Placed[], one: Placed): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = ordered[middle];
    if (there && byPlace(there, one) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
