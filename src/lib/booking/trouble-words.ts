// Owns what became of a try to book, in words.
import type { CompanyPage } from '#core/session';
import type { Refused } from './send-booking.ts';
import type { BookingWords } from './words-en.ts';

interface Scene {
  readonly words: BookingWords;
  readonly company: Pick<CompanyPage, 'days'>;
  /** the browser says that there is no connection */
  readonly offline: boolean;
  /** the day that was wanted */
  readonly date: string;
}

export function problemWords(said: Refused | 'unknown' | 'cannot-save', { words, company, offline, date }: Scene): string {
  const { trouble } = words;
  if (said === 'unknown') return offline ? trouble.offline : trouble.unanswered;
  if (said === 'cannot-save') return trouble.cannotSave;
  switch (said.why) {
    case 'fields':
      return '';
    case 'full':
    case 'past':
    case 'tooSoon':
      return offered(trouble[said.why], said, trouble.noneOpen);
    case 'closed':
      return offered(trouble.closed(company.days.find((day) => day.date === date)?.closed ?? ''), said, trouble.noneOpen);
    case 'already':
      return trouble.already(said.number ?? 0);
    default:
      return trouble[said.why];
  }
}

/** The sentence leads to the windows below it; where there are none, it says so. */
const offered = (sentence: string, { open }: Refused, none: string): string =>
  open.length > 0 ? sentence : `${sentence.slice(0, sentence.indexOf('.') + 1)} ${none}`;
