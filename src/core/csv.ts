// Owns writing CSV (RFC 4180) that a spreadsheet shows and never runs.

/** Tells Excel that the file is UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * What a spreadsheet may take for a formula, full-width forms included (Excel in East Asian locales runs those too). Apostrophes before it
 * count, so that a cell that had one of its own can be told from one that got ours.
 */
const RUNS = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Rows as one file, the header among them; lines end with CRLF. */
export const writeCsv = (rows: readonly (readonly CsvCell[])[]): string =>
  BYTE_ORDER_MARK + rows.map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');

/** A number is ours and stays one, a negative one too; text is somebody's and is made harmless; null is empty. */
export type CsvCell = string | number | null;

function writeCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = harmless(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * An apostrophe in front makes a spreadsheet take the rest as it is. A phone number with a plus is no exception: +1-617-555-0148 would be
 * shown as the result of a subtraction.
 */
const harmless = (text: string): string => (RUNS.test(text) ? `'${text}` : text);
