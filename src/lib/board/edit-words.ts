// Owns how an edit's fields read beside each other: their values, and who set one last.
import { leavesOf } from '#core/apply-fields';
import type { Company } from '#core/company';
import type { EditField } from '#core/job-edit';
import type { HistoryEntry } from '#core/job';
import { firstName } from '#core/crew';
import { dayWords } from '#lib/ui/words.ts';

const LEAF: Readonly<Record<EditField, string>> = {
  name: 'customer.name',
  phone: 'customer.phone',
  email: 'customer.email',
  address: 'address',
  service: 'service',
  window: 'window',
};

/** "Olive", or "Somebody" when the entry is not at hand. */
export function lastSetBy(history: readonly HistoryEntry[], field: EditField): string {
  const entry = history.findLast(({ outcome, was }) => outcome === 'applied' && was && LEAF[field] in leavesOf(was));
  return entry ? firstName(entry.by.name) : 'Somebody';
}

export function shownValue(field: EditField, value: string, company: Company): string {
  if (field === 'service') return company.services.find(({ id }) => id === value)?.name ?? value;
  if (field !== 'window') return value.trim() || 'nothing';
  const [date = '', slot = ''] = value.split(' ');
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? `${dayWords(date)}, ${slot.replace('-', '–')}` : 'no day';
}
