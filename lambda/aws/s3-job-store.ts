// Owns one company's `jobs.json` on S3: read with revalidation, written only by compare-and-swap.
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { emptyBook, readBook, writeBook, type JobBook } from '#core/job-book';
import { LIMITS } from '#core/limits';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { Change, JobStore, LogEntry } from '../port.ts';
import { bareEtag } from './etag.ts';

/** A book as it lies in the store: with the ETag it had, null when there is no object yet. */
export interface Held {
  readonly etag: string | null;
  readonly book: JobBook;
  /** uncompressed */
  readonly bytes: number;
  /** the jobs are in DynamoDB, in this stay, and the book is empty */
  readonly stay?: string;
}

export interface S3JobStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly tenant: string;
  /** the parsed books of this sandbox, by object key: kept between calls and revalidated by ETag */
  readonly cache: Map<string, Held>;
  readonly sleep: (delayMs: number) => Promise<void>;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
  readonly log: (entry: LogEntry) => void;
  /** where the jobs of a company are that has moved to DynamoDB; called each time, so that it may be loaded then */
  readonly moved: (stay: string) => Promise<JobStore>;
}

/** Four times as fast as the usual level for a fifth more bytes: whoever saves first wins, and the bytes stay within one region. */
const FAST = { level: constants.Z_BEST_SPEED };
const MOST_TRIES = 12;
const FIRST_DELAY_MS = 40;
const LONGEST_DELAY_MS = 1_500;

export function createS3JobStore(options: S3JobStoreOptions): JobStore {
  const { client, bucket, tenant, cache, log } = options;
  const key = `tenants/${tenant}/jobs.json`;

  return {
    async read() {
      const held = await load();
      if (!held.ok) return held;
      return held.value.stay ? (await options.moved(held.value.stay)).read() : ok(held.value.book);
    },

    async change<Answer>(
      decide: (book: JobBook, storedBytes: number) => Result<Change<Answer>, Problem>,
    ): Promise<Result<Answer, Problem>> {
      for (let tries = 1; tries <= MOST_TRIES; tries++) {
        // Each try starts from a fresh read: after a lost reply, `decide` then finds its own mutations in the history.
        const held = await load();
        if (!held.ok) return held;
        if (held.value.stay) return (await options.moved(held.value.stay)).change(decide);
        const decided = decide(held.value.book, held.value.bytes);
        if (!decided.ok) return decided;
        const { book, answer } = decided.value;
        if (!book || (await save(held.value, book))) return ok(answer);
        await options.sleep(options.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** tries));
      }
      log({ level: 'warn', event: 'store-busy', tenant, tries: MOST_TRIES });
      return refuse(
        problem('store-busy', 'Cannot save jobs: others saved first, many times in a row. Nothing is lost; it is tried again.', {
          retryAfterSeconds: 2,
        }),
      );
    },
  };

  async function load(): Promise<Result<Held, Problem>> {
    const known = cache.get(key);
    // What says whether they are still there is read there, with each request.
    if (known?.stay) return ok(known);
    try {
      const found = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, ...(known?.etag && { IfNoneMatch: `"${known.etag}"` }) }),
      );
      return hold(bareEtag(found.ETag), await (found.Body?.transformToByteArray() ?? new Uint8Array()));
    } catch (error) {
      const status = statusOf(error);
      if (status === 304 && known) return ok(known);
      if (status === 404) return ok(forget());
      return unreachable(error, status);
    }
  }

  /** Whether the book was saved. False: somebody interfered, or nobody knows; the next try reads before anything else. */
  async function save(held: Held, book: JobBook): Promise<boolean> {
    const text = Buffer.from(writeBook(book));
    if (text.byteLength > LIMITS.storeWarnBytes)
      log({
        level: 'warn',
        event: 'store-large',
        tenant,
        bytes: text.byteLength,
        action: 'Archive finished jobs or move this company to the DynamoDB store.',
      });
    // Without quotes: AWS takes an ETag either way, Ceph compares what stands in a PUT's If-Match letter by letter.
    const condition = held.etag === null ? { IfNoneMatch: '*' } : { IfMatch: held.etag };
    try {
      const saved = await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: gzipSync(text, FAST),
          ContentType: 'application/json',
          ContentEncoding: 'gzip',
          ...condition,
        }),
      );
      cache.set(key, { etag: bareEtag(saved.ETag), book, bytes: text.byteLength });
      return true;
    } catch (error) {
      const status = statusOf(error);
      log({ level: 'info', event: 'store-retry', tenant, status: status ?? 0 });
      // 412 and 409: interfered. 404: the object went away. 5xx, 429 or no answer: it may have been saved all the same.
      if (status === undefined || status >= 500 || [404, 409, 412, 429].includes(status)) return false;
      throw error;
    }
  }

  function hold(etag: string | null, bytes: Uint8Array): Result<Held, Problem> {
    const book = parseBook(bytes);
    if (!book.ok) return broken(book.error);
    const held = { etag, ...book.value };
    cache.set(key, held);
    return ok(held);
  }

  function forget(): Held {
    cache.delete(key);
    return { etag: null, book: emptyBook(), bytes: 0 };
  }

  function broken(why: string): Result<never, Problem> {
    log({
      level: 'error',
      event: 'store-broken',
      tenant,
      why,
      action: `Restore ${key} from a backup; until then nothing is written over it.`,
    });
    return refuse(
      problem('store-broken', 'The stored jobs cannot be read. Nothing is written over them; the office has been told.', {
        retryAfterSeconds: 60,
      }),
    );
  }

  function unreachable(error: unknown, status: number | undefined): Result<never, Problem> {
    const action = status === 403 ? 'Grant s3:GetObject and, for keys that do not exist yet, s3:ListBucket.' : 'The store did not answer.';
    log({
      level: 'error',
      event: 'store-unreachable',
      tenant,
      status: status ?? 0,
      name: error instanceof Error ? error.name : 'unknown',
      action,
    });
    return refuse(problem('store-unreachable', 'The store does not answer. Nothing is lost; it is tried again.', { retryAfterSeconds: 5 }));
  }
}

function parseBook(stored: Uint8Array): Result<Omit<Held, 'etag'>, string> {
  try {
    const text = gunzipSync(stored);
    const data: unknown = JSON.parse(text.toString('utf8'));
    const { movedTo, stay } = data as { movedTo?: unknown; stay?: string };
    if (movedTo === 'dynamodb' && stay) return ok({ book: emptyBook(), bytes: 0, stay });
    const book = readBook(data);
    return book.ok ? ok({ book: book.value, bytes: text.byteLength }) : book;
  } catch (error) {
    // Only the kind of failure: a parser's message may quote what it read.
    return refuse(error instanceof SyntaxError ? 'not JSON' : 'not gzip, or cut');
  }
}

const statusOf = (error: unknown): number | undefined => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined);
