// Owns a company (tenant) as its customers and crew meet it: name, brand, services and the arrival windows it offers.
import * as v from 'valibot';
import { localDate, wallTime } from '#core/clock-time';
import { idSchema } from '#core/id';
import { LANGUAGES } from '#core/language';
import { country, plainText } from '#core/text';
import { textEntries } from '#core/text-settings';

/** The longer side of a stored logo. */
export const MAX_LOGO_PX = 512;

/** A picture that the company has stored; its name is its hash, so it never changes. */
export const logoSchema = v.object({
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'Use a SHA-256 in hex')),
  type: v.picklist(['image/png', 'image/jpeg', 'image/webp']),
  /** pixels: a page keeps its place before it has loaded */
  width: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LOGO_PX)),
  height: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LOGO_PX)),
  /** where this site shows it; nothing else can stand here */
  path: v.pipe(v.string(), v.regex(/^\/api\/tenants\/[a-z0-9-]{2,40}\/logo\/[0-9a-f]{64}$/)),
});

export const brandSchema = v.object({
  /** one or two letters for the mark */
  mark: plainText(1, 2),
  /** the brand colour on light and on dark grounds, "#14504a" */
  color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, 'Use a colour such as #14504a')),
  colorDark: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, 'Use a colour such as #5cc2b3')),
  /** stands in the mark's place; the mark is what stands there while it is not loaded */
  logo: v.exactOptional(logoSchema),
});

const places = v.pipe(
  v.number('Use a whole number'),
  v.integer('Use a whole number'),
  v.minValue(0, 'Use 0 or more'),
  v.maxValue(500, 'Use at most 500'),
);

export const slotSchema = v.object({
  /** the name of the slot in requests, "10-12" */
  slot: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,20}$/, 'Use a slot of this company')),
  start: wallTime,
  end: wallTime,
  /** jobs that fit into it */
  places,
  /** 0 Sunday … 6 Saturday; none: it is closed, and its name goes on to mean its times */
  weekdays: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6))), v.maxLength(7)),
  /** by weekday, Sunday first, where days differ; `places` is then what most of them have */
  placesOn: v.exactOptional(v.pipe(v.array(places), v.length(7, 'Give seven numbers, Sunday first'))),
});

export const serviceSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/, 'Use lower-case letters, digits and hyphens')),
  name: plainText(1, 60),
  description: v.exactOptional(plainText(1, 120)),
  /** for those who read Spanish; without it they read the name as it is */
  nameEs: v.exactOptional(plainText(1, 60)),
  descriptionEs: v.exactOptional(plainText(1, 120)),
  /** not offered any more; jobs that have it keep its name */
  retired: v.exactOptional(v.boolean()),
});

/** A date on which nothing can be booked. */
export const blackoutSchema = v.object({ date: localDate, reason: v.exactOptional(plainText(1, 80)) });

export const language = v.picklist(LANGUAGES, 'Choose English or Spanish');
export const noticeMinutes = v.pipe(
  v.number('Use a whole number'),
  v.integer('Use a whole number'),
  v.minValue(0, 'Use 0 or more'),
  v.maxValue(7 * 24 * 60, 'Use at most 7 days: customers book 14 days ahead'),
);

/** Jobs that one driver takes in one window: with the day's free drivers it limits what customers may book. */
export const jobsPerDriver = v.pipe(
  v.number('Use a whole number'),
  v.integer('Use a whole number'),
  v.minValue(1, 'Use 1 or more'),
  v.maxValue(20, 'Use at most 20'),
);

export const companySchema = v.object({
  slug: idSchema.tenant,
  name: plainText(1, 80),
  phone: v.pipe(v.string(), v.maxLength(30)),
  timeZone: v.string(),
  /** whose numbers are meant where somebody types one without a country code */
  country: v.optional(country, 'US'),
  brand: brandSchema,
  services: v.array(serviceSchema),
  slots: v.array(slotSchema),
  /** between now and a window's start there must be at least so many, for a customer's booking */
  noticeMinutes: v.optional(noticeMinutes, 0),
  jobsPerDriver: v.optional(jobsPerDriver, 2),
  blackout: v.optional(v.array(blackoutSchema), () => []),
  /** how long before a window's start customers may still move or cancel their pickup themselves; later they call */
  changeNoticeMinutes: v.optional(noticeMinutes, 120),
  /** whether customers see the photos of the finished work */
  showPhotos: v.optional(v.boolean(), false),
  /** that the company serves, and the one where nobody has said otherwise */
  languages: v.optional(v.array(language), () => ['en' as const]),
  language: v.optional(language, 'en'),
  ...textEntries,
  /** grows by one with each change of the settings: a page that has heard of a newer one never goes back */
  version: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  disabled: v.exactOptional(v.boolean()),
});

export type Logo = v.InferOutput<typeof logoSchema>;
export type Service = v.InferOutput<typeof serviceSchema>;
export type Blackout = v.InferOutput<typeof blackoutSchema>;
export type Brand = v.InferOutput<typeof brandSchema>;
export type Slot = v.InferOutput<typeof slotSchema>;
export type Company = v.InferOutput<typeof companySchema>;

/** What customers and the office may choose now; the rest only keeps its names. */
export const offeredServices = ({ services }: Pick<Company, 'services'>): readonly Service[] => services.filter(({ retired }) => !retired);
export const offeredSlots = ({ slots }: Pick<Company, 'slots'>): readonly Slot[] => slots.filter(({ weekdays }) => weekdays.length > 0);
