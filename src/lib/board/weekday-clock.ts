// Owns how a moment of these days reads in the company's own zone: its weekday there, and the clock.
import { localDateAt } from '#core/clock-time';
import { clockWords, dayWords } from '#lib/ui/words.ts';

/** "Sun 23:21" of an instant, ISO UTC. */
export const weekdayClock = (at: string, timeZone: string): string =>
  `${dayWords(localDateAt(Date.parse(at), timeZone)).split(' ')[0] ?? ''} ${clockWords(at, timeZone)}`;
