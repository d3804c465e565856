// Owns moving a live company's jobs between `jobs.json` and the table, there and back. At every moment one of the two serves: the moment that
// counts is the compare-and-swap on `jobs.json`. What was cut short is begun again, or finished, by the same call.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeBook, type JobBook } from '#core/job-book';
import { LIMITS } from '#core/limits';
import { putMoved, readBookObject, type BookPlace } from './dynamo-jobs/book-object.ts';
import { commitBook } from './dynamo-jobs/commit.ts';
import { copyBook, shelfOf } from './dynamo-jobs/copy-book.ts';
import { retryStatus, type JobTable } from './dynamo-jobs/job-table.ts';
import { layPending } from './dynamo-jobs/lay-pending.ts';
import { closeTable, writeBack } from './dynamo-jobs/leave-table.ts';
import { readHead, type Shelf } from './dynamo-jobs/read-shelf.ts';
import { clearStay, noteLed, noteStay, staysOf } from './dynamo-jobs/stays.ts';

export interface MoveOptions {
  readonly place: BookPlace;
  readonly table: Omit<JobTable, 'stay'>;
  /** a line for whoever waits */
  readonly tell: (line: string) => void;
}
/** Where the jobs are afterwards, and whether this call brought them there. */
export interface Moved {
  readonly on: 's3' | 'dynamodb';
  readonly moved: boolean;
  readonly jobs: number;
  readonly epoch: number;
  readonly version: number;
}

const MOST_TRIES = 60;
const PAUSE_MS = 60;
/** One that takes longer is not finished but begun again; so a stay that began twice as long ago is nobody's. */
const LONGEST_MS = 6 * 3_600_000;

/** @throws Error with one line when it cannot; the jobs are then where they were */
export async function moveToDynamoDb({ place, table, tell }: MoveOptions): Promise<Moved> {
  let object = await readBookObject(place);
  const at: JobTable = { ...table, stay: randomUUID() };
  const beganMs = table.now();
  if (object.stay === null) {
    await noteStay(at);
    let shelf = await copyBook(at, object.book, tell);
    await noteLed(at, 'maybe');
    for (let tries = 1; object.stay === null; tries++) {
      if (table.now() - beganMs > LONGEST_MS || tries > MOST_TRIES) throw new Error(tooBusy(place.tenant, 's3'));
      shelf = await caughtUp(at, shelf, object.book);
      if (await putMoved(place, object.etag, at.stay, object.book)) tell('jobs.json says now that they are in DynamoDB.');
      else await pause();
      object = await readBookObject(place);
    }
  }
  await noteLed({ ...table, stay: object.stay }, 'yes');
  await clearOld(table, object.stay, tell);
  const serving = await shelfOf({ ...table, stay: object.stay });
  return { on: 'dynamodb', moved: object.stay === at.stay, ...sizeOf(serving.book) };
}

/** @throws Error with one line when it cannot; the jobs are then where they were */
export async function moveToS3({ place, table, tell }: MoveOptions): Promise<Moved> {
  let object = await readBookObject(place);
  const began = object.stay;
  for (let tries = 1; object.stay !== null; tries++) {
    if (tries > MOST_TRIES) throw new Error(tooBusy(place.tenant, 'dynamodb'));
    const at: JobTable = { ...table, stay: object.stay };
    const shelf = await laidShelf(at);
    if (shelf.head.movedTo === null) {
      checkSize(shelf.book);
      if (await closeTable(at, shelf)) tell('The table takes no more changes; jobs.json is written.');
    } else if (tries === 1) tell('A move to S3 had begun: it is finished now.');
    const closed = await laidShelf(at);
    if (closed.head.movedTo === null || !(await writeBack(place, at.stay, closed))) await pause();
    object = await readBookObject(place);
  }
  await clearOld(table, null, tell);
  return { on: 's3', moved: began !== null, ...sizeOf(object.book) };
}

/** The copy with what was saved on S3 meanwhile. */
async function caughtUp(at: JobTable, shelf: Shelf, book: JobBook): Promise<Shelf> {
  const isNewer = book.epoch > shelf.book.epoch || (book.epoch === shelf.book.epoch && book.version > shelf.book.version);
  if (!isNewer) return shelf;
  try {
    return await commitBook(at, shelf, book);
  } catch (error) {
    if (retryStatus(error) === null) throw error;
    return caughtUp(at, await laidShelf(at), book);
  }
}

/** With all rows of its newest commit in their place. */
async function laidShelf(at: JobTable): Promise<Shelf> {
  const shelf = await shelfOf(at);
  const { commit, pending } = shelf.head;
  if (pending === null) return shelf;
  await layPending(at, { commit, pending });
  return laidShelf(at);
}

/** Stays that nobody can be led to any more, and copies that were cut short. */
async function clearOld(table: MoveOptions['table'], serving: string | null, tell: MoveOptions['tell']): Promise<void> {
  for (const { stay, beganMs } of await staysOf(table)) {
    const at = { ...table, stay };
    const head = stay === serving ? null : await readHead(at);
    const isOver = head?.movedTo === 's3' || table.now() - beganMs > 2 * LONGEST_MS;
    if (stay === serving || !isOver) continue;
    await clearStay(at);
    tell('Rows of an earlier stay are cleared away.');
  }
}

function checkSize(book: JobBook): void {
  const bytes = Buffer.byteLength(writeBook(book));
  if (bytes > LIMITS.storeFullBytes)
    throw new Error(
      `Cannot move to s3: these jobs make ${(bytes / 1024 / 1024).toFixed(1)} MB, and one object takes ${LIMITS.storeFullBytes / 1024 / 1024}. They stay in DynamoDB.`,
    );
}

const tooBusy = (tenant: string, on: Moved['on']): string =>
  `Cannot move ${tenant} now: others save so often that the last step finds no gap. Its jobs are on ${on}, as before. Run it again.`;
const sizeOf = ({ jobs, epoch, version }: JobBook) => ({ jobs: jobs.size, epoch, version });
const pause = (): Promise<void> => sleep(Math.random() * PAUSE_MS);
