// Owns how a setting is said in words, where two people's are put side by side.
import type { Service } from '#core/company';
import { sameValue, type Field, type Settings } from '#core/company-settings';
import { weekOf } from '#core/week';
import { TEXT_LABELS } from '#lib/ui/text-labels.ts';
import { dayWords } from '#lib/ui/words.ts';

export const LANGUAGE_WORDS = { en: 'English', es: 'Spanish' } as const;
/** The week as the office reads it: Monday first. */
export const WEEK: readonly (readonly [day: number, short: string, long: string])[] = [
  [1, 'Mon', 'Monday'],
  [2, 'Tue', 'Tuesday'],
  [3, 'Wed', 'Wednesday'],
  [4, 'Thu', 'Thursday'],
  [5, 'Fri', 'Friday'],
  [6, 'Sat', 'Saturday'],
  [0, 'Sun', 'Sunday'],
];

const listed = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));

export function settingWords(field: Field, settings: Settings): string {
  switch (field) {
    case 'logo':
      return settings.logo ? 'a logo' : 'no logo';
    case 'services':
      return listed(settings.services.filter(({ retired }) => !retired).map(({ name }) => name));
    case 'slots':
      return listed(settings.slots.filter(({ weekdays }) => weekdays.length > 0).map(windowWords));
    case 'noticeMinutes':
      return noticeWords(settings.noticeMinutes);
    case 'blackout':
      return listed(settings.blackout.map(dayOffWords));
    case 'languages':
      return listed(settings.languages.map((each) => LANGUAGE_WORDS[each]));
    case 'language':
      return LANGUAGE_WORDS[settings.language];
    case 'changeNoticeMinutes':
      return `until ${noticeWords(settings.changeNoticeMinutes)} before`;
    case 'showPhotos':
      return settings.showPhotos ? 'shown' : 'not shown';
    case 'textsOff':
      return settings.textsOff.length === 0 ? 'all of them' : `all but ${listed(settings.textsOff.map((kind) => TEXT_LABELS[kind]))}`;
    case 'textTemplates':
      return listed(settings.textTemplates.map(({ id, text }) => `${id}: ${text}`));
    case 'textQuiet':
      return settings.textQuiet.from === settings.textQuiet.to ? 'none' : `${settings.textQuiet.from}–${settings.textQuiet.to}`;
    case 'textCaps':
      return `${settings.textCaps.company}, and ${settings.textCaps.number} to one number`;
    case 'textCountries':
      return listed(settings.textCountries);
    default:
      return String(settings[field] || 'nothing');
  }
}

/** What of `one` is otherwise than in `other`: of a list the entries alone that are, with what is otherwise in them. */
export function differenceWords(field: Field, one: Settings, other: Settings): string {
  const lists: Partial<Record<Field, () => string[]>> = {
    services: () => entriesApart(one.services, other.services, ({ id }) => id, serviceWords),
    slots: () => entriesApart(one.slots, other.slots, ({ slot }) => slot, hoursWords),
    blackout: () => entriesApart(one.blackout, other.blackout, ({ date }) => date, closedWords),
    textTemplates: () => entriesApart(one.textTemplates, other.textTemplates, ({ id }) => id, templateWords),
  };
  const words = lists[field]?.();
  // Only their order is otherwise.
  return words?.length ? words.join('; ') : settingWords(field, one);
}

type EntryWords<Each> = (here: Each | undefined, there: Each | undefined) => string;
function entriesApart<Each>(
  one: readonly Each[],
  other: readonly Each[],
  keyOf: (each: Each) => string,
  words: EntryWords<Each>,
): string[] {
  const keys = [...new Set([...one, ...other].map(keyOf))];
  const pairs = keys.map((key) => [one, other].map((list) => list.find((each) => keyOf(each) === key)));
  return pairs.filter(([here, there]) => !sameValue(here, there)).map(([here, there]) => words(here, there));
}

const serviceWords: EntryWords<Service> = (here, there) => {
  const name = here?.name ?? there?.name ?? '';
  if (!here || here.retired) return `${name}: not offered`;
  const otherwise = SERVICE_WORDS.filter(([part]) => here[part] !== there?.[part]).map(
    ([part, label]) => `${label}: ${here[part] ?? 'none'}`,
  );
  return [name, ...otherwise].join(', ');
};
const SERVICE_WORDS = [
  ['description', 'description'],
  ['nameEs', 'in Spanish'],
  ['descriptionEs', 'description in Spanish'],
] as const;
const closedWords: EntryWords<Settings['blackout'][number]> = (here, there) =>
  here ? dayOffWords(here) : `${dayWords(there?.date ?? '')}: open`;
const templateWords: EntryWords<Settings['textTemplates'][number]> = (here, there) =>
  `${(here ?? there)?.id}: ${here?.text ?? 'our own words'}`;

/** A window that only one of them has is closed with the other. */
const hoursWords: EntryWords<Settings['slots'][number]> = (here, there) =>
  here ? windowWords(here) : there ? windowWords({ ...there, weekdays: [] }) : '';

const dayOffWords = ({ date, reason }: Settings['blackout'][number]): string => (reason ? `${dayWords(date)} (${reason})` : dayWords(date));

function windowWords(slot: Settings['slots'][number]): string {
  const week = weekOf(slot);
  const days = WEEK.filter(([day]) => week[day]).map(([day, short]) => `${short} ${week[day]}`);
  return `${slot.start}–${slot.end} (${days.join(' ') || 'closed'})`;
}

export function noticeWords(minutes: number): string {
  const many = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (minutes === 0) return 'none';
  if (minutes % 1_440 === 0) return many(minutes / 1_440, 'day');
  return minutes % 60 === 0 ? many(minutes / 60, 'hour') : many(minutes, 'minute');
}
