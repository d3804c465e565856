// Owns looking back: the job as a mutation's author saw it, and what others did to it since.
import type { Role } from '#core/crew';
import type { DeviceId, MemberId, MutationId } from '#core/id';
import type { CrewOfJob, HistoryEntry, Job } from '#core/job';
import type { Mutation } from '#core/mutation';
import type { Status } from '#core/status-flow';

export interface Seen {
  readonly status: Status;
  readonly crew: CrewOfJob;
  /** applied entries by other devices after the base, oldest first; what was undone again is left out */
  readonly since: readonly HistoryEntry[];
}

/** The job at the mutation's `baseRev`; with no base, the job as it is now. */
export function seenBy(job: Job, mutation: Mutation, device: DeviceId | null): Seen {
  // After a restore a phone may know a later revision than the store: it counts as the newest.
  const base = Math.min(mutation.baseRev ?? job.rev, job.rev);
  const since = withoutUndone(
    job.history.filter((entry) => entry.rev > base && entry.outcome === 'applied' && (device === null || entry.device !== device)),
  );
  return { status: mutation.baseStatus ?? job.status, crew: crewBefore(job, since), since };
}

/** What was done to a job and holds, oldest first. */
export const standing = ({ history }: Pick<Job, 'history'>): HistoryEntry[] =>
  withoutUndone(history.filter(({ outcome }) => outcome === 'applied'));

/** Entries without the pairs in which one undoes the other. */
export function withoutUndone(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const ids = new Set(entries.map((entry) => entry.id));
  const undoing = entries.filter((entry) => entry.type === 'undo' && entry.against && ids.has(entry.against.mutation));
  const gone = new Set<MutationId>(undoing.flatMap((entry) => [entry.id, ...(entry.against ? [entry.against.mutation] : [])]));
  return entries.filter((entry) => !gone.has(entry.id));
}

/** Which role an `assign` entry sets; also when it is an undo or an accepted review of one. */
export const roleSetBy = (entry: HistoryEntry): Role | null => entry.role ?? null;

/** The crew before these applied entries, which are the newest of the job. */
export function crewBefore(job: Job, since: readonly HistoryEntry[]): CrewOfJob {
  const crew: { [R in Role]?: MemberId } = { ...job.crew };
  for (const entry of since.toReversed()) {
    const role = roleSetBy(entry);
    if (!role) continue;
    // `from` of an entry that sets a role is the member who held it, as written by us.
    if (entry.from === undefined) delete crew[role];
    else crew[role] = entry.from as MemberId;
  }
  return crew;
}
