// Owns how fresh a screen is, in words: never livelier than it is.
import { clockWords } from './words.ts';

export interface Freshness {
  readonly pending: number;
  readonly state: 'live' | 'sending' | 'offline' | 'signed-out' | 'attention' | 'update-needed';
  readonly lastAnswerAt: string | null;
}

export function liveWords({ pending, state, lastAnswerAt }: Freshness, timeZone: string): string {
  const at = lastAnswerAt ? clockWords(lastAnswerAt, timeZone) : null;
  const waiting = pending > 0 ? ` · ${pending} unsent` : '';
  switch (state) {
    case 'live':
    case 'sending':
      return `${at ? `Live · ${at}` : 'Connecting…'}${waiting}`;
    case 'offline':
      return `${at ? `Not reached since ${at}` : 'Not reached yet'}${waiting}`;
    case 'signed-out':
      return `Signed out${waiting}`;
    case 'attention':
      return `Needs attention${waiting}`;
    case 'update-needed':
      return `Update needed${waiting}`;
  }
}
