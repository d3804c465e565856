// Owns the words of a text that the office writes: what may stand in them, and filling them in for one customer.
import { localDateAt, wallTimeAt } from '#core/clock-time';
import type { Language } from '#core/language';
import { dayText } from '#core/text-template';

/** Each customer's own. Of what a customer typed only a first name, and only where it is one: nobody can make us send their link. */
export const WRITTEN_PLACEHOLDERS = ['name', 'number', 'window', 'driver', 'link', 'phone'] as const;
export type WrittenPlaceholder = (typeof WRITTEN_PLACEHOLDERS)[number];
export type WrittenValues = Readonly<Record<WrittenPlaceholder, string>>;

/** What is wrong with the words; null when they can be sent. */
export function writtenTrouble(text: string): string | null {
  const unknown = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name).find((name) => !isKnown(name));
  if (unknown !== undefined) return `{${unknown}} is not known here: take it out, or use one of the buttons`;
  return /[{}]/.test(text.replace(/\{[^{}]*\}/g, '')) ? 'A bracket stands alone: take it out' : null;
}
const isKnown = (name: string): name is WrittenPlaceholder => (WRITTEN_PLACEHOLDERS as readonly string[]).includes(name);

/** "Rosa" of "Rosa Delgado"; empty where the first word is no name: an initial, a title, an address of the web. */
export function callName(name: string): string {
  const [first = ''] = name.trim().split(/\s+/);
  return /^\p{L}[\p{L}'’-]{1,19}$/u.test(first) && !TITLES.has(first.toLowerCase()) ? first : '';
}
/** With a dot behind them they are no words of letters alone. */
const TITLES = new Set(
  'mr mrs ms mx miss mister madam sir dr dra doctor doctora prof professor rev sr sra srta señor señora the'.split(' '),
);

/** With the company's name before it, as everything that it sends. Without a name, "Hi {name}, we" is "Hi, we". */
export function writtenText(company: string, text: string, values: WrittenValues): string {
  const words = values.name ? text : text.replace(/^\s*\{name\}[\s,]*| ?\{name\}/g, '');
  return `${company}: ${words.replace(/\{(\w+)\}/g, (whole, name: string) => (isKnown(name) ? values[name] : whole))}`;
}

const WRITTEN_AT: Readonly<Record<Language, (moment: string) => string>> = {
  en: (moment) => ` (written ${moment})`,
  es: (moment) => ` (escrito ${moment})`,
};
/** Nobody reads a quarter of an hour out of "soon". */
const WRITTEN_LATE_MS = 15 * 60_000;

/** Milliseconds since 1970. */
export interface WrittenTimes {
  readonly writtenMs: number;
  /** 'unknown': it may be as late as can be */
  readonly leavesMs: number | 'unknown';
}
/** Stands behind words that leave long after they were written, so that "in an hour" is read as it was meant; else empty. */
export function writtenAt({ writtenMs, leavesMs }: WrittenTimes, timeZone: string, language: Language): string {
  if (leavesMs !== 'unknown' && leavesMs - writtenMs <= WRITTEN_LATE_MS) return '';
  const [date, clock] = [localDateAt(writtenMs, timeZone), wallTimeAt(writtenMs, timeZone)];
  const isSameDay = leavesMs !== 'unknown' && date === localDateAt(leavesMs, timeZone);
  return WRITTEN_AT[language](isSameDay ? clock : `${dayText(date, language)}, ${clock}`);
}
