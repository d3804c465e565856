// Owns companies whose jobs are items of a DynamoDB in memory: the real store over it, for suites that ask the API and not the store.
import { emptyBook, writeBook } from '#core/job-book';
import { createDynamoJobStore } from '#lambda/aws/dynamo-job-store';
import { changesOf } from '#lambda/aws/dynamo-jobs/book-changes';
import { emptyLaid, layRows } from '#lambda/aws/dynamo-jobs/book-rows';
import { headItem, headKey, readHeadItem, type JobTable } from '#lambda/aws/dynamo-jobs/job-table';
import { unpackValue } from '#lambda/aws/dynamo-jobs/row-codec';
import type { JobStore } from '#lambda/port';
import { createTable, nameOf } from '../property/simulator/table.ts';
import type { Schedule } from '../property/simulator/schedule.ts';

export interface MemoryTable {
  open(tenant: string): JobStore;
  /** the book that its rows make, as `jobs.json` would hold it; undefined before the first commit */
  stored(tenant: string): string | undefined;
}

/** Nothing fails and nothing takes time. */
const CALM: Schedule = {
  nowMs: () => 0,
  random: () => 0.5,
  chance: () => false,
  pick: ([first]) => first as never,
  sleep: () => Promise.resolve(),
  after: () => () => undefined,
  runUntil: () => Promise.resolve(),
};
const FIRST = 1;

export function memoryTable(): MemoryTable {
  const table = createTable(CALM, null, () => undefined);
  const at = (tenant: string): JobTable => ({ client: table.client, table: 'jobs', tenant, stay: 'stay', now: () => 0 });
  const shelves = new Map<string, Map<string, never>>();
  const begin = (tenant: string): void => {
    const { plain } = changesOf(emptyLaid(), emptyBook());
    const head = headItem(at(tenant), { format: 2, commit: FIRST, stamp: 'first', rows: 0, plain, pending: null, movedTo: null });
    if (!table.items.has(nameOf(head))) table.items.set(nameOf(head), head);
  };
  const nowhere = { send: () => Promise.reject(new Error('nobody moves here')) };
  return {
    open(tenant) {
      begin(tenant);
      const cache = shelves.get(tenant) ?? new Map<string, never>();
      shelves.set(tenant, cache);
      return createDynamoJobStore({
        at: at(tenant),
        cache,
        place: { client: nowhere as never, bucket: 'haul-data', tenant },
        onS3: () => {
          throw new Error('nobody moves here');
        },
        sleep: () => Promise.resolve(),
        random: () => 0.5,
        log: () => undefined,
      });
    },
    stored(tenant) {
      const item = table.items.get(nameOf(headKey(at(tenant))));
      if (!item) return undefined;
      const head = readHeadItem(item);
      const { pk: of } = headKey(at(tenant));
      const rows = [...table.items.values()].filter(({ pk, sk }) => pk?.S === of?.S && sk?.S !== '!head');
      const changes = rows.map(({ sk, v }) => ({ key: sk?.S ?? '', value: unpackValue([v]) }));
      const laid = layRows(emptyLaid(), changes, head.plain);
      if (!laid.ok) throw new Error(laid.error);
      return head.commit === FIRST ? undefined : writeBook(laid.value.book);
    },
  };
}
