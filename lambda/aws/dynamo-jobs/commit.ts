// Owns saving what was decided: one transaction of head, log and rows; or, when it is too large for one, its parts first, then the head as the
// one step that counts, then the rows, which whoever comes next lays when the one who began cannot.
import { randomUUID } from 'node:crypto';
import { TransactWriteItemsCommand, type AttributeValue, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { JobBook } from '#core/job-book';
import { changesOf } from './book-changes.ts';
import type { RowChange } from './book-rows.ts';
import { writeItems } from './batch-write.ts';
import { layPending } from './lay-pending.ts';
import { commitKey, expiry, headItem, logOf, newStamp, type Head, type Item, type JobTable } from './job-table.ts';
import type { Shelf } from './read-shelf.ts';
import { packValue } from './row-codec.ts';
import { rowWrites, writeBytes } from './row-writes.ts';

/** DynamoDB takes 100 items and 4 MB; the head and the log are two of them, and keys count too. */
const MOST_ROWS = 98;
const MOST_BYTES = 3_000_000;

/** The shelf with the book saved. Throws what DynamoDB said when it was not saved, or nobody knows. */
export async function commitBook(at: JobTable, shelf: Shelf, book: JobBook): Promise<Shelf> {
  const { changes, grown, after, plain } = changesOf(shelf, book);
  const head: Head = { ...shelf.head, commit: shelf.head.commit + 1, stamp: newStamp(), rows: shelf.head.rows + grown, plain };
  const rows = changes.flatMap((change) => rowWrites(at, change, head.commit));
  const packed = packValue(changes);
  const fits = packed.length === 1 && rows.length <= MOST_ROWS && rows.reduce((sum, row) => sum + writeBytes(row), 0) <= MOST_BYTES;
  if (fits) await transact(at, shelf.head, head, { v: packed[0] as AttributeValue, expiresAt: expiry(at) }, rows);
  else await commitLarge(at, shelf.head, head, changes);
  return { ...after, head };
}

async function commitLarge(at: JobTable, before: Head, head: Head, changes: readonly RowChange[]): Promise<void> {
  const token = randomUUID();
  const parts = packValue(changes);
  // They do not expire until their rows are laid: a company may be silent for longer than anything is kept.
  await writeItems(
    at,
    parts.map((v, part) => ({ pk: logOf(at), sk: { S: `w#${token}#${String(part).padStart(4, '0')}` }, v })),
  );
  const log = { token: { S: token }, parts: { N: String(parts.length) } };
  await transact(at, before, { ...head, pending: token }, log, []);
  // It is saved. Whether its rows are laid now or by the next writer changes nothing of what anybody reads.
  await layPending(at, { commit: head.commit, pending: token }).catch(() => false);
}

const logItem = (at: JobTable, before: Head, head: Head, log: Item): Item => ({
  pk: logOf(at),
  sk: { S: commitKey(head.commit) },
  stamp: { S: head.stamp },
  after: { S: before.stamp },
  ...log,
});

/** The condition on the head is what makes two writers one after the other. */
async function transact(at: JobTable, before: Head, head: Head, log: Item, rows: readonly TransactWriteItem[]): Promise<void> {
  await at.client.send(
    new TransactWriteItemsCommand({
      // The SDK's own tries after a lost answer carry the same token, so that they are answered as the first was.
      ClientRequestToken: randomUUID(),
      TransactItems: [
        {
          Put: {
            TableName: at.table,
            Item: headItem(at, head),
            ConditionExpression: 'stamp = :stamp AND attribute_not_exists(pending) AND attribute_not_exists(movedTo)',
            ExpressionAttributeValues: { ':stamp': { S: before.stamp } },
          },
        },
        { Put: { TableName: at.table, Item: logItem(at, before, head, log) } },
        ...rows,
      ],
    }),
  );
}
