// Owns what moving a job to another column means: the mutation behind it, a question that comes first, or why it cannot be.
import type { Args } from '#core/mutation';
import { nextStatus, stepKind, type Status } from '#core/status-flow';

/** `skips-steps`: the office too goes one step at a time. `is-over`: it has to be reopened first. */
export type MoveRefusal = 'skips-steps' | 'is-over';

export type BoardMove =
  | { readonly kind: 'stay' }
  | { readonly kind: 'do'; readonly type: 'set_status'; readonly args: Args<'set_status'> }
  | { readonly kind: 'do'; readonly type: 'reopen'; readonly args: Args<'reopen'> }
  /** it needs a reason from a person before it is a mutation */
  | { readonly kind: 'ask'; readonly type: 'cannot_complete' | 'cancel' }
  | { readonly kind: 'refused'; readonly why: MoveRefusal; readonly instead: Status | null };

/** What dropping a job that is in `from` on the column `to` does. */
export function boardMove(from: Status, to: Status): BoardMove {
  if (from === to) return { kind: 'stay' };
  if (from === 'cancelled' || from === 'completed') return fromTheEnd(from, to);
  if (to === 'cancelled') return { kind: 'ask', type: 'cancel' };
  if (stepKind(from, to) !== 'illegal') return { kind: 'do', type: 'set_status', args: { to } };
  // Work that began and goes back to the start was tried: that wants its reason, and counts.
  if (from === 'in_progress' && to === 'booking_confirmed') return { kind: 'ask', type: 'cannot_complete' };
  return { kind: 'refused', why: 'skips-steps', instead: nextStatus(from) };
}

function fromTheEnd(from: 'cancelled' | 'completed', to: Status): BoardMove {
  if (to === 'ready_for_pickup') return { kind: 'do', type: 'reopen', args: {} };
  if (from === 'completed' && to === 'in_progress') return { kind: 'do', type: 'set_status', args: { to } };
  return { kind: 'refused', why: 'is-over', instead: 'ready_for_pickup' };
}
