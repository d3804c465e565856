// Owns the texts that a customer is sent: their kinds, and the intent that a job keeps of each.
import type { MemberId } from '#core/id';

/** Sent by themselves when something happens to a job. */
export const TEXT_KINDS = ['booked', 'confirmed', 'on_the_way', 'arriving', 'attempted', 'completed', 'rescheduled', 'cancelled'] as const;
export type TextKind = (typeof TEXT_KINDS)[number];
/** Sent because a person of the office asked for it. */
export const HAND_KINDS = ['link', 'message'] as const;
export type HandKind = (typeof HAND_KINDS)[number];
export type AnyTextKind = TextKind | HandKind;

/** That a text is to leave. Whether it did lies beside the job, by `id`: what is short-lived never writes `jobs.json`. */
export interface TextIntent {
  /** of a text that something caused: that history entry's */
  readonly id: string;
  readonly kind: AnyTextKind;
  /** not before this, ISO UTC */
  readonly dueAt: string;
  /** the history entry that it tells of, where `id` is another one: sent again, or told by a crew's position */
  readonly cause?: string;
  /** who asked for it, when a person did */
  readonly by?: { readonly id: MemberId; readonly name: string };
  /** the words of a `message` */
  readonly text?: string;
}

export const isHandKind = (kind: AnyTextKind): kind is HandKind => (HAND_KINDS as readonly string[]).includes(kind);

/** A text caused by a move leaves at the earliest so long after it, so that an undo comes in time. */
export const UNDO_ROOM_MS = 20_000;
