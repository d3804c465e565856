// Owns turning one row of theirs into a job of ours, or saying in a few words why it cannot be one.
import * as v from 'valibot';
import type { Company } from '#core/company';
import { ARGS, status as statusSchema, type Args } from '#core/mutation';
import { ok, refuse, type Result } from '#core/result';
import { STATUS_FLOW, STATUSES, type Status } from '#core/status-flow';
import type { CsvRow } from './csv-file.ts';
import { hashNumber, inventedName, inventedPhone } from './invented.ts';
import { readLocalDate } from './local-date.ts';
import { normal, type ImportField, type Mapping } from './mapping.ts';

export interface ImportRow {
  /** what makes the row the same row when it comes again */
  readonly key: string;
  readonly args: Args<'create_job'>;
  readonly status: Status;
  /** the row had no name or no phone */
  readonly invented: boolean;
}

/** Whether the mapping wants this row at all; a broken one is wanted, so that it is told. */
export const isWanted = ({ cells, broken }: CsvRow, { rows }: Mapping): boolean =>
  broken !== undefined || Object.entries(rows).every(([column, values]) => values.includes(cells.get(normal(column)) ?? ''));

export function readRow(row: CsvRow, key: string, mapping: Mapping, company: Company): Result<ImportRow, string> {
  if (row.broken !== undefined) return refuse(row.broken);
  const text = (field: ImportField): string => textOf(row, mapping, field);
  if (text('address') === '') return refuse('it has no address');
  const date = readLocalDate(text('date'), mapping.dateFormat, mapping.timeZone ?? company.timeZone);
  if (!date) return refuse(text('date') === '' ? 'it has no date' : `"${text('date').slice(0, 40)}" is no date`);
  const status = statusOf(text('status'));
  if (!status) return refuse(`"${text('status').slice(0, 40)}" is no status: use ${STATUSES.join(', ')}`);
  const location = locationOf(text('lat'), text('lng'), mapping);
  if (location === 'wrong') return refuse('its coordinates are no place on Earth');
  const slot = text('slot') || (company.slots[hashNumber(key) % company.slots.length]?.slot ?? '');
  if (!company.slots.some((each) => each.slot === slot)) return refuse(`the company has no window "${slot.slice(0, 40)}"`);
  const args = v.safeParse(ARGS.create_job, {
    customer: {
      name: text('customer_name') || inventedName(key),
      phone: text('phone') || inventedPhone(key),
      ...(text('email') && { email: text('email') }),
    },
    address: text('address'),
    service: serviceOf(text('service'), company),
    window: { date, slot },
    ...(text('notes') && { notes: text('notes') }),
    ...(location && { location }),
  });
  if (!args.success) return refuse(`${v.getDotPath(args.issues[0]) ?? 'it'}: ${args.issues[0].message}`);
  return ok({ key, args: args.output, status, invented: text('customer_name') === '' || text('phone') === '' });
}

/** A field's text: their columns, what is blank left out; the mapping's constant when nothing is left. Only notes keep their lines. */
export function textOf({ cells }: Pick<CsvRow, 'cells'>, { columns, constants }: Mapping, field: ImportField): string {
  const written = [columns[field] ?? []].flat().map((name) => cells.get(normal(name)) ?? '');
  const joined = written.filter((part) => part !== '').join(', ') || (constants[field] ?? '');
  return field === 'notes' ? joined.replace(/\r\n?/g, '\n').trim() : joined.replace(/\s+/g, ' ').trim();
}

/** By our word for it or by its label, "Ready for Pickup". */
function statusOf(written: string): Status | null {
  if (written === '') return 'booking_confirmed';
  const label = STATUSES.find((each) => STATUS_FLOW[each].label.toLowerCase() === written.toLowerCase());
  const parsed = v.safeParse(statusSchema, label ?? written.toLowerCase());
  return parsed.success ? parsed.output : null;
}

/** The company's service of this id or name; another word is kept as it is, in the form of an id. */
function serviceOf(written: string, { services }: Company): string {
  if (written === '') return services[0]?.id ?? '';
  const known = services.find(({ id, name }) => id === written.toLowerCase() || name.toLowerCase() === written.toLowerCase());
  return (
    known?.id ??
    written
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{M}/gu, '')
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 40)
  );
}

/** Null: not known. Files use a default coordinate for "somewhere in town", and some write 42,36 for 42.36. */
function locationOf(lat: string, lng: string, { unknownLocations }: Mapping): { lat: number; lng: number } | null | 'wrong' {
  if (lat === '' || lng === '') return null;
  const place = { lat: Number(lat.replace(',', '.')), lng: Number(lng.replace(',', '.')) };
  if (!(Math.abs(place.lat) <= 90 && Math.abs(place.lng) <= 180)) return 'wrong';
  const unknown = unknownLocations.some(([y, x]) => Math.abs(place.lat - y) < 1e-6 && Math.abs(place.lng - x) < 1e-6);
  return unknown || (place.lat === 0 && place.lng === 0) ? null : place;
}
