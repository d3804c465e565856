// Owns what is known here of taking a change back: whether the short history can say, and whom or what stands in the way, in words.
import { firstName } from '#core/crew';
import type { MutationId } from '#core/id';
import { jobName, type HistoryEntry, type Job, type OutcomeCode } from '#core/job';
import { isStatus } from '#core/status-flow';

/** Whether a change has left the few entries that a device holds of a history: then only the office can judge it. */
export const isBeforeWhatIsHeld = ({ history }: Job, change: MutationId): boolean =>
  (history[0]?.rev ?? 0) > 1 && !history.some(({ id }) => id === change);

/** Why a change stays. A person is named only who did something to the same thing since. @param me whose page this is */
export function stayWords(job: Job, change: MutationId, { code, me }: { code: OutcomeCode | null; me: string | null }): string {
  const name = `Job ${jobName(job)}`;
  const place = job.history.findIndex(({ id }) => id === change);
  const target = job.history[place];
  const since = target && job.history.slice(place + 1).findLast((entry) => entry.outcome === 'applied' && isOfTheSame(entry, target));
  if (since) return `${name} stays as it is: ${since.by.id === me ? 'you have' : `${firstName(since.by.name)} has`} changed it since.`;
  if (code === 'too-late') return `${name} stays as it is: that was done on another day. Change it by hand.`;
  if (code === 'not-allowed') return `${name} stays as it is: that is not yours to take back.`;
  return `${name} stays as it is: there is nothing to take back.`;
}

function isOfTheSame(entry: HistoryEntry, target: HistoryEntry): boolean {
  if (entry.against?.mutation === target.id) return true;
  if (isStatus(target.to)) return isStatus(entry.to);
  if (target.role) return entry.role === target.role;
  return Object.keys(target.was ?? {}).some((field) => field in (entry.was ?? {}));
}
