// Owns the queue as a file: everything of this person that has no answer yet, in the form in which it is sent, for a day when sending fails.
import type { MemberId } from '#core/id';
import { pendingRows } from './outbox.ts';
import type { Replica } from './port.ts';

export interface QueueFile {
  readonly format: 'haul-queue';
  readonly version: 1;
  readonly tenant: string;
  readonly author: { readonly id: MemberId; readonly name: string };
  readonly device: string;
  /** ISO UTC, by the device's clock */
  readonly exportedAt: string;
  /** said in words, for whoever opens it: what it holds and what it does not */
  readonly note: string;
  /** as `POST /api/sync` takes them */
  readonly mutations: readonly object[];
}

export const queueFile = (
  replica: Replica,
  who: { readonly tenant: string; readonly author: QueueFile['author'] },
  exportedAt: string,
): QueueFile => ({
  format: 'haul-queue',
  version: 1,
  ...who,
  device: replica.device,
  exportedAt,
  note: 'Changes that the office has not confirmed. Photos are named here and hold no picture: those stay on the phone until it sends them.',
  mutations: pendingRows(replica).map(({ seq, draft }) => ({ ...draft, seq })),
});
