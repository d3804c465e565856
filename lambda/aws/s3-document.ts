// Owns one gzipped JSON object on S3 that is written only by compare-and-swap: what a company's book and its archive objects share.
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { LogEntry } from '../port.ts';
import { getObject, isLostOrInDoubt, putObject, statusOf } from './s3-object.ts';

/** A document as it lies in the store: with the ETag it had, null when there is no object yet. */
export interface HeldDocument<Document> {
  readonly etag: string | null;
  readonly document: Document;
  /** uncompressed */
  readonly bytes: number;
}

/** Where documents lie, and what else it takes to write them. */
export interface S3Place {
  readonly client: S3Client;
  readonly bucket: string;
  readonly tenant: string;
  readonly sleep: (delayMs: number) => Promise<void>;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
  readonly log: (entry: LogEntry) => void;
}

export interface S3DocumentOptions<Document> extends S3Place {
  readonly key: string;
  /** those of this sandbox, by object key: kept between calls and revalidated by ETag; null: each is read anew */
  readonly cache: Map<string, HeldDocument<Document>> | null;
  readonly empty: () => Document;
  readonly read: (data: unknown) => Result<Document, string>;
  readonly write: (document: Document) => string;
  /** looks at the size of what is about to be saved */
  readonly weigh?: (bytes: number) => void;
}

export interface S3Document<Document> {
  load(): Promise<Result<HeldDocument<Document>, Problem>>;
  /** `decide` answers null for the document when there is nothing to write; it runs again on each newer one. */
  change<Answer>(decide: (held: HeldDocument<Document>) => Result<Decided<Document, Answer>, Problem>): Promise<Result<Answer, Problem>>;
}
interface Decided<Document, Answer> {
  readonly document: Document | null;
  readonly answer: Answer;
}

/** Four times as fast as the usual level for a fifth more bytes: whoever saves first wins, and the bytes stay within one region. */
const FAST = { level: constants.Z_BEST_SPEED };
/**
 * How long one that was not first waits at most: 160 ms, 640 ms, then 3 s, ten tries in at most 22 s of the 30 that a request may take. A hundred phones
 * at once are more than one object takes in ten seconds: waiting longer, earlier, costs them a sixth fewer writes for nothing (decision 0095).
 */
const MOST_TRIES = 10;
const FIRST_DELAY_MS = 40;
const GROWTH = 4;
const LONGEST_DELAY_MS = 3_000;

export function createS3Document<Document>(options: S3DocumentOptions<Document>): S3Document<Document> {
  const { tenant, key, cache, log } = options;

  return {
    load,
    async change(decide) {
      for (let tries = 1; tries <= MOST_TRIES; tries++) {
        // Each try starts from a fresh read: after a lost reply, `decide` then finds its own mutations in the history.
        const held = await load();
        if (!held.ok) return held;
        const decided = decide(held.value);
        if (!decided.ok) return decided;
        const { document, answer } = decided.value;
        if (!document || (await save(held.value, document))) return ok(answer);
        // After the last try nobody waits: who asks hears of it at once.
        if (tries < MOST_TRIES) await options.sleep(options.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * GROWTH ** tries));
      }
      log({ level: 'warn', event: 'store-busy', tenant, tries: MOST_TRIES });
      return refuse(
        problem('store-busy', 'Cannot save jobs: others saved first, many times in a row. Nothing is lost; it is tried again.', {
          retryAfterSeconds: 2,
        }),
      );
    },
  };

  async function load(): Promise<Result<HeldDocument<Document>, Problem>> {
    const known = cache?.get(key);
    try {
      const found = await getObject(options, known?.etag ? { knownEtag: known.etag } : {});
      return hold(found.etag, found.bytes);
    } catch (error) {
      const status = statusOf(error);
      if (status === 304 && known) return ok(known);
      if (status === 404) return ok(forget());
      return unreachable(error, status);
    }
  }

  /** Whether the document was saved. False: somebody interfered, or nobody knows; the next try reads before anything else. */
  async function save(held: HeldDocument<Document>, document: Document): Promise<boolean> {
    const text = Buffer.from(options.write(document));
    options.weigh?.(text.byteLength);
    try {
      const etag = await putObject(options, held.etag, gzipSync(text, FAST));
      cache?.set(key, { etag, document, bytes: text.byteLength });
      return true;
    } catch (error) {
      const status = statusOf(error);
      log({ level: 'info', event: 'store-retry', tenant, status });
      if (isLostOrInDoubt(status)) return false;
      throw error;
    }
  }

  function hold(etag: string | null, stored: Uint8Array): Result<HeldDocument<Document>, Problem> {
    const parsed = parse(stored, options.read);
    if (!parsed.ok) return broken(parsed.error);
    const held = { etag, ...parsed.value };
    cache?.set(key, held);
    return ok(held);
  }

  function forget(): HeldDocument<Document> {
    cache?.delete(key);
    return { etag: null, document: options.empty(), bytes: 0 };
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

  function unreachable(error: unknown, status: number): Result<never, Problem> {
    const action = status === 403 ? 'Grant s3:GetObject and, for keys that do not exist yet, s3:ListBucket.' : 'The store did not answer.';
    log({
      level: 'error',
      event: 'store-unreachable',
      tenant,
      status,
      name: error instanceof Error ? error.name : 'unknown',
      action,
    });
    return refuse(problem('store-unreachable', 'The store does not answer. Nothing is lost; it is tried again.', { retryAfterSeconds: 5 }));
  }
}

function parse<Document>(
  stored: Uint8Array,
  read: (data: unknown) => Result<Document, string>,
): Result<Omit<HeldDocument<Document>, 'etag'>, string> {
  try {
    const text = gunzipSync(stored);
    const document = read(JSON.parse(text.toString('utf8')));
    return document.ok ? ok({ document: document.value, bytes: text.byteLength }) : document;
  } catch (error) {
    // Only the kind of failure: a parser's message may quote what it read.
    return refuse(error instanceof SyntaxError ? 'not JSON' : 'not gzip, or cut');
  }
}
