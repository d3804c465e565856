// Owns mappings: which of their columns is which of our fields, and finding the shipped one that fits a header.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { isTimeZone } from '#core/clock-time';
import { isDateFormat } from './local-date.ts';

export const IMPORT_FIELDS = [
  'source_id',
  'customer_name',
  'phone',
  'email',
  'address',
  'lat',
  'lng',
  'service',
  'date',
  'slot',
  'notes',
  'status',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

const field = v.picklist(IMPORT_FIELDS);
const mappingSchema = v.strictObject({
  columns: v.record(field, v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1))])),
  dateFormat: v.optional(v.pipe(v.string(), v.check(isDateFormat, 'Use a format such as M/d/yyyy H:mm'))),
  timeZone: v.optional(v.pipe(v.string(), v.check(isTimeZone, 'Use an IANA zone such as America/New_York'))),
  constants: v.optional(v.record(field, v.string()), {}),
  rows: v.optional(v.record(v.string(), v.array(v.string())), {}),
  /** coordinates that stand for "we don't know" */
  unknownLocations: v.optional(v.array(v.tuple([v.number(), v.number()])), []),
});
export type Mapping = v.InferOutput<typeof mappingSchema>;

/** @throws Error with one line that says what is wrong with the file */
export function readMapping(file: string): Mapping {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Error(
      `Cannot read the mapping ${file}: ${error instanceof SyntaxError ? 'it is not JSON' : 'there is no such file, or it may not be read'}.`,
      { cause: error },
    );
  }
  const parsed = v.safeParse(mappingSchema, data);
  if (parsed.success) return checkNeeded(file, parsed.output);
  const [issue] = parsed.issues;
  const fields = issue.message.includes('"source_id"') ? `use the fields ${IMPORT_FIELDS.join(', ')}` : issue.message;
  throw new Error(`Cannot read the mapping ${file}: ${v.getDotPath(issue) ?? 'it'}: ${fields}.`);
}

/** A job without a place or a day is none, so a mapping without them could only refuse every row. */
function checkNeeded(file: string, mapping: Mapping): Mapping {
  for (const needed of ['address', 'date'] as const)
    if (mapping.columns[needed] === undefined && mapping.constants[needed] === undefined)
      throw new Error(`Cannot read the mapping ${file}: it does not say which column is ${needed}.`);
  return mapping;
}

/** The shipped mapping whose columns are all in this header. */
export function mappingFor(header: readonly string[]): Mapping | null {
  const shipped = globSync(join(import.meta.dirname, 'mappings', '*.json'))
    .toSorted()
    .map(readMapping);
  return shipped.find((mapping) => missingColumns(mapping, header).length === 0) ?? null;
}

/** Columns that a mapping names and a header has not. */
export function missingColumns({ columns, rows }: Mapping, header: readonly string[]): string[] {
  const known = new Set(header.map(normal));
  return [...Object.values(columns).flat(), ...Object.keys(rows)].filter((name) => !known.has(normal(name)));
}

/** Column names are compared without case and outer blanks. */
export const normal = (name: string): string => name.trim().toLowerCase();
