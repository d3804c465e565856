// Owns reading rows that nobody commits to, under a head that is known already: those that a restore has given up, and those of a recovered table.
import { setOrDrop, type RowChange } from './book-rows.ts';
import { commitKey, FIRST_ROW, JobRowsBroken, logOf, rowsOf, type Head, type Item, type JobTable } from './job-table.ts';
import { changesIn, query, wholeShelf, type Shelf } from './read-shelf.ts';
import { collectRows, unpacked } from './row-writes.ts';

/**
 * A table that AWS recovers may hold some of a transaction's items as they were before it. Its own log says what the last commits wrote: that
 * is laid over the rows. An hour is much longer than a transaction takes to spread, and older entries may have expired.
 */
const LAID_AGAIN = 100;
const SPREAD_SECONDS = 3_600;

/** @param kind `given-up`: whole, as far as its head says; `recovered`: it may be torn between the last commits. @throws JobRowsBroken */
export async function readSettled(at: JobTable, head: Head, kind: 'given-up' | 'recovered'): Promise<Shelf> {
  const { rows, newest } = await collectRows(query(at, rowsOf(at), FIRST_ROW, '~'));
  if (newest > head.commit) throw new JobRowsBroken('rows of a commit that the head does not know');
  const again = kind === 'recovered' ? await lastChanges(at, head) : await pendingChanges(at, head);
  for (const { key, value } of again) setOrDrop(rows, key, value);
  const shelf = wholeShelf(head, rows);
  if (!shelf) throw new JobRowsBroken(`${rows.size} rows where there should be ${head.rows}`);
  return shelf;
}

/** What the last commits wrote, the oldest first, as far back as they are there without a gap. */
async function lastChanges(at: JobTable, { commit, stamp, pending }: Head): Promise<readonly RowChange[]> {
  const items = await Array.fromAsync(query(at, logOf(at), commitKey(Math.max(1, commit - LAID_AGAIN + 1)), 'c#~'));
  const found: (readonly RowChange[])[] = [];
  let after: string | undefined = stamp;
  for (const item of items.toReversed()) {
    if (item['sk']?.S !== commitKey(commit - found.length) || item['stamp']?.S !== after) break;
    const changes = await changesIn(at, item).catch(ifBroken);
    if (!changes) break;
    found.unshift(changes);
    after = item['after']?.S;
  }
  const beyond = items.at(-1 - found.length);
  const isTorn = found.length > 0 ? beyond && secondsBetween(beyond, items.at(-1)) < SPREAD_SECONDS : items.length > 0 || pending !== null;
  if (isTorn)
    throw new JobRowsBroken(
      'its log does not lead to the head: it was recovered amid a commit. Recover it as of some minutes before or after',
    );
  return found.flat();
}

/** By when they expire. One that never does has been there for long. */
function secondsBetween(older: Item, newer: Item | undefined): number {
  const [from, to] = [older, newer].map((item) => item?.['expiresAt']?.N);
  if (from === undefined) return Infinity;
  return to === undefined ? 0 : Number(to) - Number(from);
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

/** Rows that broke are null; everything else is thrown. */
export function ifBroken(error: unknown): null {
  if (error instanceof JobRowsBroken) return null;
  throw error;
}
