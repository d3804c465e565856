// Owns an office whose companies' jobs are items of a table: the real store over DynamoDB in memory, and what its rows mean.
import { gunzipSync, gzipSync } from 'node:zlib';
import { TransactWriteItemsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { emptyBook, readBook, writeBook, type JobBook } from '#core/job-book';
import { createDynamoJobStore } from '#lambda/aws/dynamo-job-store';
import { changesOf } from '#lambda/aws/dynamo-jobs/book-changes';
import { emptyLaid, layRows } from '#lambda/aws/dynamo-jobs/book-rows';
import { headItem, newStamp, readHeadItem, type Head, type JobTable } from '#lambda/aws/dynamo-jobs/job-table';
import type { Shelf } from '#lambda/aws/dynamo-jobs/read-shelf';
import { unpackValue } from '#lambda/aws/dynamo-jobs/row-codec';
import { rowItems } from '#lambda/aws/dynamo-jobs/row-writes';
import type { JobStore } from '#lambda/port';
import type { Mutant } from './mutants.ts';
import type { Schedule } from './schedule.ts';
import { createTable, nameOf, type Item } from './table.ts';

export interface TableOffice {
  /** @param decided what the store is about to save */
  open(tenant: string, shelves: Map<string, Shelf>, decided: () => JobBook | null): JobStore;
  book(tenant: string): JobBook;
  /** the same, read from the rows themselves */
  storedBook(tenant: string): JobBook;
  backup(tenant: string): Uint8Array;
  restore(tenant: string, bytes: Uint8Array, book: JobBook | null): void;
  calm(): void;
}

/** @param wrote hears of a company after each transaction */
export function createTableOffice(schedule: Schedule, mutant: Mutant | null, wrote: () => void): TableOffice {
  const table = createTable(schedule, mutant, wrote);
  const meant = new Map<string, JobBook>();
  const states = new WeakMap<Uint8Array, ReadonlyMap<string, Item>>();
  const at = (tenant: string, client = table.client): JobTable => ({
    client,
    table: 'jobs',
    tenant,
    stay: tenant,
    now: () => schedule.nowMs(),
  });
  const headOf = (tenant: string): Item => {
    const name = nameOf(headItem(at(tenant), BEGINNING));
    const head = table.items.get(name) ?? headItem(at(tenant), { ...BEGINNING, plain: changesOf(emptyLaid(), emptyBook()).plain });
    table.items.set(name, head);
    return head;
  };
  const itemsOf = (tenant: string): [string, Item][] => [...table.items].filter(([, { pk }]) => pk?.S?.split('#')[1] === tenant);
  const book = (tenant: string): JobBook => meant.get(headOf(tenant)['stamp']?.S ?? '') ?? emptyBook();

  return {
    open(tenant, shelves, decided) {
      headOf(tenant);
      /** Beside it is noted what the rows mean, so that looking at them costs nothing. */
      const client = {
        async send(command: unknown): Promise<unknown> {
          const [first] = command instanceof TransactWriteItemsCommand ? (command.input.TransactItems ?? []) : [];
          const [stamp, next] = [first?.Put?.Item?.['stamp']?.S, decided()];
          if (stamp !== undefined && next) meant.set(stamp, next);
          return table.client.send(command as never);
        },
      } as Pick<DynamoDBClient, 'send'>;
      const never = { send: () => Promise.reject(new Error('nobody moves here')) };
      return createDynamoJobStore({
        at: at(tenant, client),
        cache: shelves,
        place: { client: never as never, bucket: 'haul-data', tenant },
        onS3: () => {
          throw new Error('nobody moves here');
        },
        sleep: (delayMs) => schedule.sleep(delayMs),
        random: schedule.random,
        log: () => undefined,
      });
    },
    book,
    storedBook(tenant) {
      const head = readHeadItem(headOf(tenant));
      const rows = itemsOf(tenant).filter(([, { pk, sk }]) => pk?.S?.startsWith('T#') && sk?.S !== '!head');
      const laid = layRows(
        emptyLaid(),
        rows.map(([, { sk, v }]) => ({ key: sk?.S ?? '', value: unpackValue([v]) })),
        head.plain,
      );
      if (!laid.ok) throw new Error(`the table holds no book: ${laid.error}`);
      if (rows.length !== head.rows) throw new Error(`the table holds ${rows.length} rows, and its head says ${head.rows}`);
      return laid.value.book;
    },
    backup(tenant) {
      const bytes = gzipSync(writeBook(book(tenant)));
      states.set(bytes, new Map(itemsOf(tenant)));
      return bytes;
    },
    restore(tenant, bytes, raised) {
      const { commit } = readHeadItem(headOf(tenant));
      for (const [name] of itemsOf(tenant)) table.items.delete(name);
      if (!raised) return states.get(bytes)?.forEach((item, name) => void table.items.set(name, item));
      const { changes, grown, plain } = changesOf(emptyLaid(), raised);
      const head: Head = { format: 2, commit: commit + 1, stamp: newStamp(), rows: grown, plain, pending: null, movedTo: null };
      for (const item of [headItem(at(tenant), head), ...changes.flatMap((change) => rowItems(at(tenant), change, head.commit))])
        table.items.set(nameOf(item), item);
      meant.set(head.stamp, raised);
    },
    calm: table.calm,
  };
}

const BEGINNING: Head = { format: 2, commit: 1, stamp: 'beginning', rows: 0, plain: {}, pending: null, movedTo: null };

export const bookIn = (bytes: Uint8Array): JobBook => {
  const book = readBook(JSON.parse(gunzipSync(bytes).toString()));
  if (!book.ok) throw new Error(book.error);
  return book.value;
};
