// Owns what a page of an export is: its sections, the checksum that runs through all pages, and how much goes on one.
import * as v from 'valibot';
import { canonical } from '#core/canonical';
import { localDate } from '#core/clock-time';
import { role, storedMemberSchema, timeOffReason } from '#core/crew';
import { idSchema } from '#core/id';

export const EXPORT_FORMAT = 1;
/**
 * Bytes of one page, counted as the longest that a client may make of it: other programs write letters beyond ASCII as six signs each. The
 * rest up to 200 KB is for their spaces, and for what they add.
 */
export const PAGE_BYTES = 176 * 1024;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hash = v.pipe(v.string(), v.regex(/^([0-9a-f]{64})?$/, 'Use the page as it came'));

/** The book's version at a job's last change; null for a job of the archive. */
const place = v.nullable(count);
/** One that is larger than a page: its JSON in pieces. */
const pieceSchema = v.object({ id: idSchema.job, version: place, at: count, of: count, text: v.string() });
const exportedMemberSchema = v.looseObject({
  member: storedMemberSchema,
  changed: v.exactOptional(v.object({ by: v.string(), at: v.string() })),
});
/** What one member is planned for on a day, and whether they are away. */
const exportedDaySchema = v.object({
  member: idSchema.member,
  date: localDate,
  roles: v.exactOptional(v.array(role)),
  off: v.exactOptional(v.object({ reason: v.exactOptional(timeOffReason) })),
});

/** Jobs and tombstones come in the order of their changes, archived days after them, and last the head: all that has no order of its own. */
export const pageSchema = v.looseObject({
  format: v.literal(EXPORT_FORMAT),
  company: idSchema.tenant,
  /** 1, 2, 3 … */
  part: v.pipe(count, v.minValue(1)),
  /** the check of the page before; empty on the first */
  before: hash,
  check: hash,
  jobs: v.array(v.looseObject({ id: idSchema.job })),
  /** one for each of `jobs` */
  versions: v.array(place),
  pieces: v.exactOptional(v.array(pieceSchema)),
  removed: v.exactOptional(v.array(v.looseObject({ id: v.string(), version: count }))),
  /** the photos of `jobs`, whose bytes lie beside */
  photos: v.exactOptional(v.array(v.looseObject({ sha256: v.string(), type: v.string(), bytes: count, job: v.string() }))),
  /** the version that the head was read at; `row` 0 begins it (again) */
  head: v.exactOptional(v.object({ epoch: count, version: count, row: count })),
  book: v.exactOptional(v.looseObject({ epoch: count, version: count, nextNumber: count })),
  settings: v.exactOptional(v.looseObject({})),
  changed: v.exactOptional(v.looseObject({})),
  members: v.exactOptional(v.array(exportedMemberSchema)),
  days: v.exactOptional(v.array(exportedDaySchema)),
  lastSeq: v.exactOptional(v.record(v.string(), count)),
  unfiled: v.exactOptional(v.array(v.looseObject({}))),
  missing: v.exactOptional(v.array(v.looseObject({}))),
  archive: v.exactOptional(v.array(v.looseObject({ day: localDate }))),
  /** on the last page: so many pages, jobs in the book, and records of jobs on all pages */
  end: v.exactOptional(v.object({ parts: count, jobs: count, records: count })),
  next: v.exactOptional(v.string()),
});
export type ExportPage = v.InferOutput<typeof pageSchema>;
export type ExportPiece = v.InferOutput<typeof pieceSchema>;
export type ExportedMember = v.InferOutput<typeof exportedMemberSchema>;
export type ExportedDay = v.InferOutput<typeof exportedDaySchema>;

/** SHA-256 in hex. */
export type Hash = (text: string) => string;

/** What the page says, with what came before it. What the client adds, and where it asks on, are not part of that. */
export function checkOf(page: Record<string, unknown>, hash: Hash): string {
  const { check: _check, next: _next, importId: _importId, page: _page, ...said } = page;
  return hash(canonical(said));
}

/** The length of a text as ASCII JSON: each other letter as an escape. */
export const asciiBytes = (json: string): number => json.length + 5 * (json.match(/[\u0080-\uffff]/g)?.length ?? 0);
