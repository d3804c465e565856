// Owns when a crew can be at a job: from its place in their day, where they are and how fast they work; as wide as what is not known.
import { instantOf, localDateAt } from '#core/clock-time';
import type { Company } from '#core/company';
import { MINUTE_MS, startedMs, wayBetween, workPace, type Range } from '#core/crew-pace';
import type { GeoPoint, Job } from '#core/job';
import { isFresh, isThere, type Position } from '#core/position';
import { isOver } from '#core/status-flow';

export interface EstimateFacts {
  readonly company: Pick<Company, 'timeZone'>;
  /** the company's; those of other days and crews are left out */
  readonly jobs: Iterable<Job>;
  /** where the crew is, as the phone on the job that they are at has said; null when it has not */
  readonly position: Position | null;
  /** the crew's last word, ISO UTC */
  readonly heardAt: string | null;
  readonly nowMs: number;
}

export interface ArrivalEstimate {
  /** ISO UTC, neither of them before now */
  readonly from: string;
  readonly to: string;
  /** false: this is the window that was agreed, and nothing more is known */
  readonly live: boolean;
}

/** A crew that has been silent for longer may be anywhere in its day. */
const SILENT_MS = 90 * MINUTE_MS;
/** A word this old changes nothing yet; what is older widens the estimate by its age. */
const NEWS_MS = 5 * MINUTE_MS;
/** Between two jobs they may unload, or eat. */
const PAUSE_MS = 30 * MINUTE_MS;
const NARROWEST_MS = 20 * MINUTE_MS;
const GRAIN_MS = 5 * MINUTE_MS;
/** An estimate that is this much wider than the window tells less than the window. */
const MOST_WINDOWS = 1.5;

/**
 * Null when nothing can be said: the job is over, the crew is there, or the window has passed and nobody knows more. An estimate counts
 * on the jobs that come before this one on the crew's day; it falls back to the window when the crew's day has not begun, when they have
 * not been heard of, or when it would be too wide to help.
 */
export function estimateArrival(job: Job, facts: EstimateFacts): ArrivalEstimate | null {
  if (isOver(job.status)) return null;
  // Whole minutes: an answer that has not changed stays the same answer.
  const nowMs = Math.ceil(facts.nowMs / MINUTE_MS) * MINUTE_MS;
  const position = facts.position && isFresh(facts.position, facts.nowMs) ? facts.position : null;
  if (job.status === 'in_progress' && position && job.location && isThere(position, job.location)) return null;
  const window = windowOf(job, facts.company);
  const live = liveSpan(job, { ...facts, nowMs, position });
  if (live && (live.from > window.to || live.to - live.from <= (window.to - window.from) * MOST_WINDOWS)) return told(live, true);
  return window.to > nowMs ? told({ from: Math.max(nowMs, window.from), to: window.to }, false) : null;
}

interface Span {
  readonly from: number;
  readonly to: number;
}
const told = ({ from, to }: Span, live: boolean): ArrivalEstimate => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  live,
});

const windowOf = ({ window }: Job, { timeZone }: Pick<Company, 'timeZone'>): Span => ({
  from: instantOf(window.date, window.start, timeZone),
  to: instantOf(window.date, window.end, timeZone),
});

function liveSpan(job: Job, facts: EstimateFacts): Span | null {
  const { nowMs, heardAt, company } = facts;
  const ageMs = heardAt === null ? Infinity : Math.max(0, nowMs - Date.parse(heardAt));
  if (ageMs > SILENT_MS || localDateAt(nowMs, company.timeZone) !== job.window.date) return null;
  const day = Iterator.from(facts.jobs)
    .filter((each) => each.id !== job.id && each.window.date === job.window.date && sharesCrew(each, job))
    .toArray();
  const span = job.status === 'in_progress' ? underWay(job, facts) : inTheirDay(job, day, facts);
  if (!span) return null;
  const widened = span.to + Math.max(0, ageMs - NEWS_MS);
  const from = Math.max(nowMs, Math.floor(span.from / GRAIN_MS) * GRAIN_MS);
  return { from, to: Math.ceil(Math.max(widened, from + NARROWEST_MS) / GRAIN_MS) * GRAIN_MS };
}

/** The driver's day; while nobody drives, that of whoever is on the job. */
function sharesCrew(other: Job, { crew }: Job): boolean {
  if (crew.driver) return other.crew.driver === crew.driver;
  return Object.values(crew).some((member) => Object.values(other.crew).includes(member));
}

/** They have started towards this job: only where they are says more. */
function underWay({ location }: Job, { position, nowMs }: EstimateFacts): Span | null {
  if (!position || !location) return null;
  const way = wayBetween(position, location);
  return { from: nowMs + way.leastMs, to: nowMs + way.mostMs };
}

/** The crew's day walked twice, as quick and as slow as it may go. Nobody comes before the window that was agreed. */
function inTheirDay(job: Job, day: readonly Job[], facts: EstimateFacts): Span | null {
  const current = day.find(({ status }) => status === 'in_progress');
  const begun = current !== undefined || day.some(({ status }) => status === 'completed');
  if (!begun) return null;
  const work = workPace(day);
  const waiting = day.filter((each) => each !== current && !isOver(each.status)).toSorted(byWindow);
  // Of jobs in the same window nobody knows which comes first: the quick day leaves them out.
  const sure = waiting.filter((each) => each.window.start < job.window.start);
  const perhaps = waiting.filter((each) => each.window.start <= job.window.start);
  const done = current ? workLeft(current, work, facts) : { leastMs: 0, mostMs: PAUSE_MS };
  const startsMs = (each: Job): number => windowOf(each, facts.company).from;
  const walk = (stops: readonly Job[], edge: keyof Range): number => {
    let atMs = facts.nowMs + done[edge];
    let place: GeoPoint | undefined = current?.location;
    for (const stop of stops) {
      atMs = Math.max(atMs + wayBetween(place, stop.location)[edge], startsMs(stop)) + work[edge];
      place = stop.location;
    }
    return Math.max(atMs + wayBetween(place, job.location)[edge], startsMs(job));
  };
  return { from: walk(sure, 'leastMs'), to: walk(perhaps, 'mostMs') };
}

const byWindow = (a: Job, b: Job): number =>
  a.window.start < b.window.start ? -1 : a.window.start > b.window.start ? 1 : a.id < b.id ? -1 : 1;

/** How long they are still at the job that they have started. */
function workLeft(current: Job, work: Range, { position, nowMs }: EstimateFacts): Range {
  const { location } = current;
  if (position && location && !isThere(position, location)) {
    const way = wayBetween(position, location);
    return { leastMs: way.leastMs + work.leastMs, mostMs: way.mostMs + work.mostMs };
  }
  const start = startedMs(current);
  if (start === null) return { leastMs: 0, mostMs: work.mostMs };
  const spentMs = Math.max(0, nowMs - start);
  // Started may mean on the way: the slow day has the way before it. A job that takes long may take long still.
  const way = position ? 0 : wayBetween(undefined, undefined).mostMs;
  return {
    leastMs: Math.max(0, work.leastMs - spentMs),
    mostMs: Math.max(way + work.mostMs - spentMs, spentMs / 2, 10 * MINUTE_MS),
  };
}
