// Owns one company's jobs as items of a DynamoDB table: the same port as `jobs.json`, for companies that have outgrown one object.
import type { JobBook } from '#core/job-book';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { Change, JobStore, LogEntry } from '../port.ts';
import { StoreUnreachable } from '../store-errors.ts';
import { readBookObject, type BookPlace } from './dynamo-jobs/book-object.ts';
import { commitBook } from './dynamo-jobs/commit.ts';
import { JobRowsBroken, retryStatus, type JobTable } from './dynamo-jobs/job-table.ts';
import { layPending } from './dynamo-jobs/lay-pending.ts';
import { writeBack } from './dynamo-jobs/leave-table.ts';
import { readHead, readShelf, type Shelf } from './dynamo-jobs/read-shelf.ts';

export interface DynamoJobStoreOptions {
  readonly at: JobTable;
  /** the books of this sandbox, by stay */
  readonly cache: Map<string, Shelf>;
  /** where `jobs.json` lies that says that the company is here */
  readonly place: BookPlace;
  /** the store of companies that are not here; asked anew where this one is */
  readonly onS3: () => JobStore;
  readonly sleep: (delayMs: number) => Promise<void>;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
  readonly log: (entry: LogEntry) => void;
}

const MOST_TRIES = 12;
const FIRST_DELAY_MS = 15;
const LONGEST_DELAY_MS = 1_500;
/** One object's limit does not hold here. */
const NO_SIZE = null;

export function createDynamoJobStore(options: DynamoJobStoreOptions): JobStore {
  const { at, cache, place, log } = options;
  const { tenant } = at;

  return {
    read: () =>
      guarded(async () => {
        const shelf = await look();
        return shelf ? ok(shelf.book) : options.onS3().read();
      }),

    change: <Answer>(decide: (book: JobBook, storedBytes: number | null) => Result<Change<Answer>, Problem>) =>
      guarded<Answer>(async () => {
        for (let tries = 1; tries <= MOST_TRIES; tries++) {
          // Each try starts from a fresh read: after a lost reply, `decide` then finds its own mutations in the history.
          const shelf = await look();
          if (!shelf || (shelf.head.movedTo && (await writeBack(place, at.stay, shelf)))) return options.onS3().change(decide);
          const { pending, commit, movedTo } = shelf.head;
          if (pending !== null && !(await layPending(at, { commit, pending }))) continue;
          if (movedTo === null) {
            const decided = decide(shelf.book, NO_SIZE);
            if (!decided.ok) return decided;
            const { book, answer } = decided.value;
            if (!book || (await save(shelf, book))) return ok(answer);
          }
          if (tries < MOST_TRIES) await options.sleep(options.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** tries));
        }
        log({ level: 'warn', event: 'store-busy', tenant, tries: MOST_TRIES });
        return refuse(
          problem('store-busy', 'Cannot save jobs: others saved first, many times in a row. Nothing is lost; it is tried again.', {
            retryAfterSeconds: 2,
          }),
        );
      }),
  };

  /** Null: the company's jobs are on S3 again. A closed table is answered while `jobs.json` still says that they are here. */
  async function look(): Promise<Shelf | null> {
    const head = await readHead(at);
    if (!head || head.movedTo) {
      if ((await readBookObject(place)).stay !== at.stay) return null;
      if (!head) throw new JobRowsBroken('jobs.json says that they are here, and nothing is');
    }
    const shelf = await readShelf(at, head, cache.get(at.stay) ?? null);
    if (shelf) cache.set(at.stay, shelf);
    return shelf ?? look();
  }

  /** Whether the book was saved. False: somebody interfered, or nobody knows; the next try reads before anything else. */
  async function save(shelf: Shelf, book: JobBook): Promise<boolean> {
    try {
      cache.set(at.stay, await commitBook(at, { ...shelf, head: { ...shelf.head, pending: null } }, book));
      return true;
    } catch (error) {
      const status = retryStatus(error);
      if (status === null) throw error;
      log({ level: 'info', event: 'store-retry', tenant, status });
      return false;
    }
  }

  async function guarded<Value>(work: () => Promise<Result<Value, Problem>>): Promise<Result<Value, Problem>> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof JobRowsBroken) return broken(error.message);
      if (error instanceof StoreUnreachable) return unreachable(error);
      throw error;
    }
  }

  function broken(why: string): Result<never, Problem> {
    const action = `npm run restore -- --tenant ${tenant} (docs/data.md); until then nothing is written over the rows T#${tenant}#${at.stay} of ${at.table}.`;
    log({ level: 'error', event: 'store-broken', tenant, why, action });
    return refuse(
      problem('store-broken', 'The stored jobs cannot be read. Nothing is written over them; the office has been told.', {
        retryAfterSeconds: 60,
      }),
    );
  }

  function unreachable({ service, status }: StoreUnreachable): Result<never, Problem> {
    const action = status === 403 ? `Grant the function its rights on ${at.table}.` : 'The store did not answer: see its own status.';
    log({ level: 'error', event: 'store-unreachable', tenant, service, status, action });
    return refuse(problem('store-unreachable', 'The store does not answer. Nothing is lost; it is tried again.', { retryAfterSeconds: 5 }));
  }
}
