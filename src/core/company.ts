// Owns a company (tenant) as its customers and crew meet it: name, brand, services and the arrival windows it offers.
import * as v from 'valibot';
import { wallTime } from '#core/clock-time';
import { idSchema } from '#core/id';
import { plainText } from '#core/text';

export const brandSchema = v.object({
  /** one or two letters for the mark */
  mark: plainText(1, 2),
  /** the brand colour on light and on dark grounds, "#14504a" */
  color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, 'Use a colour such as #14504a')),
  colorDark: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, 'Use a colour such as #5cc2b3')),
});

export const slotSchema = v.object({
  /** the name of the slot in requests, "10-12" */
  slot: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,20}$/, 'Use a slot of this company')),
  start: wallTime,
  end: wallTime,
  /** jobs that fit into it */
  places: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(500)),
  /** 0 Sunday … 6 Saturday */
  weekdays: v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6))),
});

export const companySchema = v.object({
  slug: idSchema.tenant,
  name: plainText(1, 80),
  phone: v.pipe(v.string(), v.maxLength(30)),
  timeZone: v.string(),
  brand: brandSchema,
  services: v.array(v.object({ id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)), name: plainText(1, 60) })),
  slots: v.array(slotSchema),
  disabled: v.exactOptional(v.boolean()),
});

export type Brand = v.InferOutput<typeof brandSchema>;
export type Slot = v.InferOutput<typeof slotSchema>;
export type Company = v.InferOutput<typeof companySchema>;
