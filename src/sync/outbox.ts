// Owns the life of a change on this device: numbered, pending, settled by an answer, sent again when the server lost it. All pure.
import type { DeviceId, JobId, MutationId } from '#core/id';
import type { Job } from '#core/job';
import type { Args } from '#core/mutation';
import type { MutationResult, SyncResponse } from '#core/protocol';
import type { KeptPhoto, MutationDraft, OutboxRow, Reorder, Replica } from './port.ts';

//   tap ──enqueue──▶ pending ──settle──▶ settled ──reorder (the server misses it)──▶ pending
// Nothing else takes a row out of `pending`: not an HTTP status, not an undo, not a sign-out.

export const emptyReplica = (device: DeviceId): Replica => ({
  device,
  nextSeq: 1,
  cursor: null,
  epoch: null,
  jobs: new Map(),
  rows: [],
});

export const isPending = (row: OutboxRow): boolean => row.result === null;
/** What still waits for an answer, in the order in which it must be sent. */
export const pendingRows = (replica: Replica): OutboxRow[] => replica.rows.filter(isPending).toSorted((a, b) => a.seq - b.seq);

/** By hand: `Map.groupBy` is missing on the older iPhones that crews carry. */
export function rowsByJob(rows: readonly OutboxRow[]): ReadonlyMap<JobId, readonly OutboxRow[]> {
  const grouped = new Map<JobId, OutboxRow[]>();
  for (const row of rows) grouped.set(row.draft.job, [...(grouped.get(row.draft.job) ?? []), row]);
  return grouped;
}

export function enqueue(replica: Replica, draft: MutationDraft): Replica {
  const row: OutboxRow = { device: replica.device, seq: replica.nextSeq, draft, result: null, settledAt: null, dismissed: false };
  return { ...replica, nextSeq: replica.nextSeq + 1, rows: [...replica.rows, row] };
}

/**
 * Takes an answer in: results, jobs and cursor together. One of an older epoch is dropped whole; of the same epoch but an older
 * version its results count and its jobs do not. What has no result stays pending.
 */
export function settle(replica: Replica, answer: SyncResponse): Replica {
  const { cursor, epoch } = replica;
  if (epoch !== null && answer.epoch < epoch) return replica;
  const rows = withoutOld(withResults(replica.rows, answer), Date.parse(answer.serverTime));
  const isOlder = cursor?.epoch === answer.epoch && answer.version < cursor.version;
  // What changed since a place that this device has forgotten is not the whole: the jobs that did not change would stay away.
  const isPart = cursor === null && !answer.snapshot;
  if (isOlder || isPart) return { ...replica, rows };
  const next: Replica = {
    ...replica,
    rows,
    jobs: jobsAfter(replica.jobs, answer),
    cursor: { epoch: answer.epoch, version: answer.version },
    epoch: answer.epoch,
  };
  return epoch !== null && answer.epoch > epoch ? afterRestore(replica, requeueKept(next), answer) : next;
}

/** What somebody should know who had seen more than the office has now. */
function afterRestore(before: Replica, after: Replica, { restored, serverTime }: SyncResponse): Replica {
  const others = [...before.jobs].filter(([id, job]) => !isSameJob(job, after.jobs.get(id)));
  return {
    ...after,
    restored: {
      at: restored?.at ?? serverTime,
      of: restored?.of ?? null,
      jobs: others.length,
      sentAgain: before.rows.filter((row) => !isPending(row) || row.again).length,
    },
  };
}

/** By what happened to it: a revision may stand for something else after a restore. */
const isSameJob = (a: Job, b: Job | undefined): boolean =>
  b !== undefined && a.rev === b.rev && a.status === b.status && a.history.at(-1)?.id === b.history.at(-1)?.id;

export function reorder(replica: Replica, order: Reorder): Replica {
  return order.kind === 'resend' ? resendFrom(replica, order.fromSeq) : renumber(replica, order.device);
}

/** @param draft an `attach_photo` whose arguments were parsed */
export const keptPhoto = ({ id, job, args }: MutationDraft): KeptPhoto => ({ ...(args as Args<'attach_photo'>), id, job });

export function dismiss(replica: Replica, id: MutationId): Replica {
  return { ...replica, rows: replica.rows.map((row) => (row.draft.id === id && row.result ? { ...row, dismissed: true } : row)) };
}

/** Jobs and cursor go, the outbox stays: the next answer brings what this person may see. */
export const forget = (replica: Replica): Replica => ({ ...replica, jobs: new Map(), cursor: null });

function withResults(rows: readonly OutboxRow[], answer: SyncResponse): readonly OutboxRow[] {
  if (answer.results.length === 0) return rows;
  const results = new Map<MutationId, MutationResult>(answer.results.map((result) => [result.id, result]));
  return rows.map((row) => {
    const result = isPending(row) ? results.get(row.draft.id) : undefined;
    if (!result) return row;
    const { again: _, ...rest } = row;
    return { ...rest, result, settledAt: answer.serverTime };
  });
}

/** Settled changes are kept so long, because a restored server may ask for them again. */
const KEPT_MS = 90 * 24 * 3_600_000;

function withoutOld(rows: readonly OutboxRow[], nowMs: number): readonly OutboxRow[] {
  const isOld = ({ settledAt }: OutboxRow): boolean => settledAt !== null && nowMs - Date.parse(settledAt) > KEPT_MS;
  return rows.some(isOld) ? rows.filter((row) => !isOld(row)) : rows;
}

function jobsAfter(held: Replica['jobs'], { snapshot, jobs, removed }: SyncResponse): Replica['jobs'] {
  if (!snapshot && jobs.length === 0 && removed.length === 0) return held;
  const next = new Map<JobId, Job>(snapshot ? [] : held);
  for (const job of jobs) next.set(job.id, job);
  for (const id of removed) next.delete(id);
  return next;
}

/**
 * A backup was restored: all that this device still holds goes out again; known ids cost nothing. The server's `lastSeq` says nothing about
 * it: a copy of this profile may have used the same numbers meanwhile.
 */
function requeueKept(replica: Replica): Replica {
  let { nextSeq } = replica;
  const rows = replica.rows.map((row) => {
    if (isPending(row)) return row;
    if (row.device === replica.device) return unsettled(row);
    // What a former device name sent has no number under this one yet.
    return { ...unsettled(row), device: replica.device, seq: nextSeq++ };
  });
  return { ...replica, rows, nextSeq };
}

function resendFrom(replica: Replica, fromSeq: number): Replica {
  return { ...replica, rows: replica.rows.map((row) => (row.device === replica.device && row.seq >= fromSeq ? unsettled(row) : row)) };
}

/** Somebody else holds our numbers: a new device name, numbers from 1, `id`s and order as they were. */
function renumber(replica: Replica, device: DeviceId): Replica {
  const order = new Map(pendingRows(replica).map((row, index) => [row, index + 1]));
  const rows = replica.rows.map((row) => ({ ...row, ...(order.has(row) && { device, seq: order.get(row) ?? 0 }) }));
  return { ...replica, device, nextSeq: order.size + 1, rows };
}

const unsettled = (row: OutboxRow): OutboxRow => ({
  ...row,
  result: null,
  settledAt: null,
  dismissed: false,
  ...(row.result && { again: true }),
});
