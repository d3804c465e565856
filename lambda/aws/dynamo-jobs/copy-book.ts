// Owns a company's book as the first rows of a new stay, which nobody is led to yet: it counts only once it has been read back and is the very same.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { JobBook } from '#core/job-book';
import { writeItems } from './batch-write.ts';
import { changesOf } from './book-changes.ts';
import { emptyLaid } from './book-rows.ts';
import { headItem, newStamp, type Head, type JobTable } from './job-table.ts';
import { readHead, readShelf, type Shelf } from './read-shelf.ts';
import { rowItems } from './row-writes.ts';

/** @throws Error with one line when the rows are not what was written */
export async function copyBook(at: JobTable, book: JobBook, tell: (line: string) => void): Promise<Shelf> {
  const empty = emptyLaid();
  const { changes, grown, plain } = changesOf(empty, book);
  tell(`${book.jobs.size} jobs are copied, as ${grown} rows.`);
  await writeItems(
    at,
    changes.flatMap((change) => rowItems(at, change, 1)),
  );
  const head: Head = { format: empty.format, commit: 1, stamp: newStamp(), rows: grown, plain, pending: null, movedTo: null };
  await at.client.send(
    new PutItemCommand({ TableName: at.table, Item: headItem(at, head), ConditionExpression: 'attribute_not_exists(pk)' }),
  );
  const shelf = await shelfOf(at);
  const other = changesOf(shelf, book).changes.length;
  if (other > 0) throw new Error(`Cannot copy the jobs of ${at.tenant}: ${other} rows are not what was written. They are where they were.`);
  return shelf;
}

/** @throws Error with one line when there is no such stay */
export async function shelfOf(at: JobTable): Promise<Shelf> {
  const head = await readHead(at);
  const shelf = head && (await readShelf(at, head, null));
  if (!shelf) throw new Error(`Cannot read the jobs of ${at.tenant}: its rows in ${at.table} are not there. Nothing was changed.`);
  return shelf;
}
