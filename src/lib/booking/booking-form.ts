// Owns the booking form's facts: what was typed, and what is wrong with it, as codes that each language has words for.
import * as v from 'valibot';
import { bookingSchema, type Booking } from '#core/booking';
import type { Language } from '#core/language';
import type { FieldError } from '#core/problem';
import type { BookingWords } from './words-en.ts';

export interface Draft {
  service: string;
  address: string;
  date: string;
  slot: string;
  name: string;
  phone: string;
  email: string;
  notes: string;
}
export type FieldName = keyof BookingWords['label'];
/** What is wrong with a field; `said`: the server's own sentence, in English. */
export interface Flaw {
  readonly code: keyof BookingWords['wrong'];
  readonly said?: string;
}
export type Wrong = Partial<Record<FieldName, Flaw>>;

export const emptyDraft = (): Draft => ({ service: '', address: '', date: '', slot: '', name: '', phone: '', email: '', notes: '' });

/** The order in which the page shows its fields, and an error summary names them; with their place in a request. */
export const FIELDS: readonly (readonly [name: FieldName, path: string])[] = [
  ['service', 'service'],
  ['address', 'address'],
  ['window', 'window'],
  ['name', 'customer.name'],
  ['phone', 'customer.phone'],
  ['email', 'customer.email'],
  ['notes', 'notes'],
];

/** The booking of a draft; what was left empty and may be is left out. */
function bookingOf(tenant: string, draft: Draft, language: Language): unknown {
  const { service, address, date, slot, name, phone, email, notes } = draft;
  return {
    tenant,
    customer: { name, phone, ...(email.trim() && { email }), language },
    address,
    service,
    window: { date, slot },
    ...(notes.trim() && { notes }),
  };
}

/** Checked by the same schema as the server's. */
export function checkDraft(tenant: string, draft: Draft, language: Language): { readonly booking: Booking | null; readonly wrong: Wrong } {
  const parsed = v.safeParse(bookingSchema, bookingOf(tenant, draft, language));
  if (parsed.success) return { booking: parsed.output, wrong: {} };
  return {
    booking: null,
    wrong: byField(parsed.issues.map((issue) => [v.getDotPath(issue) ?? '', (field) => ({ code: codeOf(field, issue) })])),
  };
}

/** The server's errors by their path: what it knows beyond our own check. */
export const wrongOf = (errors: readonly FieldError[]): Wrong =>
  byField(errors.map(({ path, message }) => [path, (field) => ({ code: SERVER_CODE[field] ?? 'other', said: message })]));

const SERVER_CODE: Partial<Record<FieldName, Flaw['code']>> = {
  service: 'chooseService',
  window: 'chooseWindow',
  phone: 'phoneUnknown',
  email: 'email',
};

/** The first flaw of each field. */
function byField(flaws: readonly (readonly [path: string, flawOf: (field: FieldName) => Flaw])[]): Wrong {
  const wrong: Wrong = {};
  for (const [path, flawOf] of flaws) {
    const [field] = FIELDS.find(([, own]) => path === own || path.startsWith(`${own}.`)) ?? [];
    if (field) wrong[field] ??= flawOf(field);
  }
  return wrong;
}

/** By the kind of check that failed, never by its message. */
function codeOf(field: FieldName, { type, received }: Pick<v.BaseIssue<unknown>, 'type' | 'received'>): Flaw['code'] {
  if (field === 'service') return 'chooseService';
  if (field === 'window') return 'chooseWindow';
  if (type === 'min_length') return received === '0' ? 'missing' : 'tooShort';
  if (field === 'phone' || field === 'email') return field;
  if (type === 'max_length') return 'tooLong';
  return type === 'check' ? 'invisible' : 'other';
}

/** The server's sentence says more than ours, to those who read English. */
export const flawWords = ({ code, said }: Flaw, words: BookingWords, language: Language): string =>
  (language === 'en' ? said : undefined) ?? words.wrong[code];
