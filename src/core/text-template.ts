// Owns what the texts say: the words of each kind in each language, what may stand in them, and filling them in.
import type { Company } from '#core/company';
import { weekdayOf } from '#core/clock-time';
import type { ArrivalWindow, Job } from '#core/job';
import type { Language } from '#core/language';
import type { AttemptReason } from '#core/mutation';
import type { TextKind } from '#core/text-kind';

/** What may stand in a template. Nothing that a customer typed: nobody can make us send their link. */
export const PLACEHOLDERS = ['company', 'phone', 'number', 'window', 'driver', 'link', 'reason'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
export type TextValues = Readonly<Record<Placeholder, string>>;

/**
 * Spanish without á, í, ó and ú: they are not in the 7-bit alphabet, and would halve what fits. *Start* is tapped at the wheel or at the
 * door, so "on the way" says no more than is known.
 */
export const DEFAULT_TEMPLATES: Readonly<Record<TextKind | 'link', Readonly<Record<Language, string>>>> = {
  booked: {
    en: '{company}: pickup {number} is booked for {window}. Follow it: {link} Reply STOP for no more texts.',
    es: '{company}: recogida {number} reservada para el {window}. Siga su recogida: {link} Responda STOP para no recibir mensajes.',
  },
  confirmed: {
    en: '{company}: pickup {number} is planned for {window}. Follow it: {link}',
    es: '{company}: recogida {number} confirmada para el {window}. Siga su recogida: {link}',
  },
  on_the_way: {
    en: '{company}: {driver} has started on pickup {number}: on the way, or at your door now. {link}',
    es: '{company}: {driver} empieza su recogida {number}: en camino, o ya en su puerta. {link}',
  },
  arriving: {
    en: '{company}: {driver} is close by for pickup {number}. {link}',
    es: '{company}: {driver} llega en breve para su recogida {number}. {link}',
  },
  attempted: {
    en: '{company}: we could not do pickup {number}: {reason}. Please call {phone} for another time. {link}',
    es: '{company}: no pudimos hacer su recogida {number}: {reason}. Llame al {phone} para cambiar la hora. {link}',
  },
  completed: {
    en: '{company}: pickup {number} is done. Thank you. {link}',
    es: '{company}: su recogida {number} ya se hizo. Gracias. {link}',
  },
  rescheduled: {
    en: '{company}: pickup {number} is now on {window}. Follow it: {link}',
    es: '{company}: su recogida {number} es ahora el {window}. Siga su recogida: {link}',
  },
  cancelled: {
    en: '{company}: pickup {number} is cancelled. Questions: {phone}',
    es: '{company}: su recogida {number} se cancela. Preguntas: {phone}',
  },
  link: {
    en: '{company}: follow pickup {number} here: {link}',
    es: '{company}: siga su recogida {number} en: {link}',
  },
};

/** The company's own words, or ours. */
export const templateOf = ({ textTemplates }: Pick<Company, 'textTemplates'>, kind: TextKind | 'link', language: Language): string =>
  textTemplates.find(({ id }) => id === `${kind}.${language}`)?.text ?? DEFAULT_TEMPLATES[kind][language];

/** What is wrong with a template, in words; null when it can be sent. */
export function templateTrouble(text: string): string | null {
  const unknown = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name).find((name) => !isPlaceholder(name));
  const known = PLACEHOLDERS.map((name) => `{${name}}`).join(' ');
  if (unknown !== undefined) return `{${unknown}} is not known here. Use ${known}`;
  return /[{}]/.test(text.replace(/\{[^{}]*\}/g, '')) ? `A bracket stands alone. Use ${known}` : null;
}
const isPlaceholder = (name: string): name is Placeholder => (PLACEHOLDERS as readonly string[]).includes(name);

/** A value is put in once: brackets inside one are text. */
export const fillTemplate = (template: string, values: TextValues): string =>
  template
    .replace(/\{(\w+)\}/g, (whole, name: string) => (isPlaceholder(name) ? values[name] : whole))
    .replace(/ {2,}/g, ' ')
    .trim();

const DAYS = {
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  es: ['dom', 'lun', 'mar', 'mie', 'jue', 'vie', 'sab'],
} as const;
const MONTHS = {
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  es: ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'],
} as const;

/** "Tue Nov 24, 10:00-12:00", in characters that cost one septet. */
export const windowText = ({ date, start, end }: ArrivalWindow, language: Language): string =>
  `${dayText(date, language)}, ${start}-${end}`;

/** "Tue Nov 24" */
export function dayText(date: string, language: Language): string {
  const [day, month] = [DAYS[language][weekdayOf(date)], MONTHS[language][Number(date.slice(5, 7)) - 1]];
  const ofMonth = String(Number(date.slice(8)));
  return language === 'en' ? `${day} ${month} ${ofMonth}` : `${day} ${ofMonth} ${month}`;
}

export const CREW_TEXT: Readonly<Record<Language, string>> = { en: 'your crew', es: 'su equipo' };
export const OFFICE_TEXT: Readonly<Record<Language, string>> = { en: 'the office', es: 'la oficina' };

/** What a job's texts say of it. @param driver their first name, null where nobody is known */
export const jobValues = (
  { number, window }: Pick<Job, 'number' | 'window'>,
  { phone }: Pick<Company, 'phone'>,
  language: Language,
  { driver, link }: { readonly driver: string | null; readonly link: string },
): Omit<TextValues, 'company' | 'reason'> => ({
  phone: phone || OFFICE_TEXT[language],
  number: number === null ? '' : `#${number}`,
  window: windowText(window, language),
  driver: driver ?? CREW_TEXT[language],
  link,
});

export const REASON_TEXT: Readonly<Record<AttemptReason, Readonly<Record<Language, string>>>> = {
  no_access: { en: 'there was no access', es: 'no hubo acceso' },
  blocked: { en: 'the way was blocked', es: 'el paso estaba bloqueado' },
  not_home: { en: 'nobody was home', es: 'no hubo nadie en casa' },
  too_heavy: { en: 'it was too heavy', es: 'pesaba demasiado' },
  unsafe: { en: 'it was not safe', es: 'no era seguro' },
  other: { en: 'something stood in the way', es: 'hubo un problema' },
};
