// Owns what the engine asks of the world: a place to keep things, a server to talk to, a clock, names, and a lock.
import type { DeviceId, JobId, MutationId } from '#core/id';
import type { Job } from '#core/job';
import type { Args, MutationType } from '#core/mutation';
import type { PhotoUpload } from '#core/photo';
import type { Cursor, MutationResult, SyncRequest, SyncResponse } from '#core/protocol';
import type { Result } from '#core/result';
import type { Status } from '#core/status-flow';

/** A change as a tap made it, before it has its place in the order. */
export interface MutationDraft {
  readonly id: MutationId;
  readonly schema: number;
  readonly job: JobId;
  readonly type: MutationType;
  readonly args: unknown;
  readonly baseStatus: Status | null;
  readonly baseRev: number | null;
  /** the device's word, ISO UTC */
  readonly tappedAt: string;
}

/** A change with its place: settled once `result` is there, and kept after that, because a restored server may ask again. */
export interface OutboxRow {
  readonly device: DeviceId;
  readonly seq: number;
  readonly draft: MutationDraft;
  readonly result: MutationResult | null;
  /** the server's clock when the result came, ISO UTC */
  readonly settledAt: string | null;
  /** its author has read the result */
  readonly dismissed: boolean;
  /** it had a result, and the server asked for it once more */
  readonly again?: boolean;
}

/** What a restore did on this device. Times are ISO UTC. */
export interface RestoredHere {
  readonly at: string;
  /** when the state was saved to which the office went back; null when nobody knows */
  readonly of: string | null;
  /** jobs that are gone or otherwise than they were shown before */
  readonly jobs: number;
  /** changes that had been received, and were sent again */
  readonly sentAgain: number;
}

/** Everything that one author's device holds of one company: the server's jobs, how far they were read, and the outbox. */
export interface Replica {
  readonly device: DeviceId;
  readonly nextSeq: number;
  readonly cursor: Cursor | null;
  /** the newest epoch ever heard of; stays when the jobs are forgotten, so that a restored server is still noticed */
  readonly epoch: number | null;
  /** the last time that the office went back to an older state, and what that did here; absent when it never did */
  readonly restored?: RestoredHere;
  /** as the server told them; pending changes are laid over them when shown */
  readonly jobs: ReadonlyMap<JobId, Job>;
  /** in the order they were tapped */
  readonly rows: readonly OutboxRow[];
}

/**
 * Keeps one author's replica of one company. Each method is one transaction: it reads what is stored (another tab may have written),
 * runs the pure function of `outbox.ts` with the same name, stores the outcome and gives it back. A durable store resolves only when
 * the bytes are safe; it rejects when it could not keep them.
 */
export interface LocalStore {
  /** false: what is held is gone when the page closes, and the screen must say so */
  readonly durable: boolean;
  load(): Promise<Replica>;
  /** with an `attach_photo` also its bytes, in the same transaction */
  enqueue(draft: MutationDraft, photo?: ArrayBuffer): Promise<Replica>;
  settle(answer: SyncResponse): Promise<Replica>;
  reorder(order: Reorder): Promise<Replica>;
  dismiss(id: MutationId): Promise<Replica>;
  /** Empties the device of jobs, never of what it still has to tell. */
  forget(): Promise<Replica>;
}

/** A photo whose bytes are still here; `id` is the `attach_photo` that announces it. */
export type KeptPhoto = Args<'attach_photo'> & { readonly id: MutationId; readonly job: JobId };

/** The photo bytes of one author's device: written by `LocalStore.enqueue`, deleted only once the server has said that it has them. */
export interface PhotoShelf {
  list(): Promise<readonly KeptPhoto[]>;
  read(sha256: string): Promise<ArrayBuffer | null>;
  remove(id: MutationId): Promise<void>;
}

export interface PhotoRemote {
  /** `POST /api/jobs/:id/photos` */
  ask(photo: KeptPhoto): Promise<Result<'stored' | PhotoUpload, RemoteFailure>>;
  /** Puts the bytes where the answer said, past our API. */
  upload(upload: PhotoUpload, bytes: ArrayBuffer): Promise<Result<null, RemoteFailure>>;
}

/** The server misses changes from a number on, or another device used our numbers. */
export type Reorder = { readonly kind: 'resend'; readonly fromSeq: number } | { readonly kind: 'renumber'; readonly device: DeviceId };

/**
 * Why there is no answer. `problem` is our API's own word; `unexpected` came from something between us (captive portal, proxy) or
 * cannot be read; `network`: nobody knows whether the request arrived.
 */
export type RemoteFailure =
  | {
      readonly kind: 'problem';
      readonly status: number;
      readonly code: string;
      readonly detail: string;
      readonly retryAfterSeconds: number | null;
      readonly body: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'unexpected'; readonly status: number }
  | { readonly kind: 'network' };

export interface Remote {
  /** `POST /api/sync`; the answer is still unread JSON */
  exchange(request: SyncRequest): Promise<Result<unknown, RemoteFailure>>;
}

export interface Clock {
  /** the device's clock, milliseconds since 1970 */
  nowMs(): number;
  /** calls `wake` once after `delayMs`; the answer cancels it */
  after(delayMs: number, wake: () => void): () => void;
}

export interface Ids {
  /** a UUIDv7 */
  mutation(nowMs: number): MutationId;
  /** a UUIDv7 */
  job(nowMs: number): JobId;
  device(): DeviceId;
  /** 0 ≤ number < 1, for jitter */
  random(): number;
}

export interface Lock {
  /** Runs the task alone among the tabs of this browser; goes on without the lock when it cannot be had in time. */
  alone<Value>(task: () => Promise<Value>): Promise<Value>;
}
