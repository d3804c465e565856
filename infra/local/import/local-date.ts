// Owns reading other people's dates: by a format of theirs, as the wall clock that was written, never through another zone.
import * as v from 'valibot';
import { localDate, localDateAt } from '#core/clock-time';

const PARTS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<year>\\d{4}|\\d{2})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
};
/** Outside these years a date is a slip of the hand. */
const YEARS = { first: 1970, last: 2100 } as const;

/** Whether a format says where year, month and day stand, once each: "M/d/yyyy H:mm". */
export const isDateFormat = (format: string): boolean =>
  /^[^A-Za-z]*(?:yyyy|yy|MM|M|dd|d)(?:[^A-Za-z]+(?:yyyy|yy|MM|M|dd|d)){2}[^A-Za-z]*$/.test(dayOf(format)) &&
  ['y', 'M', 'd'].every((letter) => dayOf(format).split(new RegExp(`${letter}+`)).length === 2);

/**
 * The local date of a text, "2011-08-15"; null when it is none. Without a format the text must begin with yyyy-MM-dd. A time with an
 * offset is an instant, and its date is the one in `timeZone`.
 */
export function readLocalDate(text: string, format: string | undefined, timeZone: string): string | null {
  if (/^\d{4}-\d\d-\d\d[T ].*(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(text)) return dateOfInstant(text, timeZone);
  const groups = patternOf(format ?? 'yyyy-MM-dd').exec(text)?.groups;
  if (!groups) return null;
  const { year = '', month = '', day = '' } = groups;
  const fullYear = year.length === 2 ? `20${year}` : year;
  const date = `${fullYear}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const isPlausible = Number(fullYear) >= YEARS.first && Number(fullYear) <= YEARS.last;
  return isPlausible && v.is(localDate, date) ? date : null;
}

function dateOfInstant(text: string, timeZone: string): string | null {
  const ms = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(ms) ? null : localDateAt(ms, timeZone);
}

/** The part of a format before its time. */
const dayOf = (format: string): string => format.trim().replace(/[T\s]+[Hh].*$/, '');

/** A time behind the date may be missing or longer than the format says. */
function patternOf(format: string): RegExp {
  const source = dayOf(format).replace(
    /yyyy|yy|MM|M|dd|d|[^A-Za-z]/g,
    (part) => PARTS[part] ?? part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'),
  );
  return new RegExp(`^${source}(?:[T\\s].*)?$`);
}
