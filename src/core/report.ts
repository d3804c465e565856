// Owns what a company's days came to: jobs per day, per crew member, time in each state, on time or not, and why visits were in vain.
import { localDateAt } from '#core/clock-time';
import type { MemberId } from '#core/id';
import type { Job } from '#core/job';
import type { AttemptReason } from '#core/mutation';
import { crewAt, standingMoves, visitsInVain } from '#core/moves';
import { ON_TIME, onTimeOf } from '#core/on-time';
import { daysOf, isInRange, type DateRange } from '#core/report-range';
import type { Report } from '#core/report-view';
import { STATUSES, type Status } from '#core/status-flow';
import { percentile, TIMED_STATES, timeInState } from '#core/time-in-state';

interface ReportContext {
  readonly range: DateRange;
  readonly timeZone: string;
  /** the member's name; null when the roster knows them no more */
  readonly nameOf: (member: MemberId) => string | null;
}

/**
 * A job counts on the day that it is planned for. What a crew did, a completion or a visit in vain, counts on the day it happened,
 * because a visit in vain moves the job to another day.
 * @param jobs with their whole history
 */
export function reportOf(jobs: Iterable<Job>, { range, timeZone, nameOf }: ReportContext): Report {
  const all = [...jobs];
  const planned = all.filter(({ window }) => isInRange(window.date, range));
  const deeds = all.flatMap((job) => deedsOf(job, timeZone)).filter(({ date }) => isInRange(date, range));
  return {
    from: range.from,
    to: range.to,
    timeZone,
    days: perDay(planned, range),
    crew: perMember(deeds).map((each) => ({ ...each, name: each.member && nameOf(each.member) })),
    timeInState: TIMED_STATES.map((status) => ({ status, ...figuresOf(planned.map((job) => timeInState(job, status))) })),
    onTime: tally(
      ON_TIME,
      planned.map((job) => onTimeOf(job, timeZone)),
    ),
    reasons: perReason(deeds),
  };
}

/** A completion or a visit in vain, and whose it was. */
interface Deed {
  readonly date: string;
  readonly crew: readonly MemberId[];
  /** why in vain; null for a completion */
  readonly reason: AttemptReason | null;
}

function deedsOf(job: Job, timeZone: string): readonly Deed[] {
  const vain = visitsInVain(job).map(({ atMs, crew, reason }) => ({ date: localDateAt(atMs, timeZone), crew, reason }));
  const done = job.status === 'completed' ? standingMoves(job).findLast(({ to }) => to === 'completed') : undefined;
  if (!done) return vain;
  const date = done.timed ? localDateAt(done.atMs, timeZone) : job.window.date;
  return [...vain, { date, crew: crewAt(job, done.entry), reason: null }];
}

function perDay(planned: readonly Job[], range: DateRange): Report['days'] {
  const byDate = Map.groupBy(planned, ({ window }) => window.date);
  const statusesOn = (date: string): readonly Status[] => (byDate.get(date) ?? []).map(({ status }) => status);
  return daysOf(range).map((date) => ({ date, jobs: tally(STATUSES, statusesOn(date)) }));
}

/** Everyone on the crew did the whole job. Who did most comes first. */
function perMember(deeds: readonly Deed[]): readonly { member: MemberId | null; completed: number; attempts: number }[] {
  const shares = deeds.flatMap(({ crew, reason }) => (crew.length > 0 ? crew : [null]).map((member) => ({ member, reason })));
  return [...Map.groupBy(shares, ({ member }) => member)]
    .map(([member, theirs]) => {
      const completed = theirs.filter(({ reason }) => reason === null).length;
      return { member, completed, attempts: theirs.length - completed };
    })
    .toSorted((a, b) => b.completed - a.completed || b.attempts - a.attempts || (a.member ?? '~').localeCompare(b.member ?? '~'));
}

function figuresOf(times: readonly (number | null)[]) {
  const known = times.filter((time) => time !== null);
  return { jobs: known.length, medianMs: percentile(known, 0.5), p80Ms: percentile(known, 0.8) };
}

function perReason(deeds: readonly Deed[]): Report['reasons'] {
  const reasons = deeds.map(({ reason }) => reason).filter((reason) => reason !== null);
  return [...Map.groupBy(reasons, (reason) => reason)]
    .map(([reason, { length }]) => ({ reason, visits: length }))
    .toSorted((a, b) => b.visits - a.visits || a.reason.localeCompare(b.reason));
}

/** How often each of the keys occurs; null is none of them. */
function tally<Key extends string>(keys: readonly Key[], values: readonly (Key | null)[]): Record<Key, number> {
  const counted = Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
  for (const value of values) if (value !== null) counted[value] += 1;
  return counted;
}
