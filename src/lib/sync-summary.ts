// Owns what a screen says of the line to the office: how much waits here, since when, how safely, and whether it is heard.
import { waitingHere } from '#sync/local-replica';
import type { OutboxRow } from '#sync/port';
import type { SyncStatus } from '#sync/sync-loop';

export interface SyncSummary {
  /** changes of this person that have no answer yet */
  readonly pending: number;
  readonly oldestAt: string | null;
  /** photos whose bytes are still on this device */
  readonly photos: number;
  readonly state: 'live' | 'sending' | 'offline' | 'signed-out' | 'attention' | 'update-needed';
  readonly lastAnswerAt: string | null;
  /** the server's words, when there are any */
  readonly detail: string | null;
  /** what waits is on this device's disk */
  readonly durable: boolean;
}

export function syncSummary(rows: readonly OutboxRow[], status: SyncStatus | null, durable: boolean, photos: number): SyncSummary {
  const { trouble = null, detail = null, lastAnswerAt = null } = status ?? {};
  const state = trouble ?? ((status?.sending.size ?? 0) > 0 ? 'sending' : 'live');
  return { ...waitingHere(rows), state, lastAnswerAt, detail, durable, photos };
}

export type SignOutRefusal = { readonly code: 'unsent' | 'unreachable'; readonly message: string };

/** @param photos counted only when no change waits */
export const unsentRefusal = (pending: number, photos: number): SignOutRefusal => {
  const what =
    pending > 0
      ? `${pending === 1 ? 'One change is' : `${pending} changes are`} not sent yet`
      : `${photos === 1 ? 'One photo is' : `${photos} photos are`} still on this phone`;
  return { code: 'unsent', message: `${what}. Send them first, then sign out.` };
};
export const UNREACHABLE: SignOutRefusal = {
  code: 'unreachable',
  message: 'Cannot reach the office to sign out. Try again with a signal.',
};
