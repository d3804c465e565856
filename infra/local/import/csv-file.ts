// Owns reading a CSV as it comes: byte-order marks, quotes, any line end, commas or semicolons, UTF-8 or Latin-1; streamed.
import { createReadStream, openSync, readSync, closeSync } from 'node:fs';
import { Transform } from 'node:stream';
import { parse } from 'csv-parse';
import { normal } from './mapping.ts';

export interface CsvRow {
  /** as a spreadsheet counts: the header is row 1 */
  readonly number: number;
  /** by normal column name */
  readonly cells: ReadonlyMap<string, string>;
}

export interface CsvFile {
  readonly header: readonly string[];
  rows(): AsyncIterable<CsvRow>;
}

/** @throws Error with one line when the file cannot be read or has no header */
export async function openCsv(file: string): Promise<CsvFile> {
  const encoding = await encodingOf(file);
  const delimiter = delimiterOf(file);
  const records = () =>
    createReadStream(file)
      .pipe(decoder(encoding))
      .pipe(parse({ bom: true, delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }));
  let header: readonly string[] | null = null;
  for await (const record of records() as AsyncIterable<string[]>) {
    header = record;
    break;
  }
  if (!header) throw new Error(`Cannot import ${file}: it is empty.`);
  const names = header.map(normal);
  return { header, rows };

  async function* rows(): AsyncIterable<CsvRow> {
    let number = 0;
    for await (const record of records() as AsyncIterable<string[]>) {
      number += 1;
      if (number > 1) yield { number, cells: new Map(names.map((name, index) => [name, (record[index] ?? '').trim()])) };
    }
  }
}

/** UTF-8 when every byte is, else Latin-1, as spreadsheets still write it. */
async function encodingOf(file: string): Promise<'utf-8' | 'latin1'> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) utf8.decode(chunk, { stream: true });
    utf8.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'latin1';
    throw new Error(`Cannot import ${file}: there is no such file, or it may not be read.`, { cause: error });
  }
}

function decoder(encoding: 'utf-8' | 'latin1'): Transform {
  const text = new TextDecoder(encoding === 'latin1' ? 'windows-1252' : 'utf-8');
  return new Transform({
    transform: (chunk: Buffer, _, done) => done(null, text.decode(chunk, { stream: true })),
    flush: (done) => done(null, text.decode()),
  });
}

/** The sign that the first line has most of. */
function delimiterOf(file: string): string {
  const descriptor = openSync(file, 'r');
  const bytes = Buffer.alloc(8_192);
  const [line = ''] = bytes.subarray(0, readSync(descriptor, bytes)).toString('latin1').split(/\r?\n/);
  closeSync(descriptor);
  const count = (sign: string): number => line.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
