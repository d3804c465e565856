// Owns which stays a company has in the table: each is noted before its first row and until its last, so that none is forgotten there.
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { deleteItems } from './batch-write.ts';
import { headKey, logOf, retryStatus, rowsOf, type Item, type JobTable } from './job-table.ts';
import { query } from './read-shelf.ts';

const noteOf = ({ tenant, stay }: JobTable): Item => ({ pk: { S: `T#${tenant}` }, sk: { S: stay } });

/**
 * Whether `jobs.json` has led to a stay: a copy says no, one about to be led to maybe, and yes when it is known. Stays that former releases
 * began say nothing, which is a maybe.
 */
export type Led = 'no' | 'maybe' | 'yes';
const LED: readonly Led[] = ['no', 'maybe', 'yes'];

export interface NotedStay {
  readonly stay: string;
  /** milliseconds since 1970 */
  readonly beganMs: number;
  readonly led: Led;
  /** its head, when a restore has given the stay up and has not come to its end */
  readonly formerHead: Item | null;
}

const beganAt = (at: JobTable) => ({ S: new Date(at.now()).toISOString() });
export const noteStay = async (at: JobTable): Promise<void> =>
  void (await at.client.send(
    new PutItemCommand({ TableName: at.table, Item: { ...noteOf(at), began: beganAt(at), led: { S: 'no' satisfies Led } } }),
  ));
export const noteLed = async (at: JobTable, led: Led): Promise<void> =>
  void (await at.client.send(
    new UpdateItemCommand({
      TableName: at.table,
      Key: noteOf(at),
      UpdateExpression: 'SET led = :led, began = if_not_exists(began, :now)',
      ExpressionAttributeValues: { ':led': { S: led }, ':now': beganAt(at) },
    }),
  ));

export async function staysOf(at: Omit<JobTable, 'stay'>): Promise<readonly NotedStay[]> {
  const items = await Array.fromAsync(query({ ...at, stay: '' }, { S: `T#${at.tenant}` }, '0', '~'));
  return items.map(({ sk, began, led, formerHead }) => ({
    stay: sk?.S ?? '',
    beganMs: Date.parse(began?.S ?? ''),
    led: LED.find((each) => each === led?.S) ?? 'maybe',
    formerHead: formerHead?.M ?? null,
  }));
}

/**
 * Without its head a stay is nobody's: whoever remembers it asks `jobs.json` again. What the head said stays in the note, for whoever has to
 * begin again. False: somebody committed since it was looked at.
 */
export async function giveUpStay(at: JobTable, head: Item, led: Led): Promise<boolean> {
  const { stamp } = head;
  const unchanged = stamp
    ? { ConditionExpression: 'stamp = :stamp', ExpressionAttributeValues: { ':stamp': stamp } }
    : { ConditionExpression: 'attribute_not_exists(stamp)' };
  try {
    await at.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Delete: { TableName: at.table, Key: headKey(at), ...unchanged } },
          {
            Update: {
              TableName: at.table,
              Key: noteOf(at),
              UpdateExpression: 'SET formerHead = :head, led = :led, began = if_not_exists(began, :now)',
              ExpressionAttributeValues: { ':head': { M: head }, ':led': { S: led }, ':now': beganAt(at) },
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

/** All that a stay left. The note goes last: what was cut in between is found again, and is nobody's by then. */
export async function clearStay(at: JobTable): Promise<void> {
  await forgetLed(at);
  for (const pk of [logOf(at), rowsOf(at)]) {
    const items = await Array.fromAsync(query(at, pk, '!', '~'));
    await deleteItems(
      at,
      items.map(({ pk: of = pk, sk = { S: '' } }) => ({ pk: of, sk })),
    );
  }
  await at.client.send(new DeleteItemCommand({ TableName: at.table, Key: noteOf(at) }));
}

async function forgetLed(at: JobTable): Promise<void> {
  const update = new UpdateItemCommand({
    TableName: at.table,
    Key: noteOf(at),
    UpdateExpression: 'SET led = :no REMOVE formerHead',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':no': { S: 'no' satisfies Led } },
  });
  await at.client.send(update).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}
