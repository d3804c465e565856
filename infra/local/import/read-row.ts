// Owns turning one row of theirs into a job of ours, or saying in a few words why it cannot be one.
import * as v from 'valibot';
import type { Company } from '#core/company';
import { ARGS, status as statusSchema, type Args } from '#core/mutation';
import { ok, refuse, type Result } from '#core/result';
import type { Status } from '#core/status-flow';
import type { CsvRow } from './csv-file.ts';
import { hashNumber, inventedName, inventedPhone } from './invented.ts';
import { readLocalDate } from './local-date.ts';
import { normal, type ImportField, type Mapping } from './mapping.ts';

export interface ImportRow {
  readonly sourceId: string;
  readonly args: Args<'create_job'>;
  readonly status: Status;
}

/** Whether the mapping wants this row at all. */
export const isWanted = ({ cells }: CsvRow, { rows }: Mapping): boolean =>
  Object.entries(rows).every(([column, values]) => values.includes(cells.get(normal(column)) ?? ''));

export function readRow(row: CsvRow, mapping: Mapping, company: Company): Result<ImportRow, string> {
  const text = (field: ImportField): string => textOf(row, mapping, field);
  const sourceId = text('source_id');
  if (sourceId === '') return refuse('it has no source_id');
  if (text('address') === '') return refuse('it has no address');
  const date = readLocalDate(text('date'), mapping.dateFormat, mapping.timeZone ?? company.timeZone);
  if (!date) return refuse(text('date') === '' ? 'it has no date' : `"${text('date').slice(0, 40)}" is no date`);
  const status = v.safeParse(statusSchema, text('status') || 'booking_confirmed');
  if (!status.success) return refuse(`"${text('status').slice(0, 40)}" is no status`);
  const location = locationOf(text('lat'), text('lng'), mapping);
  if (location === 'wrong') return refuse('its coordinates are no place on Earth');
  const slot = text('slot') || (company.slots[hashNumber(sourceId) % company.slots.length]?.slot ?? '');
  const args = v.safeParse(ARGS.create_job, {
    customer: {
      name: text('customer_name') || inventedName(sourceId),
      phone: text('phone') || inventedPhone(sourceId),
      ...(text('email') && { email: text('email') }),
    },
    address: text('address'),
    service:
      text('service')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-') ||
      (company.services[0]?.id ?? ''),
    window: { date, slot },
    ...(text('notes') && { notes: text('notes') }),
    ...(location && { location }),
  });
  if (!args.success) return refuse(`${v.getDotPath(args.issues[0]) ?? 'it'}: ${args.issues[0].message}`);
  return company.slots.some((each) => each.slot === slot)
    ? ok({ sourceId, args: args.output, status: status.output })
    : refuse(`the company has no window "${slot}"`);
}

function textOf({ cells }: CsvRow, { columns, constants }: Mapping, field: ImportField): string {
  const column = columns[field];
  if (column === undefined) return constants[field] ?? '';
  const parts = (Array.isArray(column) ? column : [column]).map((name) => cells.get(normal(name)) ?? '');
  return parts.filter((part) => part !== '').join(', ');
}

/** Null: not known. Files use a default coordinate for "somewhere in town". */
function locationOf(lat: string, lng: string, { unknownLocations }: Mapping): { lat: number; lng: number } | null | 'wrong' {
  if (lat === '' || lng === '') return null;
  const place = { lat: Number(lat), lng: Number(lng) };
  if (!(Math.abs(place.lat) <= 90 && Math.abs(place.lng) <= 180)) return 'wrong';
  const unknown = unknownLocations.some(([y, x]) => Math.abs(place.lat - y) < 1e-4 && Math.abs(place.lng - x) < 1e-4);
  return unknown || (place.lat === 0 && place.lng === 0) ? null : place;
}
