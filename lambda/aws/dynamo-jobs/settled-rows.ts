// Owns reading rows that nobody commits to, under a head that is known already: those that a restore has given up.
import { setOrDrop, type RowChange } from './book-rows.ts';
import { commitKey, FIRST_ROW, JobRowsBroken, logOf, rowsOf, type Head, type JobTable } from './job-table.ts';
import { changesIn, query, wholeShelf, type Shelf } from './read-shelf.ts';
import { collectRows, unpacked } from './row-writes.ts';

/** @throws JobRowsBroken */
export async function readSettled(at: JobTable, head: Head): Promise<Shelf> {
  const { rows, newest } = await collectRows(query(at, rowsOf(at), FIRST_ROW, '~'));
  if (newest > head.commit) throw new JobRowsBroken('rows of a commit that the head does not know');
  for (const { key, value } of await pendingChanges(at, head)) setOrDrop(rows, key, value);
  const shelf = wholeShelf(head, rows);
  if (!shelf) throw new JobRowsBroken(`${rows.size} rows where there should be ${head.rows}`);
  return shelf;
}

/** Rows of a commit that was too large for one transaction may not be there yet. */
async function pendingChanges(at: JobTable, { commit, pending }: Head): Promise<readonly RowChange[]> {
  if (pending === null) return [];
  const [item] = await Array.fromAsync(query(at, logOf(at), commitKey(commit), commitKey(commit)));
  if (!item) throw new JobRowsBroken(`${commitKey(commit)} is not there`);
  return changesIn(at, item);
}

/** The highest number and version among the jobs that can be read still, of rows whose head says nothing any more. */
export async function highestIn(at: JobTable): Promise<{ readonly version: number; readonly nextNumber: number }> {
  const highest = { version: 0, nextNumber: 1 };
  const { rows } = await collectRows(query(at, rowsOf(at), 'j#', 'j#~'), readable);
  for (const row of rows.values()) {
    const { version, job } = Object(row) as { readonly version?: unknown; readonly job?: { readonly number?: unknown } | null };
    if (typeof version === 'number') highest.version = Math.max(highest.version, version);
    if (typeof job?.number === 'number') highest.nextNumber = Math.max(highest.nextNumber, job.number + 1);
  }
  return highest;
}

function readable(key: string, parts: Parameters<typeof unpacked>[1]): unknown {
  try {
    return unpacked(key, parts);
  } catch {
    return null;
  }
}
