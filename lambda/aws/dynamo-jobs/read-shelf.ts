// Owns reading a company's book from its rows: one item when nothing is new, what the commits since changed when something is, all else.
import { GetItemCommand, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { emptyLaid, layRows, setOrDrop, type LaidBook, type RowChange } from './book-rows.ts';
import {
  commitKey,
  FIRST_ROW,
  headKey,
  JobRowsBroken,
  logOf,
  readHeadItem,
  rowsOf,
  type Head,
  type Item,
  type JobTable,
} from './job-table.ts';
import { collectRows, TORN, unpacked } from './row-writes.ts';

/** A book as it lies in the table: of one commit of one stay. */
export interface Shelf extends LaidBook {
  readonly head: Head;
}

const MOST_READS = 6;

/** The book of this head or of a newer one. Null: the stay has gone meanwhile. @throws JobRowsBroken, StoreUnreachable */
export async function readShelf(at: JobTable, head: Head, known: Shelf | null): Promise<Shelf | null> {
  if (known && known.head.stamp === head.stamp) return { ...known, head };
  return (known && known.head.commit < head.commit ? await caughtUp(at, known, head) : null) ?? readAll(at, head);
}

/** Null: this stay is not there. */
export async function readHead(at: JobTable): Promise<Head | null> {
  const { Item } = await at.client.send(new GetItemCommand({ TableName: at.table, Key: headKey(at), ConsistentRead: true }));
  return Item ? readHeadItem(Item) : null;
}

/** Null when commits in between are no longer kept. */
async function caughtUp(at: JobTable, known: Shelf, head: Head): Promise<Shelf | null> {
  const changes = await readChanges(at, known.head, head);
  return changes && shelfOf(head, known, changes);
}

/**
 * All rows, which others may change while they are read: what was committed from before the first row until after the last is laid over
 * them, so that what comes out is the book of one commit.
 */
async function readAll(at: JobTable, first: Head): Promise<Shelf | null> {
  let before = first;
  for (let reads = 1; reads <= MOST_READS; reads++) {
    const { rows, newest } = await collectRows(query(at, rowsOf(at), FIRST_ROW, '~'));
    const head = await readHead(at);
    if (!head) return null;
    // Rows of a pending commit may not be there yet: it is laid too.
    const since = before.pending === null ? before : { commit: before.commit - 1, stamp: null };
    const changes = await readChanges(at, since, head);
    before = head;
    if (!changes || newest > head.commit) continue;
    for (const { key, value } of changes) setOrDrop(rows, key, value);
    const shelf = wholeShelf(head, rows);
    if (shelf) return shelf;
    if (reads === MOST_READS) throw new JobRowsBroken(`${rows.size} rows where there should be ${head.rows}`);
  }
  throw new JobRowsBroken('commits that are not there');
}

/** Null when they are not as many as the head counts, or one was read between two commits. @throws JobRowsBroken when they make no book */
export function wholeShelf(head: Head, rows: ReadonlyMap<string, unknown>): Shelf | null {
  if (rows.size !== head.rows || rows.values().some((value) => value === TORN)) return null;
  return shelfOf(
    head,
    emptyLaid(head.format),
    Array.from(rows, ([key, value]) => ({ key, value })),
  );
}

function shelfOf(head: Head, on: LaidBook, changes: readonly RowChange[]): Shelf {
  const laid = layRows(on, changes, head.plain);
  if (!laid.ok) throw new JobRowsBroken(laid.error);
  return { ...laid.value, head };
}

/**
 * What was committed after one head until another, each row once, as the last commit left it. Null when some of it is not kept any more, or one
 * does not lead to the other: the table was rolled back. A stamp that is null is not compared.
 */
async function readChanges(at: JobTable, since: { readonly commit: number; readonly stamp: string | null }, until: Head) {
  const rows = new Map<string, RowChange>();
  let { commit, stamp } = since;
  if (commit < until.commit)
    for await (const item of query(at, logOf(at), commitKey(commit + 1), commitKey(until.commit))) {
      if (item['sk']?.S !== commitKey(++commit) || (stamp !== null && item['after']?.S !== stamp)) return null;
      stamp = item['stamp']?.S ?? '';
      for (const change of await changesIn(at, item)) rows.set(change.key, change);
    }
  return stamp === until.stamp ? [...rows.values()] : null;
}

/** A large commit has its changes in parts of their own. */
export async function changesIn(at: JobTable, item: Item): Promise<readonly RowChange[]> {
  const [key, token] = [item['sk']?.S ?? '', item['token']?.S];
  if (token === undefined) return unpacked(key, [item['v']]) as RowChange[];
  const parts: (AttributeValue | undefined)[] = [];
  for await (const part of query(at, logOf(at), `w#${token}#`, `w#${token}#~`)) parts.push(part['v']);
  if (parts.length !== Number(item['parts']?.N)) throw new JobRowsBroken(`${key}: parts are missing`);
  return unpacked(key, parts) as RowChange[];
}

/** Items of a partition by their keys, both ends included. */
export async function* query(at: JobTable, pk: AttributeValue, from: string, to: string): AsyncGenerator<Item> {
  let start: Item | undefined;
  do {
    const page = await at.client.send(
      new QueryCommand({
        TableName: at.table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': { S: from }, ':to': { S: to } },
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start);
}
