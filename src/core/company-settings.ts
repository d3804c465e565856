// Owns what the office may set about its company: the fields, what is wrong with them, and the company after a change.
import * as v from 'valibot';
import { darkShade } from '#core/brand-shade';
import { isTimeZone, wallTime } from '#core/clock-time';
import {
  blackoutSchema,
  brandSchema,
  jobsPerDriver,
  language,
  logoSchema,
  noticeMinutes,
  serviceSchema,
  slotSchema,
  type Company,
  type Slot,
} from '#core/company';
import { contrastWords, passes, type Scheme } from '#core/contrast';
import type { FieldError } from '#core/problem';
import { country, phoneText, plainText } from '#core/text';
import { capsSchema, countriesSchema, kindsSchema, MOST_TEMPLATES, quietSchema, templateSchema } from '#core/text-settings';
import { templateTrouble } from '#core/text-template';
import { slotsAfter } from '#core/week';
import { windowErrors } from '#core/window-errors';

const readable = (scheme: Scheme) =>
  v.pipe(
    v.string('Use a colour such as #14504a'),
    v.toLowerCase(),
    v.regex(/^#[0-9a-f]{6}$/, 'Use a colour such as #14504a'),
    v.check(
      (color) => passes(color, scheme),
      ({ input }) => contrastWords(input, scheme),
    ),
  );

const sound = v.object({
  ...templateSchema.entries,
  text: v.pipe(
    templateSchema.entries.text,
    v.check(
      (text) => templateTrouble(text) === null,
      ({ input }) => templateTrouble(input) ?? '',
    ),
  ),
});

/** Each field that is set alone, and may be changed by somebody else meanwhile. */
export const settingsSchema = v.strictObject({
  name: v.exactOptional(plainText(1, 80)),
  phone: v.exactOptional(
    v.pipe(
      v.string('Use a phone number, or leave it empty'),
      v.trim(),
      v.maxLength(30, 'Use a phone number such as (617) 555-0148'),
      v.check((text) => text === '' || v.is(phoneText, text), 'Use a phone number such as (617) 555-0148'),
    ),
  ),
  timeZone: v.exactOptional(
    v.pipe(v.string(), v.maxLength(60), v.check(isTimeZone, 'Choose a time zone by its city, such as America/New_York')),
  ),
  country: v.exactOptional(v.pipe(v.string(), v.trim(), v.toUpperCase(), country)),
  mark: v.exactOptional(brandSchema.entries.mark),
  color: v.exactOptional(readable('light')),
  /** left out when the colour changes: made from it */
  colorDark: v.exactOptional(readable('dark')),
  /** as the upload answered it */
  logo: v.exactOptional(v.nullable(logoSchema)),
  services: v.exactOptional(v.pipe(v.array(serviceSchema), v.maxLength(60, 'Use at most 60 services'))),
  slots: v.exactOptional(
    v.pipe(
      v.array(v.object({ ...slotSchema.entries, slot: v.exactOptional(slotSchema.entries.slot), start: wallTime, end: wallTime })),
      v.maxLength(60, 'Use at most 60 windows'),
    ),
  ),
  noticeMinutes: v.exactOptional(noticeMinutes),
  jobsPerDriver: v.exactOptional(jobsPerDriver),
  blackout: v.exactOptional(v.pipe(v.array(blackoutSchema), v.maxLength(366, 'Use at most 366 days'))),
  languages: v.exactOptional(v.pipe(v.array(language), v.minLength(1, 'Choose at least one language'), v.maxLength(2))),
  language: v.exactOptional(language),
  changeNoticeMinutes: v.exactOptional(noticeMinutes),
  showPhotos: v.exactOptional(v.boolean()),
  textsOff: v.exactOptional(kindsSchema),
  textTemplates: v.exactOptional(v.pipe(v.array(sound), v.maxLength(MOST_TEMPLATES))),
  textQuiet: v.exactOptional(quietSchema),
  textCaps: v.exactOptional(capsSchema),
  textCountries: v.exactOptional(countriesSchema),
});
export type SettingsChange = v.InferOutput<typeof settingsSchema>;
export type Field = keyof SettingsChange;
export const FIELDS = Object.keys(settingsSchema.entries) as readonly Field[];

/** All fields as they stand: every window has its name. */
export type Settings = Omit<Required<SettingsChange>, 'slots'> & { readonly slots: Slot[] };

export function settingsOf(company: Company): Settings {
  const { name, phone, timeZone, country, brand, services, slots, blackout, languages } = company;
  return {
    ...{ name, phone, timeZone, country, mark: brand.mark, color: brand.color, colorDark: brand.colorDark, logo: brand.logo ?? null },
    ...{ services, slots, noticeMinutes: company.noticeMinutes, jobsPerDriver: company.jobsPerDriver },
    ...{ blackout, languages, language: company.language },
    ...{ changeNoticeMinutes: company.changeNoticeMinutes, showPhotos: company.showPhotos },
    ...{ textsOff: company.textsOff, textTemplates: company.textTemplates },
    ...{ textQuiet: company.textQuiet, textCaps: company.textCaps, textCountries: company.textCountries },
  };
}

/** What a schema cannot say: names that are taken, windows that end before they start, a default that is not offered. */
export function settingsErrors(set: SettingsChange, company: Company): FieldError[] {
  const languages = set.languages ?? company.languages;
  return [
    ...(set.services ? serviceErrors(set.services) : []),
    ...(set.slots ? windowErrors(set.slots) : []),
    ...twice(set.blackout ?? [], ({ date }) => date).map((at) => ({
      path: `blackout.${at}.date`,
      message: 'This day is in the list already',
    })),
    ...twice(set.textTemplates ?? [], ({ id }) => id).map((at) => ({
      path: `textTemplates.${at}.id`,
      message: 'This text is in the list already',
    })),
    ...(languages.includes(set.language ?? company.language)
      ? []
      : [{ path: 'language', message: 'Choose one of the languages you serve' }]),
  ];
}

function serviceErrors(services: Settings['services']): FieldError[] {
  const offered = services.filter(({ retired }) => !retired);
  const sameName = twice(services, ({ name, retired }) => (retired ? Symbol() : name.toLowerCase()));
  return [
    ...(offered.length === 0 ? [{ path: 'services', message: 'Offer at least one service' }] : []),
    ...twice(services, ({ id }) => id).map((at) => ({ path: `services.${at}.id`, message: 'Another service has this id' })),
    ...sameName.map((at) => ({ path: `services.${at}.name`, message: 'Another service has this name' })),
  ];
}

/** The places of those whose key stood before. */
function twice<Each>(all: readonly Each[], keyOf: (each: Each) => unknown): number[] {
  const keys = all.map(keyOf);
  return keys.flatMap((key, at) => (keys.indexOf(key) < at ? [at] : []));
}

/** The company with these settings, which have been checked; the same one when they change nothing. */
export function withSettings(company: Company, set: SettingsChange): { readonly company: Company; readonly fields: readonly Field[] } {
  const before = settingsOf(company);
  const after = { ...before, ...set, slots: set.slots ? slotsAfter(before.slots, set.slots) : before.slots };
  // A service that is left out goes on to name the jobs that have it.
  const kept = before.services.filter(({ id }) => !after.services.some((each) => each.id === id));
  after.services = [...after.services, ...kept.map((service) => ({ ...service, retired: true }))];
  after.blackout = after.blackout.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  if (set.color !== undefined && set.colorDark === undefined && set.color !== before.color) after.colorDark = darkShade(set.color);
  const fields = FIELDS.filter((field) => set[field] !== undefined || field === 'colorDark').filter(
    (field) => !sameValue(before[field], after[field]),
  );
  return fields.length === 0 ? { company, fields } : { company: { ...companyOf(company, after), version: company.version + 1 }, fields };
}

function companyOf(company: Company, settings: Settings): Company {
  const { mark, color, colorDark, logo, ...rest } = settings;
  return { ...company, ...rest, brand: { mark, color, colorDark, ...(logo && { logo }) } };
}

/** A change in the form in which it would be stored: what two people's changes are compared in. */
export function storedForm(company: Company, set: SettingsChange): SettingsChange {
  const after = settingsOf(withSettings(company, set).company);
  const named = FIELDS.filter(
    (field) => set[field] !== undefined || (field === 'colorDark' && after.colorDark !== company.brand.colorDark),
  );
  return Object.fromEntries(named.map((field) => [field, after[field]]));
}

/** Settings are plain data; the order of keys says nothing. */
export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, inOrder(each)]),
  );
}
