// Owns what makes a row the same row when it comes again: its own id in the column it stands in, else all that it says.
import { createHash } from 'node:crypto';
import type { CsvRow } from './csv-file.ts';
import { normal, type Mapping } from './mapping.ts';
import { textOf } from './read-row.ts';

/**
 * Keys for the rows of one file, read in order. Rows without an id that say the same are told apart by their order, so that two equal
 * requests stay two, in each run.
 */
export function createRowKeys(mapping: Mapping): (row: CsvRow) => string {
  const column = [mapping.columns.source_id ?? []].flat().map(normal).join(' ');
  const seen = new Map<string, number>();
  return (row) => {
    const id = textOf(row, mapping, 'source_id');
    if (id !== '') return `${column} ${id}`;
    const content = createHash('sha256')
      .update(JSON.stringify([...row.cells.values()]))
      .digest('base64url');
    const times = (seen.get(content) ?? 0) + 1;
    seen.set(content, times);
    return `says ${content} ${times}`;
  };
}
