// Owns the exchange on the wire, protocol 1: request and answer of `POST /api/sync`, and the cursor that lists share.
import * as v from 'valibot';
import { instant } from '#core/clock-time';
import type { Restored } from '#core/job-book';
import { idSchema, type JobId, type MutationId } from '#core/id';
import type { By, Job, Outcome } from '#core/job';
import { envelopeSchema } from '#core/mutation';

const counter = v.pipe(v.number(), v.integer(), v.minValue(0));
export const cursorSchema = v.object({ epoch: v.pipe(v.number(), v.integer(), v.minValue(1)), version: counter });
/** How far a replica has read: `epoch` rises when a backup is restored, `version` with each change. */
export type Cursor = v.InferOutput<typeof cursorSchema>;

export const syncRequestSchema = v.object({
  protocol: v.pipe(v.number(), v.integer()),
  device: idSchema.device,
  author: idSchema.member,
  /** somebody of the office, who sends the author's exported queue for them */
  carriedBy: v.exactOptional(idSchema.member),
  sentAt: instant,
  cursor: v.optional(v.nullable(cursorSchema), null),
  /** lowest `seq` that the phone still holds */
  keptFrom: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  queued: v.optional(v.nullable(v.object({ oldest: counter, newest: counter })), null),
  mutations: v.array(envelopeSchema),
});
export type SyncRequest = v.InferOutput<typeof syncRequestSchema>;

/** What became of one mutation. `by` and `at` name who did it before, when it is superseded or contradicted. */
export interface MutationResult {
  readonly id: MutationId;
  readonly seq: number;
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly by: By | null;
  readonly at: string | null;
}

/** A page of changes since a cursor. With `next` there is more: ask again from `{epoch, version}` of this page. */
export interface ChangesPage {
  readonly epoch: number;
  readonly version: number;
  /** true: `jobs` replaces what is held */
  readonly snapshot: boolean;
  readonly jobs: readonly Job[];
  readonly removed: readonly JobId[];
  /** "EPOCH.VERSION", the cursor of the next page */
  readonly next?: string;
}

export interface SyncResponse extends ChangesPage {
  readonly lastSeq: number;
  readonly minSchema: number;
  readonly maxSchema: number;
  readonly serverTime: string;
  readonly results: readonly MutationResult[];
  /** the last time that the office went back to an older state */
  readonly restored?: Restored;
}

export const formatCursor = (cursor: Cursor): string => `${cursor.epoch}.${cursor.version}`;

/** Reads "EPOCH.VERSION"; null when it is not one. */
export function readCursor(text: string): Cursor | null {
  const match = /^(\d{1,9})\.(\d{1,12})$/.exec(text);
  const parsed = v.safeParse(cursorSchema, { epoch: Number(match?.[1]), version: Number(match?.[2]) });
  return match && parsed.success ? parsed.output : null;
}
