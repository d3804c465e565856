// Owns how far an export has come: what `next` says, opaque to whoever asks on.
import * as v from 'valibot';
import type { JobBook } from '#core/job-book';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

//   feed ──▶ days ──▶ tail ──▶ head ──▶ end
//                      ▲────────┘ somebody saved while the head was read
const cursorSchema = v.object({
  phase: v.picklist(['feed', 'days', 'tail', 'head']),
  epoch: count,
  /** the last change that was told, and within its version the last id */
  version: count,
  id: v.string(),
  /** pieces of the next job that were told */
  piece: count,
  /** the version when the archive was begun: who leaves the book after it is told again from there */
  began: count,
  day: v.string(),
  row: count,
  part: count,
  records: count,
  check: v.string(),
});
export type ExportCursor = v.InferOutput<typeof cursorSchema>;

export const firstCursor = ({ epoch }: Pick<JobBook, 'epoch'>): ExportCursor => ({
  phase: 'feed',
  epoch,
  version: 0,
  id: '',
  piece: 0,
  began: 0,
  day: '',
  row: 0,
  part: 0,
  records: 0,
  check: '',
});

/** Letters that need no escape in a query. */
export const writeCursor = (cursor: ExportCursor): string =>
  btoa(JSON.stringify(cursor)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Null when it is none of ours. */
export function readExportCursor(text: string): ExportCursor | null {
  try {
    const parsed = v.safeParse(cursorSchema, JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/'))));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
