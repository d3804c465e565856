// Owns what a company sets about its texts: which kinds leave, in which words, when not, how many, and to which countries.
import * as v from 'valibot';
import { wallTime } from '#core/clock-time';
import { LANGUAGES } from '#core/language';
import { TEXT_KINDS } from '#core/text-kind';
import { country, longText } from '#core/text';

/** About three messages on the air. */
export const MOST_TEMPLATE_CHARS = 480;
const TEMPLATE_IDS = TEXT_KINDS.flatMap((kind) => LANGUAGES.map((language) => `${kind}.${language}` as const));

export const templateSchema = v.object({
  /** kind and language, "booked.en" */
  id: v.picklist(TEMPLATE_IDS),
  text: longText(MOST_TEMPLATE_CHARS),
});
export const MOST_TEMPLATES = TEMPLATE_IDS.length;
export const templatesSchema = v.pipe(v.array(templateSchema), v.maxLength(MOST_TEMPLATES));

/** Wall clock in the company's zone; the same twice: no quiet hours. */
export const quietSchema = v.object({ from: wallTime, to: wallTime });

const cap = (most: number) =>
  v.pipe(
    v.number('Use a whole number'),
    v.integer('Use a whole number'),
    v.minValue(0, 'Use 0 or more'),
    v.maxValue(most, `Use at most ${most}`),
  );
/** A day, in the company's zone. */
export const capsSchema = v.object({ company: cap(10_000), number: cap(50) });

export const kindsSchema = v.pipe(v.array(v.picklist(TEXT_KINDS)), v.maxLength(TEXT_KINDS.length));
export const countriesSchema = v.pipe(v.array(country), v.maxLength(40, 'Use at most 40 countries'));

/** As in the company's object; each has a default, so that companies of before texts open. */
export const textEntries = {
  /** kinds that are switched off */
  textsOff: v.optional(kindsSchema, () => []),
  /** the company's own words; ours stand where it has none */
  textTemplates: v.optional(templatesSchema, () => []),
  textQuiet: v.optional(quietSchema, () => ({ from: '21:00', to: '08:00' })),
  textCaps: v.optional(capsSchema, () => ({ company: 500, number: 10 })),
  textCountries: v.optional(countriesSchema, () => ['US', 'CA']),
};
