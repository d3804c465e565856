// Owns how a setting is said in words, where two people's are put side by side.
import type { Field, Settings } from '#core/company-settings';
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
      return listed(settings.blackout.map(({ date, reason }) => (reason ? `${dayWords(date)} (${reason})` : dayWords(date))));
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

function windowWords(slot: Settings['slots'][number]): string {
  const week = weekOf(slot);
  return `${slot.start}–${slot.end} (${WEEK.map(([day, short]) => (week[day] ? `${short} ${week[day]}` : ''))
    .filter(Boolean)
    .join(' ')})`;
}

export function noticeWords(minutes: number): string {
  const many = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (minutes === 0) return 'none';
  if (minutes % 1_440 === 0) return many(minutes / 1_440, 'day');
  return minutes % 60 === 0 ? many(minutes / 60, 'hour') : many(minutes, 'minute');
}
