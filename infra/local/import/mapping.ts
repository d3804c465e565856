// Owns mappings: which of their columns is which of our fields, and finding the shipped one that fits a header.
import { globSync, readFileSync } from 'node:fs';
import * as v from 'valibot';

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
  dateFormat: v.optional(v.string()),
  timeZone: v.optional(v.string()),
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
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `Cannot read the mapping ${file}: ${error instanceof SyntaxError ? 'it is not JSON' : 'there is no such file, or it may not be read'}.`,
      { cause: error },
    );
  }
  const parsed = v.safeParse(mappingSchema, data);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(
    `Cannot read the mapping ${file}: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}. Fields are ${IMPORT_FIELDS.join(', ')}.`,
  );
}

/** The shipped mapping whose columns are all in this header. */
export function mappingFor(header: readonly string[]): Mapping | null {
  const shipped = globSync('infra/local/import/mappings/*.json').toSorted().map(readMapping);
  return shipped.find((mapping) => missingColumns(mapping, header).length === 0) ?? null;
}

/** Columns that a mapping names and a header has not. */
export function missingColumns({ columns, rows }: Mapping, header: readonly string[]): string[] {
  const known = new Set(header.map(normal));
  return [...Object.values(columns).flat(), ...Object.keys(rows)].filter((name) => !known.has(normal(name)));
}

/** Column names are compared without case and outer blanks. */
export const normal = (name: string): string => name.trim().toLowerCase();
