// Owns what a member sees of a job: whole, without the customer's contact, or not at all. It changes only through mutations, never by time.
import { isOffice } from '#core/crew';
import { rolesOn, type Actor, type HistoryEntry, type Job } from '#core/job';
import { LIMITS } from '#core/limits';

/** The job as this member may see it, with its full history; null when it does not exist for them. Its texts have a question of their own. */
export function viewOf({ texts: _, ...job }: Job, viewer: Actor): Job | null {
  if (viewer.kind === 'system' || (viewer.access !== 'none' && isOffice(viewer.access))) return job;
  if (!viewer.id) return null;
  if (rolesOn(job.crew, viewer.id).length > 0) return job;
  return everHeld(job, viewer.id) ? withoutContact(job) : null;
}

/** The same with the newest history entries only, as lists and the exchange carry it. */
export function listViewOf(job: Job, viewer: Actor): Job | null {
  const view = viewOf(job, viewer);
  return view && { ...view, history: view.history.slice(-LIMITS.answerHistory) };
}

const everHeld = (job: Job, member: string): boolean =>
  job.history.some(
    (entry) =>
      entry.outcome === 'applied' &&
      ((entry.role && (entry.from === member || entry.to === member)) || (entry.type === 'create_job' && entry.by.id === member)),
  );

function withoutContact(job: Job): Job {
  return { ...job, customer: { name: job.customer.name, phone: '' }, notes: [], history: job.history.map(withoutWords) };
}

/** What was typed in a mutation may hold the contact: only what happened stays. */
function withoutWords(entry: HistoryEntry): HistoryEntry {
  const { args: _args, was: _was, raw: _raw, ...rest } = entry;
  return rest;
}
