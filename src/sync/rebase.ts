// Owns what the screen shows: the server's jobs with this device's pending changes laid over them, by the same decision as the server's.
import { applyMutation } from '#core/apply-mutation';
import type { Company } from '#core/company';
import { decisionOn } from '#core/disagreement';
import type { JobId, MutationId } from '#core/id';
import type { Actor, Job } from '#core/job';
import { readMutation } from '#core/mutation';
import { isPending } from './outbox.ts';
import type { OutboxRow } from './port.ts';
import { envelopeOf } from './push-pull.ts';

export interface Author {
  readonly actor: Actor;
  readonly company: Company;
}

/** Jobs as shown. A change whose job is not here, or that this version cannot read, stays in the outbox and changes nothing. */
export function rebase(jobs: ReadonlyMap<JobId, Job>, rows: readonly OutboxRow[], author: Author): ReadonlyMap<JobId, Job> {
  if (!rows.some(isPending)) return jobs;
  const shown = new Map(jobs);
  for (const row of rows.filter(isPending)) {
    const mutation = readOnce(row);
    if (!mutation.ok) continue;
    const { job } = applyMutation(shown, mutation.value, {
      ...author,
      device: row.device,
      seq: row.seq,
      receivedAt: row.draft.tappedAt,
      skewMs: 0,
      nextNumber: null,
      memberExists: null,
    });
    if (job) shown.set(job.id, job);
  }
  return shown;
}

/** A row is laid over the jobs again after every tap and every answer; what it says does not change. */
function readOnce(row: OutboxRow): ReturnType<typeof readMutation> {
  const read = known.get(row) ?? readMutation(envelopeOf(row));
  known.set(row, read);
  return read;
}
const known = new WeakMap<OutboxRow, ReturnType<typeof readMutation>>();

/** `queued` waits here, `sending` is under way, `received` was answered, `attention` wants a person. */
export type JobSync = 'queued' | 'sending' | 'received' | 'attention';

/** How true the screen is for one job; null when nothing was changed here. What wants a person comes first. */
export function jobSyncOf(
  rows: readonly OutboxRow[],
  sending: ReadonlySet<MutationId>,
  stuck: ReadonlySet<MutationId>,
  job?: Job,
): JobSync | null {
  if (rows.some((row) => (wantsPerson(row) && !(job && isDecided(job, row))) || (isPending(row) && stuck.has(row.draft.id))))
    return 'attention';
  const pending = rows.filter(isPending);
  if (pending.length === 0) return rows.length > 0 ? 'received' : null;
  return pending.some((row) => sending.has(row.draft.id)) ? 'sending' : 'queued';
}

/** Superseded work is done work: it is told, but nobody has to act. */
const wantsPerson = ({ result, dismissed }: OutboxRow): boolean =>
  !dismissed && (result?.outcome === 'needs_review' || result?.outcome === 'refused');

/** A claim that the office has decided wants nobody any more. */
const isDecided = (job: Job, { draft, result, settledAt }: OutboxRow): boolean =>
  result?.outcome === 'needs_review' && !['open', 'unknown'].includes(decisionOn(job, draft.id, settledAt).state);
