// Owns when the quiet hours end that run at a moment, and when the next begin, by the company's clock.
import { addDays, instantOf, localDateAt, wallTimeAt } from '#core/clock-time';
import type { Company } from '#core/company';

/** When the quiet hours that run now end, milliseconds since 1970; null outside them. */
export function quietUntil({ textQuiet: { from, to }, timeZone }: Pick<Company, 'textQuiet' | 'timeZone'>, nowMs: number): number | null {
  const [date, time] = [localDateAt(nowMs, timeZone), wallTimeAt(nowMs, timeZone)];
  const overMidnight = from > to;
  const quiet = overMidnight ? time >= from || time < to : time >= from && time < to;
  if (!quiet) return null;
  // Where the clock is put back an hour comes twice: the end that lies behind is not meant.
  const endMs = instantOf(overMidnight && time >= from ? addDays(date, 1) : date, to, timeZone);
  return endMs > nowMs ? endMs : nowMs + 3_600_000;
}

/** When the quiet hours begin next; never where there are none. */
export function quietFrom({ textQuiet: { from, to }, timeZone }: Pick<Company, 'textQuiet' | 'timeZone'>, nowMs: number): number {
  if (from === to) return Infinity;
  const date = localDateAt(nowMs, timeZone);
  const todayMs = instantOf(date, from, timeZone);
  return todayMs > nowMs ? todayMs : instantOf(addDays(date, 1), from, timeZone);
}
