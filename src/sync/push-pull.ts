// Owns one round trip: what is sent of the outbox, and all pages of the answer as one.
import type { MemberId } from '#core/id';
import { LIMITS, PROTOCOL } from '#core/limits';
import type { MutationEnvelope } from '#core/mutation';
import { readCursor, type SyncRequest, type SyncResponse } from '#core/protocol';
import { ok, refuse, type Result } from '#core/result';
import { readAnswer } from './answer.ts';
import { pendingRows } from './outbox.ts';
import type { OutboxRow, Remote, RemoteFailure, Replica } from './port.ts';

export interface RequestFacts {
  readonly author: MemberId;
  /** the device's clock, milliseconds since 1970 */
  readonly sentAtMs: number;
  /** at most this many changes; 0 only asks for news */
  readonly maxMutations: number;
}

export function buildRequest(replica: Replica, { author, sentAtMs, maxMutations }: RequestFacts): SyncRequest {
  const pending = pendingRows(replica);
  const [oldest, newest] = [pending.at(0), pending.at(-1)];
  return {
    protocol: PROTOCOL,
    device: replica.device,
    author,
    sentAt: new Date(sentAtMs).toISOString(),
    cursor: replica.cursor,
    keptFrom: keptFrom(replica),
    queued: oldest && newest ? { oldest: oldest.seq, newest: newest.seq } : null,
    mutations: firstThatFit(pending.map(envelopeOf), maxMutations),
  };
}

/**
 * Sends the request and asks on until the answer is complete: a screen never shows half a snapshot, and the cursor never goes back.
 * Anything that cannot be read is `unexpected`, and settles nothing.
 */
export async function pushPull(remote: Remote, request: SyncRequest): Promise<Result<SyncResponse, RemoteFailure>> {
  const first = await exchangeOnce(remote, request);
  if (!first.ok) return first;
  let whole = first.value;
  while (whole.next !== undefined) {
    const cursor = readCursor(whole.next);
    if (!cursor) return unreadable;
    const page = await exchangeOnce(remote, { ...request, cursor, mutations: [] });
    if (!page.ok) return page;
    if (page.value.epoch !== whole.epoch || page.value.snapshot || page.value.version < whole.version || page.value.next === whole.next)
      return unreadable;
    whole = joinPages(whole, page.value);
  }
  return ok(whole);
}

const unreadable = refuse<RemoteFailure>({ kind: 'unexpected', status: 200 });

async function exchangeOnce(remote: Remote, request: SyncRequest): Promise<Result<SyncResponse, RemoteFailure>> {
  const body = await remote.exchange(request);
  if (!body.ok) return body;
  const answer = readAnswer(body.value);
  return answer ? ok(answer) : unreadable;
}

/** Later pages win: a job that changed between two pages comes twice. */
function joinPages(before: SyncResponse, { next, version, jobs, removed, serverTime }: SyncResponse): SyncResponse {
  const { next: _, ...rest } = before;
  const changed = new Set(jobs.map((job) => job.id));
  const gone = new Set(removed);
  return {
    ...rest,
    version,
    serverTime,
    jobs: [...before.jobs.filter((job) => !changed.has(job.id) && !gone.has(job.id)), ...jobs],
    removed: [...before.removed.filter((id) => !changed.has(id)), ...removed],
    ...(next !== undefined && { next }),
  };
}

/** The lowest number that this device still holds: below it, the server asks in vain. */
function keptFrom(replica: Replica): number {
  return replica.rows.reduce((lowest, row) => (row.device === replica.device ? Math.min(lowest, row.seq) : lowest), replica.nextSeq);
}

/** Bytes left for everything in a request that is not a mutation. */
const ENVELOPE_BYTES = 1_024;

/** What goes into one request: the first ones, up to its limits. Never none while there are any and `max` allows one. */
export function firstThatFit(pending: readonly MutationEnvelope[], max: number = LIMITS.exchangeMutations): MutationEnvelope[] {
  const chosen: MutationEnvelope[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const envelope of pending.slice(0, Math.min(max, LIMITS.exchangeMutations))) {
    bytes += new TextEncoder().encode(JSON.stringify(envelope)).length + 1;
    // The first always goes: alone, it is never too large to be asked about.
    if (bytes > LIMITS.exchangeBytes && chosen.length > 0) break;
    chosen.push(envelope);
  }
  return chosen;
}

export const envelopeOf = ({ draft, seq }: OutboxRow): MutationEnvelope => ({ ...draft, seq });
