// Owns what doing one thing to many jobs means: the wish for each, and which of them it cannot be.
import { boardMove } from '#core/board-move';
import { windowFor } from '#core/booking';
import type { Company } from '#core/company';
import type { Role } from '#core/crew';
import { windowsMeet } from '#core/crew-load';
import type { JobId, MemberId } from '#core/id';
import { jobName, type Job } from '#core/job';
import { isOver, STATUS_LABEL, type Status } from '#core/status-flow';
import { count, shortWindow } from '#lib/ui/words.ts';
import type { Wish } from './desk-actions.svelte.ts';
import { dayWarning } from './slot-words.ts';

export interface BulkPlan {
  /** what is said of it when it is done */
  readonly words: string;
  readonly wishes: readonly Wish[];
  /** jobs that it passes by, and why; `with` is the one that speaks for them */
  readonly left: readonly { readonly job: Job; readonly why: string; readonly with?: JobId }[];
  /** what one should know before doing it all the same */
  readonly warnings?: readonly string[];
}

/** @param all the jobs at hand: those that the member is on already are named where they meet */
export function planAssign(
  jobs: readonly Job[],
  { role, member, words, all }: { role: Role; member: MemberId | null; words: string; all: readonly Job[] },
): BulkPlan {
  const open = jobs.filter((job) => !isOver(job.status) && job.crew[role] !== (member ?? undefined));
  return {
    words: `${count(open.length, 'job')}: ${words}`,
    wishes: open.map(({ id }) => ({ job: id, type: 'assign', args: { role, member } })),
    left: jobs
      .filter((job) => !open.includes(job))
      .map((job) => ({ job, why: isOver(job.status) ? `is ${STATUS_LABEL[job.status].toLowerCase()}` : 'has it so already' })),
    warnings: member === null ? [] : doubleBookings(open, member, all),
  };
}

/** Each two jobs that somebody would be on at once, told at the later of them. */
function doubleBookings(assigned: readonly Job[], member: MemberId, all: readonly Job[]): string[] {
  const given = new Set(assigned.map(({ id }) => id));
  const theirs = all.filter((job) => !given.has(job.id) && !isOver(job.status) && Object.values(job.crew).includes(member));
  return assigned.flatMap((job, index) => {
    const met = [...theirs, ...assigned.slice(0, index)].filter(({ window }) => windowsMeet(window, job.window));
    return met.length === 0 ? [] : [`${timedName(job)}, is at the same time as ${met.map(timedName).join(' and ')}.`];
  });
}
const timedName = (job: Job): string => `${jobName(job)}, ${shortWindow(job.window)}`;

export interface DayAsked {
  readonly date: string;
  /** null: each keeps its window */
  readonly slot: string | null;
  readonly words: string;
  readonly company: Company;
  readonly today: string;
  /** the jobs at hand: they count against the windows of that day */
  readonly all: readonly Job[];
}

export function planDay(jobs: readonly Job[], asked: DayAsked): BulkPlan {
  const { date, slot, words } = asked;
  const open = jobs.filter((job) => !isOver(job.status) && (job.window.date !== date || (slot !== null && job.window.slot !== slot)));
  return {
    words: `${count(open.length, 'job')} moved to ${words}`,
    wishes: open.map(({ id, window }) => ({ job: id, type: 'reschedule', args: { window: { date, slot: slot ?? window.slot } } })),
    left: jobs
      .filter((job) => !open.includes(job))
      .map((job) => ({ job, why: isOver(job.status) ? `is ${STATUS_LABEL[job.status].toLowerCase()}` : 'is there already' })),
    warnings: dayWarnings(open, asked),
  };
}

/** What choosing the day says of each job in turn, the ones before it counted in, each thing once. */
function dayWarnings(moved: readonly Job[], { date, slot, company, today, all }: DayAsked): string[] {
  const ids = new Set(moved.map(({ id }) => id));
  const there = all.filter(({ id, window }) => window.date === date && !ids.has(id));
  const said = new Set<string>();
  for (const job of moved) {
    const to = slot ?? job.window.slot;
    const warning = dayWarning(company, there, { date, slot: to, today });
    const window = windowFor(company, { date, slot: to });
    if (warning) said.add(slot === null && date >= today && window ? `${shortWindow(window)}: ${warning}` : warning);
    if (window) there.push({ ...job, window });
  }
  return [...said];
}

/** One step each; those for which it would be more, or another thing, are passed by and named. @param reason of a cancel */
export function planStatus(jobs: readonly Job[], to: Status, reason: string): BulkPlan {
  const wishes: Wish[] = [];
  const left: { job: Job; why: string }[] = [];
  for (const job of jobs) {
    const move = boardMove(job.status, to);
    if (move.kind === 'do') wishes.push({ job: job.id, type: move.type, args: move.args });
    else if (move.kind === 'ask' && move.type === 'cancel') wishes.push({ job: job.id, type: 'cancel', args: reason ? { reason } : {} });
    else if (move.kind === 'stay') left.push({ job, why: `is ${STATUS_LABEL[to].toLowerCase()} already` });
    else left.push({ job, why: `is ${STATUS_LABEL[job.status].toLowerCase()}: more than one step away` });
  }
  return { words: `${count(wishes.length, 'job')} moved to ${STATUS_LABEL[to]}`, wishes, left };
}
