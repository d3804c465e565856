// Owns a company's rows as an operator needs them who goes back to an older state: those of another table, those that broke, and new ones instead.
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ConditionalCheckFailedException, DeleteItemCommand, GetItemCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { TenantId } from '#core/id';
import { writeBook, type JobBook } from '#core/job-book';
import type { StoreConfig } from '../../config.ts';
import { clientFor } from '../dynamo-stores.ts';
import { copyBook, shelfOf } from './copy-book.ts';
import { headKey, JobRowsBroken, logOf, readHeadItem, rowsOf, type Item, type JobTable } from './job-table.ts';
import { query } from './read-shelf.ts';
import { clearStay, noteStay, staysOf } from './stays.ts';

/** What lies in one stay. */
export interface LeftRows {
  readonly stay: string;
  /** null when its rows make none */
  readonly book: JobBook | null;
  /** the same packed, or, when they make none, the rows as they are */
  readonly bytes: Uint8Array;
  /** as far as its head can be read: what nobody may be told again */
  readonly numbers: Pick<JobBook, 'epoch' | 'version' | 'nextNumber'> | null;
  /** nobody is led here any more: its jobs went back to S3 */
  readonly isClosed: boolean;
  readonly head: Item | null;
}

export interface FormerRows {
  /** The book in a table that a point-in-time recovery made, or in the company's own. @throws Error with one line */
  bookIn(table: string, stay: string | null): Promise<JobBook>;
  /** Of all its stays, and of this one. */
  left(serving: string | null): Promise<readonly LeftRows[]>;
  /** From here on nobody reads or commits there. False: somebody committed since it was looked at. */
  giveUp(left: LeftRows): Promise<boolean>;
  /** A new stay, which nobody is led to yet; answers its name. */
  lay(book: JobBook): Promise<string>;
  clear(stay: string): Promise<void>;
}

export function openFormerRows(config: StoreConfig, tenant: TenantId): FormerRows {
  const own = { client: clientFor(config), table: config.JOBS_TABLE, tenant, now: Date.now };
  return {
    async bookIn(table, asked) {
      const all = { ...own, table };
      const stays = asked === null ? (await staysIn(all)).map(({ stay }) => stay) : [asked];
      const [stay] = stays;
      if (stay === undefined) throw new Error(`Cannot restore: no jobs of ${tenant} are in ${table}.`);
      if (stays.length > 1)
        throw new Error(
          `Cannot restore: ${tenant} was in ${table} more than once. Say when: ${stays.map((each) => `table:${table}/${each}`).join(', ')}`,
        );
      return shelfOf({ ...all, stay }).then(
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
      const stays = new Set(noted.map(({ stay }) => stay));
      if (serving !== null) stays.add(serving);
      return Promise.all([...stays].map((stay) => leftIn({ ...own, stay })));
    },
    giveUp: ({ stay, head }) => (head ? dropHead({ ...own, stay }, head) : Promise.resolve(true)),
    async lay(book) {
      const at: JobTable = { ...own, stay: randomUUID() };
      await noteStay(at);
      await copyBook(at, book, () => undefined);
      return at.stay;
    },
    clear: (stay) => clearStay({ ...own, stay }),
  };
}

async function leftIn(at: JobTable): Promise<LeftRows> {
  const { Item: head = null } = await at.client.send(new GetItemCommand({ TableName: at.table, Key: headKey(at), ConsistentRead: true }));
  const known = head && whole(() => readHeadItem(head));
  const book = known ? await shelfOf(at).then((shelf) => shelf.book, ifBroken) : null;
  return {
    stay: at.stay,
    book,
    bytes: book ? gzipSync(writeBook(book)) : await packedRows(at),
    numbers: known && numbersIn(known.plain),
    isClosed: known?.movedTo === 's3',
    head,
  };
}

const staysIn = (all: Omit<JobTable, 'stay'>): ReturnType<typeof staysOf> =>
  staysOf(all).catch((error: unknown) => {
    throw error instanceof ResourceNotFoundException ? new Error(`Cannot restore: there is no table ${all.table}.`) : error;
  });

const numbersIn = ({ epoch, version, nextNumber }: Readonly<Record<string, unknown>>): LeftRows['numbers'] =>
  typeof epoch === 'number' && typeof version === 'number' && typeof nextNumber === 'number' ? { epoch, version, nextNumber } : null;

async function packedRows(at: JobTable): Promise<Uint8Array> {
  const items: Item[] = [];
  for (const pk of [rowsOf(at), logOf(at)]) items.push(...(await Array.fromAsync(query(at, pk, '!', '~'))));
  const packed = (_key: string, value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
  return gzipSync(JSON.stringify({ stay: at.stay, items }, packed));
}

/** Without its head a stay is nobody's: whoever remembers it asks `jobs.json` again. */
async function dropHead(at: JobTable, { stamp }: Item): Promise<boolean> {
  try {
    await at.client.send(
      new DeleteItemCommand({
        TableName: at.table,
        Key: headKey(at),
        ...(stamp
          ? { ConditionExpression: 'stamp = :stamp', ExpressionAttributeValues: { ':stamp': stamp } }
          : { ConditionExpression: 'attribute_not_exists(stamp)' }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const ifBroken = (error: unknown): null => {
  if (error instanceof JobRowsBroken) return null;
  throw error;
};
function whole<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    return ifBroken(error);
  }
}
