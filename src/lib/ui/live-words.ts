// Owns how fresh a screen is, in words: never livelier than it is.
import type { Words } from '#lib/words/en.ts';
import { clockWords } from './words.ts';

export interface Freshness {
  readonly pending: number;
  readonly state: 'live' | 'sending' | 'offline' | 'signed-out' | 'attention' | 'update-needed';
  readonly lastAnswerAt: string | null;
}

export function liveWords({ pending, state, lastAnswerAt }: Freshness, timeZone: string, { sync }: Words): string {
  const at = lastAnswerAt ? clockWords(lastAnswerAt, timeZone) : null;
  const waiting = pending > 0 ? ` · ${sync.unsent(pending)}` : '';
  switch (state) {
    case 'live':
    case 'sending':
      return `${at ? sync.live(at) : sync.connecting}${waiting}`;
    case 'offline':
      return `${at ? sync.notReachedSince(at) : sync.notReachedYet}${waiting}`;
    case 'signed-out':
      return `${sync.signedOut}${waiting}`;
    case 'attention':
      return `${sync.attention}${waiting}`;
    case 'update-needed':
      return `${sync.updateNeeded}${waiting}`;
  }
}
