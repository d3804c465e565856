// Owns wall-clock time in a company's zone: local dates, and the instants of an arrival window, DST gaps and overlaps included.
import * as v from 'valibot';

/** A company's local calendar date, "2026-11-24", that exists. */
export const localDate = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, 'Use a date such as 2026-11-24'),
  v.check((text) => isRealDate(text), 'This date does not exist'),
);
/** A wall-clock time, "09:30". */
export const wallTime = v.pipe(v.string(), v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Use a time such as 09:30'));
/** An instant, ISO 8601 in UTC: "2026-11-24T15:04:05.000Z". */
export const instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/, 'Use a UTC time such as 2026-11-24T15:04:05Z'),
  // The 30th of February would be read as a day of March.
  v.check((text) => Number.isFinite(Date.parse(text)) && isRealDate(text.slice(0, 10)), 'This time does not exist'),
);

/** The local date in `timeZone` (IANA) at an instant (milliseconds since 1970). */
export function localDateAt(instantMs: number, timeZone: string): string {
  const parts = zonedParts(instantMs, timeZone);
  return `${pad(parts.year, 4)}-${pad(parts.month, 2)}-${pad(parts.day, 2)}`;
}

/** The wall-clock time in `timeZone` at an instant: "09:30". */
export function wallTimeAt(instantMs: number, timeZone: string): string {
  const { hour, minute } = zonedParts(instantMs, timeZone);
  return `${pad(hour, 2)}:${pad(minute, 2)}`;
}

/** A date `days` later (or earlier), by the calendar alone. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Monday of the week that a date lies in. */
export const weekStart = (date: string): string => addDays(date, -((weekdayOf(date) + 6) % 7));

/** 0 Sunday … 6 Saturday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/**
 * The instant (milliseconds since 1970) of a wall-clock time in a zone. In a spring gap the clock goes forward (02:30 is read as
 * 03:30); in an autumn overlap the first of the two counts.
 */
export function instantOf(date: string, time: string, timeZone: string): number {
  const wallMs = Date.parse(`${date}T${time}:00Z`);
  const before = offsetMs(wallMs - 86_400_000, timeZone);
  const after = offsetMs(wallMs + 86_400_000, timeZone);
  const matches = [wallMs - before, wallMs - after].filter((at) => at + offsetMs(at, timeZone) === wallMs);
  return matches.length > 0 ? Math.min(...matches) : wallMs - before;
}

/** The arrival window that a job made at this instant falls into: the first of that date that is not over, else the last. */
export const windowAt = <Window extends { readonly end: string }>(
  windows: readonly Window[],
  date: string,
  timeZone: string,
  nowMs: number,
): Window | undefined => windows.find(({ end }) => instantOf(date, end, timeZone) > nowMs) ?? windows.at(-1);

/** Whether the runtime knows this IANA zone. An offset such as +05:00 is none: it knows no summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

interface ZonedParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function zonedParts(instantMs: number, timeZone: string): ZonedParts {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    const numeric = 'numeric' as const;
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formatters.set(timeZone, formatter);
  }
  const parts: ZonedParts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatter.formatToParts(instantMs)) if (type in parts) parts[type as keyof ZonedParts] = Number(value);
  return parts;
}

function offsetMs(instantMs: number, timeZone: string): number {
  const p = zonedParts(instantMs, timeZone);
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(instantMs / 1000) * 1000;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
const isRealDate = (text: string): boolean => {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text) && text >= '1970-01-01' && text <= '2199-12-31';
};
