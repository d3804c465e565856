// Owns the table of jobs as items: where one company's stay lies in it, its head, and how requests to it fail.
//
//   T#<company>#<stay>  !head, and the rows of the book        L#<company>#<stay>  c#<commit>  what a commit changed
//   T#<company>         <stay>  its note (`stays.ts`)                              w#<token>#<part>  a commit that is too large for one transaction
//
// A *stay* is one time that a company lives here, from one move to the next: rows of different stays never meet.
import { randomBytes } from 'node:crypto';
import {
  TransactionCanceledException,
  TransactionInProgressException,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { StoreUnreachable } from '../../store-errors.ts';
import type { PlainFields, RowFormat } from './book-rows.ts';

export interface JobTable {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
  readonly tenant: string;
  readonly stay: string;
  /** milliseconds since 1970 */
  readonly now: () => number;
}
export type Item = Record<string, AttributeValue>;

/** What every request looks at first, and every commit is conditioned on. */
export interface Head {
  /** of the stay: what its rows hold; a release that does not know it reads nothing and writes nothing */
  readonly format: RowFormat;
  /** grows by one with each commit of the stay */
  readonly commit: number;
  /** another one after each commit: after a rollback of the table a number comes again, a stamp never */
  readonly stamp: string;
  /** of the book, so that one that got lost is noticed */
  readonly rows: number;
  readonly plain: PlainFields;
  /** the newest commit was too large for one transaction, and its rows are not all laid yet: the token of its parts */
  readonly pending: string | null;
  /** nothing is committed here any more */
  readonly movedTo: 's3' | null;
}

/** Rows that make no book. What it says names keys and kinds, never what is in them. */
export class JobRowsBroken extends Error {
  override readonly name = 'JobRowsBroken';
}

export const newStamp = (): string => randomBytes(9).toString('base64url');

const HEAD = '!head';
/** How long a commit can be caught up with: a sandbox that slept for longer reads all. DynamoDB deletes what is over. */
const KEPT_MS = 24 * 3_600_000;

export const rowsOf = ({ tenant, stay }: JobTable): AttributeValue => ({ S: `T#${tenant}#${stay}` });
export const logOf = ({ tenant, stay }: JobTable): AttributeValue => ({ S: `L#${tenant}#${stay}` });
export const commitKey = (commit: number): string => `c#${String(commit).padStart(12, '0')}`;
export const headKey = (at: JobTable): Item => ({ pk: rowsOf(at), sk: { S: HEAD } });
export const FIRST_ROW = '!~';
export const expiry = (at: JobTable): AttributeValue => ({ N: String(Math.ceil((at.now() + KEPT_MS) / 1000)) });

const number = v.pipe(
  v.object({ N: v.pipe(v.string(), v.transform(Number), v.integer()) }),
  v.transform(({ N }) => N),
);
const headSchema = v.object({
  format: v.object({ N: v.picklist(['1', '2']) }),
  commit: number,
  stamp: v.object({ S: v.string() }),
  rows: number,
  plain: v.object({ S: v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())) }),
  pending: v.exactOptional(v.object({ S: v.string() })),
  movedTo: v.exactOptional(v.object({ S: v.literal('s3') })),
});

/** @throws JobRowsBroken */
export function readHeadItem(item: Item): Head {
  const read = v.safeParse(headSchema, item);
  if (!read.success) throw new JobRowsBroken(`the head: ${v.getDotPath(read.issues[0]) ?? 'item'}`);
  const { format, commit, stamp, rows, plain, pending, movedTo } = read.output;
  return {
    format: format.N === '1' ? 1 : 2,
    commit,
    stamp: stamp.S,
    rows,
    plain: plain.S,
    pending: pending?.S ?? null,
    movedTo: movedTo?.S ?? null,
  };
}

export const headItem = (at: JobTable, { format, commit, stamp, rows, plain, pending, movedTo }: Head): Item => ({
  ...headKey(at),
  format: { N: String(format) },
  commit: { N: String(commit) },
  stamp: { S: stamp },
  rows: { N: String(rows) },
  plain: { S: JSON.stringify(plain) },
  ...(pending !== null && { pending: { S: pending } }),
  ...(movedTo !== null && { movedTo: { S: movedTo } }),
});

/** A write that somebody else's came before, or that nobody knows the fate of; as an HTTP status, for the log. Null: neither. */
export function retryStatus(error: unknown): number | null {
  if (error instanceof StoreUnreachable) return error.status === 403 ? null : error.status;
  if (error instanceof TransactionInProgressException) return 409;
  if (!(error instanceof TransactionCanceledException)) return null;
  const codes = new Set(error.CancellationReasons?.map(({ Code }) => Code));
  if (codes.has('ValidationError')) return null;
  return codes.has('ConditionalCheckFailed') ? 412 : codes.has('TransactionConflict') ? 409 : 429;
}
