// Owns how times and places are said on screens: short, local to the company, in a person's words.
import type { Words } from '#lib/words/en.ts';

/** "Tue 24 Nov" of a local date. */
export function dayWords(date: string, locale = 'en-GB'): string {
  const format = days.get(locale) ?? new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' });
  days.set(locale, format);
  return format.format(new Date(`${date}T12:00:00Z`)).replace(',', '');
}
/** Making one costs a hundred times as much as using it, and a board says hundreds of times. */
const days = new Map<string, Intl.DateTimeFormat>();

/** "Today", "Tomorrow", "Yesterday", else the day. */
export function relativeDay(date: string, today: string, { locale, day }: Pick<Words, 'locale' | 'day'>): string {
  const apart = Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000);
  return apart === 0 ? day.today : apart === 1 ? day.tomorrow : apart === -1 ? day.yesterday : dayWords(date, locale);
}

/** "10:00–12:00" */
export const windowWords = ({ start, end }: { readonly start: string; readonly end: string }): string => `${start}–${end}`;

/** "10–12", or "10:30–12:30" where minutes count */
export const shortWindow = ({ start, end }: { readonly start: string; readonly end: string }): string =>
  start.endsWith(':00') && end.endsWith(':00') ? `${start.slice(0, 2)}–${end.slice(0, 2)}` : `${start}–${end}`;

/** "10:42" of an instant, in the company's zone. */
export function clockWords(at: string | number, timeZone: string): string {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  return clock.format(new Date(at));
}
const clocks = new Map<string, Intl.DateTimeFormat>();

/** "10:42" for today, "Mon 10:42" within a week, else "23 Nov 10:42". */
export function momentWords(at: string, timeZone: string, nowMs: number, locale: string): string {
  const day = (ms: number): string => new Intl.DateTimeFormat('en-CA', { timeZone }).format(ms);
  const clock = clockWords(at, timeZone);
  if (day(Date.parse(at)) === day(nowMs)) return clock;
  const near = Math.abs(nowMs - Date.parse(at)) < 6 * 86_400_000;
  const words = new Intl.DateTimeFormat(locale, {
    timeZone,
    ...(near ? { weekday: 'short' } : { day: 'numeric', month: 'short' }),
  }).format(new Date(at));
  return `${words} ${clock}`;
}

/** "just now", "3 min", "2 h" since an instant. */
export function ageWords(at: string, nowMs: number, words: Words['age']): string {
  const minutes = Math.max(0, Math.floor((nowMs - Date.parse(at)) / 60_000));
  if (minutes < 1) return words.now;
  return minutes < 60 ? words.minutes(minutes) : words.hours(Math.floor(minutes / 60));
}

/** A job's name in a person's language. */
export const jobTitle = ({ number }: { readonly number: number | null }, words: Words): string =>
  number === null ? words.job.new : `#${number}`;

/** "1 job", "3 jobs" on the office's English pages; what a crew reads has its plurals from Intl. */
export const count = (many: number, one: string, more = `${one}s`): string => `${many} ${many === 1 ? one : more}`;

/** "SO" for "Sam Ortiz". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : (words[0]?.[1] ?? '')}`.toUpperCase();
}

/** What a phone dials: digits and a plus. */
export const dialable = (phone: string): string => phone.replace(/[^\d+]/g, '');
/** A link that asks the phone's own maps for the way. */
export const mapsLink = (address: string): string => `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(address)}`;
export const phoneLink = (phone: string): string => `tel:${dialable(phone)}`;
/** Both kinds of phones read `?&body=`. */
export const textLink = (phone: string, body = ''): string => `sms:${dialable(phone)}${body ? `?&body=${encodeURIComponent(body)}` : ''}`;
