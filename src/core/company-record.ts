// Owns the settings object as it is stored: the company, and who changed which field last. What another release wrote into it stays.
import * as v from 'valibot';
import { brandSchema, companySchema, serviceSchema, slotSchema, type Company } from '#core/company';
import type { Field } from '#core/company-settings';

const changedSchema = v.record(v.string(), v.object({ by: v.object({ id: v.string(), name: v.string() }), at: v.string() }));
const recordSchema = v.object({ ...companySchema.entries, changed: v.optional(changedSchema, () => ({})) });

export interface CompanyRecord {
  readonly company: Company;
  /** by field of the settings: who set it last, when (ISO UTC); fields that nobody has set since the beginning are missing */
  readonly changed: Readonly<Partial<Record<Field, Change>>>;
}
export interface Change {
  readonly by: { readonly id: string; readonly name: string };
  readonly at: string;
}

/** Null when it cannot be read: guessing a time zone would show wrong times. */
export function readRecord(stored: unknown): CompanyRecord | null {
  const parsed = v.safeParse(recordSchema, stored);
  if (!parsed.success) return null;
  const { changed, ...company } = parsed.output;
  return { company, changed };
}

/** What is to be stored. `before` is what lies there: its fields that are not known here come along. */
export function writeRecord(before: unknown, { company, changed }: CompanyRecord): Record<string, unknown> {
  const old = fieldsOf(before);
  return {
    ...unknownOf(old, [...Object.keys(companySchema.entries), 'changed']),
    ...company,
    brand: { ...unknownOf(fieldsOf(old['brand']), Object.keys(brandSchema.entries)), ...company.brand },
    services: company.services.map((each) => ({
      ...unknownIn(old['services'], 'id', each.id, Object.keys(serviceSchema.entries)),
      ...each,
    })),
    slots: company.slots.map((each) => ({ ...unknownIn(old['slots'], 'slot', each.slot, Object.keys(slotSchema.entries)), ...each })),
    ...(Object.keys(changed).length > 0 && { changed }),
  };
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const unknownOf = (old: Record<string, unknown>, known: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(old).filter(([name]) => !known.includes(name)));
function unknownIn(list: unknown, key: string, id: string, known: readonly string[]): Record<string, unknown> {
  const old = Array.isArray(list) ? list.map(fieldsOf).find((each) => each[key] === id) : undefined;
  return old ? unknownOf(old, known) : {};
}
