// Owns the booking form's facts: what was typed, what is wrong with it, and what is kept while the form is half filled.
import * as v from 'valibot';
import { bookingSchema, type Booking } from '#core/booking';
import type { FieldError } from '#core/problem';

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
export type FieldName = 'service' | 'address' | 'window' | 'name' | 'phone' | 'email' | 'notes';
export type Wrong = Partial<Record<FieldName, string>>;

export const emptyDraft = (): Draft => ({ service: '', address: '', date: '', slot: '', name: '', phone: '', email: '', notes: '' });

/** The order in which the page shows its fields, and an error summary names them. */
export const FIELDS: readonly { readonly name: FieldName; readonly label: string; readonly path: string }[] = [
  { name: 'service', label: 'What is it?', path: 'service' },
  { name: 'address', label: 'Address', path: 'address' },
  { name: 'window', label: 'Day and time', path: 'window' },
  { name: 'name', label: 'Your name', path: 'customer.name' },
  { name: 'phone', label: 'Phone', path: 'customer.phone' },
  { name: 'email', label: 'E-mail', path: 'customer.email' },
  { name: 'notes', label: 'Notes', path: 'notes' },
];

/** The request of a draft; what was left empty and may be is left out. */
export function requestOf(tenant: string, draft: Draft): unknown {
  const { service, address, date, slot, name, phone, email, notes } = draft;
  return {
    tenant,
    customer: { name, phone, ...(email.trim() && { email }) },
    address,
    service,
    window: { date, slot },
    ...(notes.trim() && { notes }),
  };
}

/** Checked by the same schema as the server's. */
export function checkDraft(tenant: string, draft: Draft): { readonly booking: Booking | null; readonly wrong: Wrong } {
  const parsed = v.safeParse(bookingSchema, requestOf(tenant, draft));
  if (parsed.success) return { booking: parsed.output, wrong: {} };
  return { booking: null, wrong: wrongOf(parsed.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message }))) };
}

/** The server's errors by path, as words beside our fields. The first message of a field counts. */
export function wrongOf(errors: readonly FieldError[]): Wrong {
  const wrong: Wrong = {};
  for (const { path, message } of errors) {
    const field = FIELDS.find((each) => path === each.path || path.startsWith(`${each.path}.`));
    if (field && !wrong[field.name]) wrong[field.name] = field.name === 'window' ? 'Choose a day and a time' : message;
  }
  return wrong;
}
