// Owns reading other people's dates: by a format of theirs, as the wall clock that was written, never through another zone.
import { localDateAt } from '#core/clock-time';

const PARTS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<year>\\d{2,4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '\\d{2}',
  H: '\\d{1,2}',
  mm: '\\d{2}',
  ss: '\\d{2}',
  a: '[AaPp]\\.?[Mm]\\.?',
};

/**
 * The local date of a text, "2011-08-15"; null when it is none. Without a format the text must begin with yyyy-MM-dd. A time with an
 * offset is an instant, and its date is the one in `timeZone`.
 */
export function readLocalDate(text: string, format: string | undefined, timeZone: string): string | null {
  const trimmed = text.trim();
  if (/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(trimmed))
    return Number.isNaN(Date.parse(trimmed)) ? null : localDateAt(Date.parse(trimmed), timeZone);
  const groups = patternOf(format ?? 'yyyy-MM-dd').exec(trimmed)?.groups;
  if (!groups) return null;
  const { year = '', month = '', day = '' } = groups;
  const date = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date) ? date : null;
}

/** A time behind the date may be missing or longer than the format says. */
function patternOf(format: string): RegExp {
  const day = format.replace(/[T\s]+[Hh].*$/, '');
  const source = day.replace(/yyyy|yy|MM|M|dd|d|[^A-Za-z]/g, (part) => PARTS[part] ?? part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${source}(?:[T\\s].*)?$`);
}
