// Owns a company's rows as an operator needs them who goes back to an older state: those of another table, those that broke, and new ones instead.
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { GetItemCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { TenantId } from '#core/id';
import { writeBook, type JobBook } from '#core/job-book';
import type { StoreConfig } from '../../config.ts';
import { clientFor } from '../dynamo-stores.ts';
import { copyBook, shelfOf } from './copy-book.ts';
import { headKey, JobRowsBroken, logOf, readHeadItem, rowsOf, type Item, type JobTable } from './job-table.ts';
import { query, type Shelf } from './read-shelf.ts';
import { highestIn, ifBroken, readSettled } from './settled-rows.ts';
import { clearStay, giveUpStay, noteLed, noteStay, staysOf, type Led, type NotedStay } from './stays.ts';

/** What lies in one stay. */
export interface LeftRows {
  readonly stay: string;
  /** null when its rows make none */
  readonly book: JobBook | null;
  /** the same packed, or, when they make none, the rows as they are */
  readonly bytes: Uint8Array;
  /** what nobody may be told again: of its head, else as high as its jobs tell; only a head tells the epoch */
  readonly numbers: Pick<JobBook, 'version' | 'nextNumber'> & { readonly epoch: number | null };
  /** nobody is led here any more: its jobs went back to S3 */
  readonly isClosed: boolean;
  readonly led: Led;
  /** the head that is there, on which writers commit */
  readonly head: Item | null;
  /** the head that was there until a restore gave it up, and was cut short */
  readonly formerHead: Item | null;
}

export interface FormerRows {
  /** The book in a table that a point-in-time recovery made, or in the company's own. @throws Error with one line */
  bookIn(table: string, stay: string | null): Promise<JobBook>;
  /** Of all its stays, and of this one. */
  left(serving: string | null): Promise<readonly LeftRows[]>;
  /** From here on nobody reads or commits there; what its head said is kept beside. False: somebody committed since it was looked at. */
  giveUp(left: LeftRows, led: Led): Promise<boolean>;
  /** A new stay, which nobody is led to yet; answers its name. */
  lay(book: JobBook): Promise<string>;
  /** Notes whether `jobs.json` leads there. */
  lead(stay: string, led: Led): Promise<void>;
  clear(stay: string): Promise<void>;
}

export function openFormerRows(config: StoreConfig, tenant: TenantId): FormerRows {
  const own = { client: clientFor(config), table: config.JOBS_TABLE, tenant, now: Date.now };
  return {
    async bookIn(table, asked) {
      const all = { ...own, table };
      const noted = await staysIn(all);
      const stays = asked === null ? likeliest(noted) : [asked];
      const [stay] = stays;
      if (stay === undefined) throw new Error(`Cannot restore: no jobs of ${tenant} are in ${table}.`);
      if (stays.length > 1)
        throw new Error(
          `Cannot restore: ${tenant} was in ${table} more than once. Say when: ${stays.map((each) => `table:${table}/${each}`).join(', ')}`,
        );
      const former = noted.find((each) => each.stay === stay)?.formerHead ?? null;
      const at = { ...all, stay };
      return (table === own.table ? shelfUnder(at, former) : recoveredShelf(at, former)).then(
        ({ book }) => book,
        (error: unknown) => {
          throw error instanceof JobRowsBroken
            ? new Error(`Cannot restore: the rows of ${tenant} in ${table} make no book: ${error.message}.`)
            : error;
        },
      );
    },
    async left(serving) {
      // A stage whose table is still to be deployed has nobody there.
      const noted = await staysOf(own).catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return [];
        throw error;
      });
      const isNoted = serving === null || noted.some(({ stay }) => stay === serving);
      const stays = isNoted ? noted : [...noted, { stay: serving, led: 'yes' as const, formerHead: null }];
      return Promise.all(stays.map((each) => leftIn({ ...own, stay: each.stay }, each)));
    },
    giveUp: ({ stay, head }, led) => (head ? giveUpStay({ ...own, stay }, head, led) : Promise.resolve(true)),
    async lay(book) {
      const at: JobTable = { ...own, stay: randomUUID() };
      await noteStay(at);
      await copyBook(at, book, () => undefined);
      return at.stay;
    },
    lead: (stay, led) => noteLed({ ...own, stay }, led),
    clear: (stay) => clearStay({ ...own, stay }),
  };
}

async function leftIn(at: JobTable, { led, formerHead }: Pick<NotedStay, 'led' | 'formerHead'>): Promise<LeftRows> {
  const head = await headItemOf(at);
  const told = head ?? formerHead;
  const known = told && whole(() => readHeadItem(told));
  const book = known ? await shelfUnder(at, formerHead).then((shelf) => shelf.book, ifBroken) : null;
  return {
    stay: at.stay,
    book,
    bytes: book ? gzipSync(writeBook(book)) : await packedRows(at),
    numbers: (known && numbersIn(known.plain)) ?? { epoch: null, ...(await highestIn(at)) },
    isClosed: known?.movedTo === 's3',
    led,
    head,
    formerHead,
  };
}

const headItemOf = async (at: JobTable): Promise<Item | null> =>
  (await at.client.send(new GetItemCommand({ TableName: at.table, Key: headKey(at), ConsistentRead: true }))).Item ?? null;

/** Under the head that is there; else under the one that a restore has given up. @throws JobRowsBroken, or Error with one line */
const shelfUnder = async (at: JobTable, formerHead: Item | null): Promise<Shelf> =>
  formerHead && !(await headItemOf(at)) ? readSettled(at, readHeadItem(formerHead), 'given-up') : shelfOf(at);

async function recoveredShelf(at: JobTable, formerHead: Item | null): Promise<Shelf> {
  const head = (await headItemOf(at)) ?? formerHead;
  return head ? readSettled(at, readHeadItem(head), 'recovered') : shelfOf(at);
}

/** The one that is known to have served; else all that may have; else copies. */
function likeliest(noted: readonly NotedStay[]): readonly string[] {
  const possible = noted.filter(({ led }) => led !== 'no');
  const served = noted.filter(({ led }) => led === 'yes');
  const live = served.filter(({ formerHead }) => !formerHead);
  const found = [live, served].find(({ length }) => length === 1) ?? (possible.length > 0 ? possible : noted);
  return found.map(({ stay }) => stay);
}

const staysIn = (all: Omit<JobTable, 'stay'>): ReturnType<typeof staysOf> =>
  staysOf(all).catch((error: unknown) => {
    throw error instanceof ResourceNotFoundException ? new Error(`Cannot restore: there is no table ${all.table}.`) : error;
  });

const numbersIn = ({ epoch, version, nextNumber }: Readonly<Record<string, unknown>>): LeftRows['numbers'] | null =>
  typeof epoch === 'number' && typeof version === 'number' && typeof nextNumber === 'number' ? { epoch, version, nextNumber } : null;

async function packedRows(at: JobTable): Promise<Uint8Array> {
  const items: Item[] = [];
  for (const pk of [rowsOf(at), logOf(at)]) items.push(...(await Array.fromAsync(query(at, pk, '!', '~'))));
  const packed = (_key: string, value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
  return gzipSync(JSON.stringify({ stay: at.stay, items }, packed));
}

function whole<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    return ifBroken(error);
  }
}
