// Owns a driver's day: what is left from before, what is next, what is done, in the order in which it is driven.
import type { JobId, MemberId } from '#core/id';
import { rolesOn, type Job } from '#core/job';
import { isOver } from '#core/status-flow';

export interface DayView {
  /** the one next thing; null when the day is done */
  readonly next: Job | null;
  readonly outstanding: readonly Job[];
  readonly later: readonly Job[];
  readonly done: readonly Job[];
  readonly left: number;
  readonly total: number;
}

export function dayView(jobs: readonly Job[], member: MemberId, date: string, today: string): DayView {
  const mine = jobs.filter((job) => rolesOn(job.crew, member).length > 0);
  const ofDay = mine.filter((job) => job.window.date === date).toSorted(byTime);
  const outstanding = date === today ? mine.filter((job) => job.window.date < today && !isOver(job.status)).toSorted(byTime) : [];
  const open = ofDay.filter((job) => !isOver(job.status));
  const done = ofDay.filter((job) => isOver(job.status));
  const next = date === today ? (open.find(inHand) ?? outstanding.find(inHand) ?? outstanding[0] ?? open[0] ?? null) : null;
  return {
    next,
    outstanding: outstanding.filter((job) => job !== next),
    later: open.filter((job) => job !== next),
    done,
    left: open.length + outstanding.length,
    total: ofDay.length + outstanding.length,
  };
}

/** What stands on none of a day's jobs: of one that went to somebody else, to another day, or that the office does not know. */
export function awayFrom<Notice extends { readonly job: JobId }>(
  { next, outstanding, later, done }: DayView,
  notices: readonly Notice[],
): readonly Notice[] {
  const here = new Set([next, ...outstanding, ...later, ...done].map((job) => job?.id));
  return notices.filter(({ job }) => !here.has(job));
}

const inHand = ({ status }: Job): boolean => status === 'in_progress';
const byTime = (a: Job, b: Job): number =>
  `${a.window.date} ${a.window.start}`.localeCompare(`${b.window.date} ${b.window.start}`) ||
  (a.number ?? Infinity) - (b.number ?? Infinity);
