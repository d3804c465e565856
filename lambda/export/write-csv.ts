// Owns the jobs of a company as CSV: in one file as far as an answer may be long, and on from there.
import type { Company } from '#core/company';
import { BYTE_ORDER_MARK, writeCsv, type CsvCell } from '#core/csv';
import { firstCursor, writeCursor, type ExportCursor } from '#core/export-cursor';
import { jobCells, jobsCsvHead } from '#core/jobs-csv';
import type { Job } from '#core/job';
import { recordsFrom, type ExportSource } from './records.ts';

/** Letters of one answer: function URLs end at 6 MB, and each may be three bytes. */
const MOST_CHARS = 1_500_000;

export interface CsvPart {
  readonly text: string;
  /** the place from which the next part goes on; put behind this one, it is one file */
  readonly next: string | null;
}

export async function writeJobsCsv(source: ExportSource, company: Company, cursor: ExportCursor | null): Promise<CsvPart> {
  const { members } = await source.readHead();
  const names = new Map(members.map(({ member }) => [member.id, member.name]));
  const facts = { company, nameOf: (id: Parameters<typeof names.get>[0]) => names.get(id) ?? null };
  const rows: (readonly CsvCell[])[] = cursor ? [] : [jobsCsvHead()];
  let chars = 0;
  let last: ExportCursor | null = null;
  for await (const [job, after] of jobsFrom(source, cursor ?? firstCursor(source.book))) {
    const cells = jobCells(job, facts);
    chars += cells.join(',').length;
    if (chars > MOST_CHARS && last) return { text: textOf(rows, cursor), next: writeCursor(last) };
    rows.push(cells);
    last = after;
  }
  return { text: textOf(rows, cursor), next: null };
}

/** Only the first part says how it is written. */
const textOf = (rows: readonly (readonly CsvCell[])[], cursor: ExportCursor | null): string =>
  cursor ? writeCsv(rows).slice(BYTE_ORDER_MARK.length) : writeCsv(rows);

async function* jobsFrom(source: ExportSource, start: ExportCursor): AsyncGenerator<readonly [Job, ExportCursor]> {
  let pieces = '';
  for await (const [record, after] of recordsFrom(source, start)) {
    // A table shows each job once: as it was when it was told first.
    if (after.phase === 'tail' || after.phase === 'head') return;
    if (record.section === 'jobs' && !isInBook(source, record)) yield [record.job, after];
    if (record.section !== 'pieces') continue;
    pieces = record.piece.at === 0 ? record.piece.text : pieces + record.piece.text;
    if (record.piece.at + 1 === record.piece.of) yield [JSON.parse(pieces) as Job, after];
  }
}

/** Of a job that came back from the archive the book has the word. */
const isInBook = ({ book }: ExportSource, { job, version }: { readonly job: Job; readonly version: number | null }): boolean =>
  version === null && book.jobs.has(job.id);
