// Owns laying the rows of a commit that was too large for one transaction: by whoever comes next, as often as it takes, once it is done never again.
import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand, TransactWriteItemsCommand, UpdateItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { commitKey, expiry, headKey, JobRowsBroken, logOf, retryStatus, type Item, type JobTable } from './job-table.ts';
import { changesIn } from './read-shelf.ts';
import { rowWrites, writeBytes } from './row-writes.ts';

/** One place of a transaction is the condition. */
const MOST_ROWS = 99;
const MOST_BYTES = 3_000_000;
const MOST_TRIES = 8;

/** Whether the rows are laid: by us, or by somebody else meanwhile. */
export async function layPending(
  at: JobTable,
  { commit, pending }: { readonly commit: number; readonly pending: string },
): Promise<boolean> {
  const key = { pk: logOf(at), sk: { S: commitKey(commit) } };
  const { Item } = await at.client.send(new GetItemCommand({ TableName: at.table, Key: key, ConsistentRead: true }));
  if (!Item) throw new JobRowsBroken(`${commitKey(commit)} is not there`);
  const writes = (await changesIn(at, Item)).flatMap((change) => rowWrites(at, change, commit));
  for (const some of transactionsOf(writes)) if (!(await layWhilePending(at, pending, some))) return false;
  const cleared = await write(at, [
    {
      Update: {
        TableName: at.table,
        Key: headKey(at),
        UpdateExpression: 'REMOVE pending',
        ConditionExpression: 'pending = :token',
        ExpressionAttributeValues: { ':token': { S: pending } },
      },
    },
  ]);
  if (cleared) await letExpire(at, [key, ...partKeys(at, Item, pending)]);
  return cleared;
}

/** Guarded: one that was asleep while others went on must not bring back what they deleted. */
const layWhilePending = (at: JobTable, pending: string, writes: readonly TransactWriteItem[]): Promise<boolean> =>
  write(at, [
    {
      ConditionCheck: {
        TableName: at.table,
        Key: headKey(at),
        ConditionExpression: 'pending = :token',
        ExpressionAttributeValues: { ':token': { S: pending } },
      },
    },
    ...writes,
  ]);

/** False: it is not pending any more. */
async function write(at: JobTable, TransactItems: TransactWriteItem[]): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      await at.client.send(new TransactWriteItemsCommand({ TransactItems }));
      return true;
    } catch (error) {
      const status = retryStatus(error);
      if (status === 412) return false;
      if (status === null || tries === MOST_TRIES) throw error;
      await sleep(Math.random() * 40 * 2 ** tries);
    }
  }
}

function transactionsOf(writes: readonly TransactWriteItem[]): TransactWriteItem[][] {
  const all: TransactWriteItem[][] = [];
  let bytes = 0;
  for (const each of writes) {
    const [last, size] = [all.at(-1), writeBytes(each)];
    const fits = last !== undefined && last.length < MOST_ROWS && bytes + size <= MOST_BYTES;
    if (fits) last.push(each);
    else all.push([each]);
    bytes = fits ? bytes + size : size;
  }
  return all;
}

const partKeys = (at: JobTable, { parts }: Item, token: string): Item[] =>
  Array.from({ length: Number(parts?.N) }, (_, part) => ({ pk: logOf(at), sk: { S: `w#${token}#${String(part).padStart(4, '0')}` } }));

/** As all other commits do: they were kept for whoever would have to lay their rows. What stays for want of an answer stays until the stay ends. */
async function letExpire(at: JobTable, keys: readonly Item[]): Promise<void> {
  for (const Key of keys) {
    const update = at.client.send(
      new UpdateItemCommand({
        TableName: at.table,
        Key,
        UpdateExpression: 'SET expiresAt = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':at': expiry(at) },
      }),
    );
    await update.catch(() => undefined);
  }
}
