// Owns reading a CSV row by row in bounded memory: rows numbered as a spreadsheet numbers them, a broken row told apart.
import { statSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { delimiterOf, encodingOf, textOf } from './csv-text.ts';
import { normal } from './mapping.ts';

export interface CsvRow {
  /** as a spreadsheet counts: the header is row 1, an empty line is a row too */
  readonly number: number;
  /** by normal column name, without outer blanks */
  readonly cells: ReadonlyMap<string, string>;
  /** why the row cannot be taken as it stands; its cells do not count then */
  readonly broken?: string;
}

export interface CsvFile {
  readonly header: readonly string[];
  /** all rows below the header; each call reads the file again */
  rows(): AsyncIterable<CsvRow>;
}

/** @throws Error with one line when the file cannot be read or has no header */
export async function openCsv(file: string): Promise<CsvFile> {
  checkFile(file);
  const encoding = await encodingOf(file);
  const delimiter = await delimiterOf(file, encoding);
  const records = () => readRecords(textOf(file, encoding), delimiter);
  const first = await records().next();
  if (first.done || first.value.broken) throw new Error(`Cannot import ${file}: it has no header.`);
  const header = first.value.cells;
  const names = header.map(normal);
  return {
    header,
    async *rows() {
      let isHeader = true;
      for await (const record of records()) {
        if (!isHeader) yield rowOf(record, names);
        isHeader = false;
      }
    },
  };
}

function checkFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new Error(`Cannot import ${file}: there is no such file.`);
  if (!stats.isFile()) throw new Error(`Cannot import ${file}: it is not a file.`);
  if (stats.size === 0) throw new Error(`Cannot import ${file}: it is empty.`);
}

/** A comma that should have been quoted moves every cell after it: such a row is not guessed at. */
function rowOf({ number, cells, broken }: CsvRecord, names: readonly string[]): CsvRow {
  const surplus = cells.slice(names.length).some((cell) => cell.trim() !== '');
  const wrong = broken ?? (surplus ? `it has ${cells.length} cells, the header has ${names.length}` : null);
  const named = new Map(names.map((name, index) => [name, (cells[index] ?? '').trim()]));
  return { number, cells: named, ...(wrong !== null && { broken: wrong }) };
}

interface CsvRecord {
  readonly number: number;
  readonly cells: readonly string[];
  readonly broken?: string;
}

/**
 * Parses text into records. A quote that is never closed swallows all that follows it: that row is told, and reading goes on in the line
 * below. (csv-parse's own size limit and error skipping are not used for it: they drop the rest of a chunk without a word.)
 */
async function* readRecords(text: AsyncIterable<string> | readonly string[], delimiter: string, before = 0): AsyncGenerator<CsvRecord> {
  let row = before;
  let emptyLines = 0;
  let swallowed: string | undefined;
  const rowAfter = (emptyLinesNow: number): number => {
    row += 1 + emptyLinesNow - emptyLines;
    emptyLines = emptyLinesNow;
    return row;
  };
  const parser = parse({
    delimiter,
    info: true,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (_error, raw) => void (swallowed = raw ?? ''),
  });
  pipeline(Readable.from(text), parser, () => undefined);
  for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) yield { number: rowAfter(info.empty_lines), cells: record };
  if (swallowed === undefined) return;
  yield { number: rowAfter(parser.info.empty_lines), cells: [], broken: 'a quote is opened and never closed' };
  const [, below = ''] = swallowed.split(/(?:\r\n|\n|\r)(.*)/s);
  if (below) yield* readRecords([below], delimiter, row);
}

/** What csv-parse gives with `info` and `raw`. */
interface ParsedRecord {
  readonly record: string[];
  readonly info: { readonly empty_lines: number };
}
