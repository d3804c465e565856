// Owns what doing one thing to many jobs means: the wish for each, and which of them it cannot be.
import { boardMove } from '#core/board-move';
import type { Role } from '#core/crew';
import type { JobId, MemberId } from '#core/id';
import type { Job } from '#core/job';
import { isOver, STATUS_LABEL, type Status } from '#core/status-flow';
import { count } from '#lib/ui/words.ts';
import type { Wish } from './desk-actions.svelte.ts';

export interface BulkPlan {
  /** what is said of it when it is done */
  readonly words: string;
  readonly wishes: readonly Wish[];
  /** jobs that it passes by, and why; `with` is the one that speaks for them */
  readonly left: readonly { readonly job: Job; readonly why: string; readonly with?: JobId }[];
}

export function planAssign(jobs: readonly Job[], role: Role, member: MemberId | null, words: string): BulkPlan {
  const open = jobs.filter((job) => !isOver(job.status) && job.crew[role] !== (member ?? undefined));
  return {
    words: `${count(open.length, 'job')}: ${words}`,
    wishes: open.map(({ id }) => ({ job: id, type: 'assign', args: { role, member } })),
    left: jobs
      .filter((job) => !open.includes(job))
      .map((job) => ({ job, why: isOver(job.status) ? `is ${STATUS_LABEL[job.status].toLowerCase()}` : 'has it so already' })),
  };
}

/** Each keeps its window, but for one that is chosen for all. */
export function planDay(jobs: readonly Job[], date: string, slot: string | null, dayWords: string): BulkPlan {
  const open = jobs.filter((job) => !isOver(job.status) && (job.window.date !== date || (slot !== null && job.window.slot !== slot)));
  return {
    words: `${count(open.length, 'job')} moved to ${dayWords}`,
    wishes: open.map(({ id, window }) => ({ job: id, type: 'reschedule', args: { window: { date, slot: slot ?? window.slot } } })),
    left: jobs
      .filter((job) => !open.includes(job))
      .map((job) => ({ job, why: isOver(job.status) ? `is ${STATUS_LABEL[job.status].toLowerCase()}` : 'is there already' })),
  };
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
