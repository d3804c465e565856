// Owns the way back to `jobs.json`: the table is closed first, then its last book is written by compare-and-swap over the word that it moved.
// Whoever comes between the two, a mover or any writer, can do the second: it is the same book for all of them.
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { putBook, readBookObject, type BookPlace } from './book-object.ts';
import { headKey, retryStatus, type JobTable } from './job-table.ts';
import type { Shelf } from './read-shelf.ts';

/** Nothing is committed from here on. False: somebody committed first, or nobody knows. */
export async function closeTable(at: JobTable, { head }: Shelf): Promise<boolean> {
  try {
    await at.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Update: {
              TableName: at.table,
              Key: headKey(at),
              UpdateExpression: 'SET movedTo = :s3',
              ConditionExpression: 'stamp = :stamp AND attribute_not_exists(pending) AND attribute_not_exists(movedTo)',
              ExpressionAttributeValues: { ':s3': { S: 's3' }, ':stamp': { S: head.stamp } },
            },
          },
        ],
      }),
    );
    return true;
  } catch (error) {
    if (retryStatus(error) === null) throw error;
    return false;
  }
}

/** Whether `jobs.json` holds the jobs now; it is written only while it still says that they are in this stay. */
export async function writeBack(place: BookPlace, stay: string, { book }: Shelf): Promise<boolean> {
  const object = await readBookObject(place);
  return object.stay !== stay || putBook(place, object.etag, book);
}
