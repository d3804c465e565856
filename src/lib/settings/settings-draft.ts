// Owns the settings as they are being typed: every input's own words, which fields differ from what is stored, and the change they make.
import * as v from 'valibot';
import type { Logo, Service } from '#core/company';
import { FIELDS, settingsErrors, settingsSchema, type Field, type Settings, type SettingsChange } from '#core/company-settings';
import type { Company } from '#core/company';
import type { FieldError } from '#core/problem';
import type { TextKind } from '#core/text-kind';
import { weekOf } from '#core/week';

export interface WindowRow {
  /** for the page's own bookkeeping */
  readonly key: string;
  slot: string;
  start: string;
  end: string;
  /** places as typed, Sunday first; empty is closed */
  cells: string[];
}
export interface PickedLogo {
  readonly url: string;
  readonly data: string;
  readonly width: number;
  readonly height: number;
}
export type NoticeUnit = 'minutes' | 'hours' | 'days';

/** What may be left empty: what is not there is not sent. */
const SERVICE_EXTRAS = ['description', 'nameEs', 'descriptionEs'] as const;
type TypedService = Service & { -readonly [Extra in (typeof SERVICE_EXTRAS)[number]]?: string };

export interface Draft {
  name: string;
  phone: string;
  timeZone: string;
  country: string;
  mark: string;
  color: string;
  colorDark: string;
  logo: Logo | null;
  /** a new one that is not stored yet */
  picked: PickedLogo | null;
  services: TypedService[];
  windows: WindowRow[];
  notice: string;
  noticeUnit: NoticeUnit;
  jobsPerDriver: string;
  blackout: { date: string; reason: string }[];
  languages: ('en' | 'es')[];
  language: 'en' | 'es';
  change: string;
  changeUnit: NoticeUnit;
  showPhotos: boolean;
  textsOff: TextKind[];
  /** own words by kind and language, "booked.en"; ours where there are none */
  templates: Record<string, string>;
  quietFrom: string;
  quietTo: string;
  capCompany: string;
  capNumber: string;
  /** with commas between them */
  countries: string;
}

export const UNIT_MINUTES: Readonly<Record<NoticeUnit, number>> = { minutes: 1, hours: 60, days: 1_440 };
const unitOf = (minutes: number): NoticeUnit => (minutes % 1_440 === 0 && minutes > 0 ? 'days' : minutes % 60 === 0 ? 'hours' : 'minutes');

export function draftOf(settings: Settings): Draft {
  const { slots, noticeMinutes, changeNoticeMinutes, blackout, services, textTemplates, textQuiet, textCaps, textCountries, ...same } =
    settings;
  const noticeUnit = unitOf(noticeMinutes);
  const changeUnit = unitOf(changeNoticeMinutes);
  return {
    ...same,
    languages: [...same.languages],
    textsOff: [...same.textsOff],
    templates: Object.fromEntries(textTemplates.map(({ id, text }) => [id, text])),
    quietFrom: textQuiet.from,
    quietTo: textQuiet.to,
    capCompany: String(textCaps.company),
    capNumber: String(textCaps.number),
    countries: textCountries.join(', '),
    picked: null,
    services: services.map((service) => ({ ...service })),
    windows: slots.filter(({ weekdays }) => weekdays.length > 0).map((slot) => rowOf(slot, weekOf(slot))),
    notice: String(noticeMinutes / UNIT_MINUTES[noticeUnit]),
    noticeUnit,
    change: String(changeNoticeMinutes / UNIT_MINUTES[changeUnit]),
    changeUnit,
    jobsPerDriver: String(same.jobsPerDriver),
    blackout: blackout.map(({ date, reason = '' }) => ({ date, reason })),
  };
}

export const rowOf = ({ slot, start, end }: { slot: string; start: string; end: string }, week: readonly number[]): WindowRow => ({
  key: slot || `new ${start} ${end} ${++rows}`,
  slot,
  start,
  end,
  cells: week.map((places) => (places > 0 ? String(places) : '')),
});
let rows = 0;

/** What a field is made of: what is compared to know whether it was changed. */
const PARTS: Readonly<Record<Field, (draft: Draft) => unknown>> = {
  name: ({ name }) => name,
  phone: ({ phone }) => phone,
  timeZone: ({ timeZone }) => timeZone,
  country: ({ country }) => country.trim().toUpperCase(),
  mark: ({ mark }) => mark,
  color: ({ color }) => color.toLowerCase(),
  colorDark: ({ colorDark }) => colorDark.toLowerCase(),
  logo: ({ logo, picked }) => [logo?.sha256 ?? null, picked?.data ?? null],
  services: ({ services }) =>
    services.map((each) => [each.id, each.name, ...SERVICE_EXTRAS.map((extra) => each[extra] ?? ''), each.retired ?? false]),
  slots: ({ windows }) => windows.map(({ slot, start, end, cells }) => [slot, start, end, cells.map((cell) => cell.trim())]),
  noticeMinutes: ({ notice, noticeUnit }) => minutesIn(notice, noticeUnit),
  jobsPerDriver: ({ jobsPerDriver }) => jobsPerDriver.trim(),
  blackout: ({ blackout }) => blackout.map(({ date, reason }) => [date, reason]),
  languages: ({ languages }) => languages.toSorted(),
  language: ({ language }) => language,
  changeNoticeMinutes: ({ change, changeUnit }) => minutesIn(change, changeUnit),
  showPhotos: ({ showPhotos }) => showPhotos,
  textsOff: ({ textsOff }) => textsOff.toSorted(),
  textTemplates: (draft) => templateList(draft),
  textQuiet: ({ quietFrom, quietTo }) => [quietFrom, quietTo],
  textCaps: ({ capCompany, capNumber }) => [Number(capCompany || Number.NaN), Number(capNumber || Number.NaN)],
  textCountries: ({ countries }) => countriesIn(countries),
};

/** Own templates in a fixed order: what is wrong with one is told by its place. */
export const templateList = ({ templates }: Pick<Draft, 'templates'>): readonly { readonly id: string; readonly text: string }[] =>
  Object.entries(templates)
    .map(([id, text]) => ({ id, text }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
const countriesIn = (text: string): string[] => [
  ...new Set(
    text
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter(Boolean),
  ),
];

export const changedFields = (base: Draft, draft: Draft): Field[] =>
  FIELDS.filter((field) => JSON.stringify(PARTS[field](base)) !== JSON.stringify(PARTS[field](draft)));

/** Where a field is typed, when not under its own name. */
const TYPED_IN: Partial<Record<Field, readonly (keyof Draft)[]>> = {
  logo: ['logo', 'picked'],
  slots: ['windows'],
  noticeMinutes: ['notice', 'noticeUnit'],
  changeNoticeMinutes: ['change', 'changeUnit'],
  textTemplates: ['templates'],
  textQuiet: ['quietFrom', 'quietTo'],
  textCaps: ['capCompany', 'capNumber'],
  textCountries: ['countries'],
};

/**
 * The draft `next` with what was typed since `then`: an answer takes nothing from under the hands of who goes on typing.
 * @param but a field of which what was typed is given up
 */
export function withTyped(next: Draft, then: Draft, typed: Draft, but: Field | null = null): Draft {
  const fields = changedFields(then, typed).filter((field) => field !== but);
  const keys = fields.flatMap((field) => TYPED_IN[field] ?? [field as keyof Draft]);
  return { ...next, ...Object.fromEntries(keys.map((key) => [key, typed[key]])) };
}

function sentService(service: TypedService): Service {
  const sent = { ...service };
  for (const extra of SERVICE_EXTRAS) if (!sent[extra]?.trim()) delete sent[extra];
  return sent;
}

/** What is sent for a field; not checked yet. */
const SENT: Partial<Record<Field, (draft: Draft) => unknown>> = {
  services: ({ services }) => services.map(sentService),
  slots: ({ windows }) => windows.map(slotOf),
  noticeMinutes: ({ notice, noticeUnit }) => minutesIn(notice, noticeUnit),
  changeNoticeMinutes: ({ change, changeUnit }) => minutesIn(change, changeUnit),
  jobsPerDriver: ({ jobsPerDriver }) => numberIn(jobsPerDriver),
  blackout: ({ blackout }) => blackout.map(({ date, reason }) => ({ date, ...(reason.trim() && { reason }) })),
  textTemplates: (draft) => templateList(draft),
  textQuiet: ({ quietFrom, quietTo }) => ({ from: quietFrom, to: quietTo }),
  textCaps: ({ capCompany, capNumber }) => ({ company: numberIn(capCompany), number: numberIn(capNumber) }),
  textCountries: ({ countries }) => countriesIn(countries),
};
/** NaN when nothing, or no number, was typed. */
const numberIn = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
const minutesIn = (text: string, unit: NoticeUnit): number => Math.round(numberIn(text) * UNIT_MINUTES[unit] * 1_000) / 1_000;

function slotOf({ slot, start, end, cells }: WindowRow): unknown {
  const week = cells.map((cell) => (cell.trim() === '' ? 0 : Number(cell)));
  const weekdays = [0, 1, 2, 3, 4, 5, 6].filter((day) => week[day] !== 0);
  return { ...(slot && { slot }), start, end, places: 0, weekdays, placesOn: week };
}

/** The change of these fields, checked by the rules that the server has. */
export function checkDraft(
  draft: Draft,
  fields: readonly Field[],
  company: Company,
): { readonly set: SettingsChange | null; readonly errors: readonly FieldError[] } {
  // A picked logo is checked by its bytes, when it is sent.
  const asked = fields.filter((field) => field !== 'logo' || !draft.picked);
  const parsed = v.safeParse(
    settingsSchema,
    Object.fromEntries(asked.map((field) => [field, SENT[field]?.(draft) ?? draft[field as 'name']])),
  );
  if (!parsed.success)
    return { set: null, errors: parsed.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message })) };
  const errors = settingsErrors(parsed.output, company);
  return errors.length > 0 ? { set: null, errors } : { set: parsed.output, errors };
}

export const WORDS: Readonly<Record<Field, string>> = {
  name: 'Name',
  phone: 'Phone',
  timeZone: 'Time zone',
  mark: 'Letters',
  color: 'Colour',
  colorDark: 'Colour on dark',
  logo: 'Logo',
  services: 'Services',
  slots: 'Arrival windows',
  noticeMinutes: 'Notice',
  jobsPerDriver: 'Jobs for one driver',
  blackout: 'Days off',
  languages: 'Languages',
  language: 'Default language',
  changeNoticeMinutes: 'Customers’ own changes',
  showPhotos: 'Photos for customers',
  country: 'Home country',
  textsOff: 'Texts that leave',
  textTemplates: 'Words of texts',
  textQuiet: 'Quiet hours',
  textCaps: 'Texts a day',
  textCountries: 'Countries that are texted',
};

/** An id for a new service, from its name; what jobs will carry. */
export function serviceIdFor(name: string, taken: readonly string[]): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const base =
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 32) || 'service';
  let id = base;
  for (let n = 2; taken.includes(id); n++) id = `${base}-${n}`;
  return id;
}

/** "08:00" of "8", "8:00", "830", "0830" or "2pm"; null when it is no time of day. */
export function readTime(text: string): string | null {
  const [, hourText = '', minuteText = '00', half = ''] = /^(\d{1,2})[:.h]?(\d{2})?\s*([ap])?\.?m?\.?$/i.exec(text.trim()) ?? [];
  const [typed, minute] = [Number(hourText), Number(minuteText)];
  if (hourText === '' || minute > 59 || typed > 23 || (half && (typed < 1 || typed > 12))) return null;
  const hour = half ? (typed % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : typed;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
