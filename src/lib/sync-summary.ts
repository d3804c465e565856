// Owns what a screen says of the line to the office: how much waits here, since when, how safely, and whether it is heard.
import type { Words } from '#lib/words/en.ts';
import { waitingHere } from '#sync/local-replica';
import type { OutboxRow } from '#sync/port';
import type { OwnReason } from '#sync/retry-policy';
import type { SyncStatus } from '#sync/sync-loop';

export interface SyncSummary {
  /** changes of this person that have no answer yet */
  readonly pending: number;
  readonly oldestAt: string | null;
  /** photos whose bytes are still on this device */
  readonly photos: number;
  readonly state: 'live' | 'sending' | 'offline' | 'signed-out' | 'attention' | 'update-needed';
  readonly lastAnswerAt: string | null;
  /** about the trouble, for `reasonWords` */
  readonly detail: string | null;
  /** what waits is on this device's disk */
  readonly durable: boolean;
}

/** @param unread a queue may lie on this device's disk, and nobody can tell: nothing says then that all is with the office */
export function syncSummary(
  rows: readonly OutboxRow[],
  status: SyncStatus | null,
  { durable, photos, unread }: Pick<SyncSummary, 'durable' | 'photos'> & { readonly unread: boolean },
): SyncSummary {
  const { trouble = null, detail = null, lastAnswerAt = null } = status ?? {};
  const state = trouble ?? (unread ? 'attention' : (status?.sending.size ?? 0) > 0 ? 'sending' : 'live');
  return { ...waitingHere(rows), state, lastAnswerAt, detail, durable, photos };
}

/** Why something needs attention, as far as that is known. */
export function reasonWords(detail: string, { sync }: Words): string {
  const own: Readonly<Record<OwnReason, string>> = sync.reason;
  return Object.hasOwn(own, detail) ? own[detail as OwnReason] : sync.officeSays(detail);
}

export type SignOutRefusal = { readonly code: 'unsent' | 'unreachable'; readonly message: string };

/** @param photos counted only when no change waits; where neither does, what may lie here cannot be read */
export const unsentRefusal = (pending: number, photos: number, { frame }: Words): SignOutRefusal => ({
  code: 'unsent',
  message: pending > 0 ? frame.unsentChanges(pending) : photos > 0 ? frame.unsentPhotos(photos) : frame.storage.unread,
});
export const unreachable = ({ frame }: Words): SignOutRefusal => ({ code: 'unreachable', message: frame.signOutUnheard });
