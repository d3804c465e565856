// Owns writing and deleting many items that nobody reads yet, or any more: in batches, without conditions, as often as it takes.
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { StoreUnreachable } from '../../store-errors.ts';
import type { Item, JobTable } from './job-table.ts';
import { bytesOf } from './row-codec.ts';

/** DynamoDB's own limits are 25 items and 16 MB. */
const MOST_ITEMS = 25;
const MOST_BYTES = 8_000_000;
const MOST_TRIES = 12;
const AT_ONCE = 4;

export const writeItems = (at: JobTable, items: readonly Item[], onProgress?: (done: number) => void): Promise<void> =>
  writeAll(
    at,
    items.map((Item) => ({ PutRequest: { Item } })),
    onProgress,
  );
export const deleteItems = (at: JobTable, keys: readonly Item[]): Promise<void> =>
  writeAll(
    at,
    keys.map((Key) => ({ DeleteRequest: { Key } })),
  );

async function writeAll(at: JobTable, requests: readonly WriteRequest[], onProgress?: (done: number) => void): Promise<void> {
  const batches = batchesOf(requests);
  let done = 0;
  const work = async (): Promise<void> => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      await writeBatch(at, batch);
      done += batch.length;
      onProgress?.(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function batchesOf(requests: readonly WriteRequest[]): WriteRequest[][] {
  const batches: WriteRequest[][] = [];
  let bytes = 0;
  for (const request of requests) {
    const size = Object.values(request.PutRequest?.Item ?? {}).reduce((sum, value) => sum + bytesOf(value), 0);
    const last = batches.at(-1);
    if (last && last.length < MOST_ITEMS && bytes + size <= MOST_BYTES) last.push(request);
    else batches.push([request]);
    bytes = last === batches.at(-1) ? bytes + size : size;
  }
  return batches;
}

async function writeBatch(at: JobTable, batch: readonly WriteRequest[]): Promise<void> {
  let left: WriteRequest[] = [...batch];
  for (let tries = 1; left.length > 0; tries++) {
    const { UnprocessedItems } = await at.client.send(new BatchWriteItemCommand({ RequestItems: { [at.table]: left } }));
    left = UnprocessedItems?.[at.table] ?? [];
    if (left.length > 0 && tries === MOST_TRIES) throw new StoreUnreachable('dynamodb', 429, null);
    if (left.length > 0) await sleep(Math.min(1_500, 40 * 2 ** tries) * Math.random());
  }
}
