// Owns how a row is written and told apart from its further parts: every item says of which commit it is, the first also how many they are.
import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { RowChange } from './book-rows.ts';
import { JobRowsBroken, rowsOf, type Item, type JobTable } from './job-table.ts';
import { bytesOf, packValue, unpackValue } from './row-codec.ts';

/** read between two parts of one value, or between two commits */
export const TORN = Symbol('torn');

const partKey = (key: string, part: number): string => (part === 0 ? key : `${key}~${String(part).padStart(4, '0')}`);

/** The items of a row as it is after a commit. Parts of a longer value before it stay behind: they are of an older commit, and count for nothing. */
export function rowItems(at: JobTable, { key, value }: RowChange, commit: number): readonly Item[] {
  const parts = packValue(value);
  return parts.map((v, part) => ({
    pk: rowsOf(at),
    sk: { S: partKey(key, part) },
    v,
    c: { N: String(commit) },
    ...(part === 0 && parts.length > 1 && { p: { N: String(parts.length) } }),
  }));
}

export function rowWrites(at: JobTable, change: RowChange, commit: number): readonly TransactWriteItem[] {
  if (change.value === undefined) return [{ Delete: { TableName: at.table, Key: { pk: rowsOf(at), sk: { S: change.key } } } }];
  return rowItems(at, change, commit).map((Item) => ({ Put: { TableName: at.table, Item } }));
}

export const writeBytes = ({ Put, Delete }: TransactWriteItem): number =>
  Object.entries(Put?.Item ?? Delete?.Key ?? {}).reduce((sum, [name, value]) => sum + name.length + bytesOf(value), 0);

/** Rows out of items as they come; what was read between two commits is `TORN`. */
export async function collectRows(
  items: AsyncIterable<Item>,
  unpack: typeof unpacked = unpacked,
): Promise<{ rows: Map<string, unknown>; newest: number }> {
  const found = new Map<string, { readonly first: Item; readonly parts: AttributeValue[] }>();
  let newest = 0;
  for await (const item of items) {
    const [key = '', part] = (item['sk']?.S ?? '').split(/~(\d{4})$/);
    const value = item['v'] ?? { S: '' };
    newest = Math.max(newest, Number(item['c']?.N ?? 0));
    if (part === undefined) found.set(key, { first: item, parts: [value] });
    else if (found.get(key)?.first['c']?.N === item['c']?.N) found.get(key)?.parts.push(value);
  }
  const rows = new Map<string, unknown>();
  for (const [key, { first, parts }] of found) rows.set(key, parts.length === Number(first['p']?.N ?? 1) ? unpack(key, parts) : TORN);
  return { rows, newest };
}

/** @throws JobRowsBroken that names the row only: a parser's message may quote what it read */
export function unpacked(key: string, parts: readonly (AttributeValue | undefined)[]): unknown {
  try {
    return unpackValue(parts);
  } catch {
    throw new JobRowsBroken(`row ${key}`);
  }
}
