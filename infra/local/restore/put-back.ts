// Owns putting an older book back: what it replaces is kept first, and whoever saves in between is not written over but decided on again.
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeBook, type JobBook } from '#core/job-book';
import type { JobId, TenantId } from '#core/id';
import type { Job } from '#core/job';
import { daysToLookAt, restoredBook, type RestoreFacts } from '#core/restore';
import { withDays } from '#core/let-go';
import { ok } from '#core/result';
import type { FormerRows, LeftRows } from '#lambda/aws/dynamo-jobs/former-rows';
import { movedWord, readJobsObject, type JobsObject } from '#lambda/aws/jobs-object';
import type { BookFile } from '#lambda/aws/s3-book-file';
import { uuidv5 } from '#lambda/deterministic-id';
import type { Ports } from '#lambda/port';

type RestorePorts = Pick<Ports, 'openJobStore' | 'openArchive' | 'now'>;
/** Where a company's jobs may lie. */
export interface Places {
  readonly file: BookFile;
  readonly rows: FormerRows;
}
export interface PutBack {
  readonly book: JobBook;
  /** the name under which what lay there is kept; null when there was nothing */
  readonly kept: string | null;
  /** where the jobs are now, when what lay there could not be read */
  readonly on?: 's3' | 'dynamodb';
}
const MOST_TRIES = 8;

/** @throws Error with one line; then what lay there lies there still */
export async function putBack(ports: RestorePorts, places: Places, tenant: TenantId, older: JobBook): Promise<PutBack> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    // No object is no company without jobs here: it had some, and what its phones know may be far ahead.
    const current = (await places.file.read()) ? await ports.openJobStore(tenant).read() : null;
    if (current && !current.ok && current.error.code !== 'store-broken')
      throw new Error(`Cannot restore: ${current.error.code}. ${current.error.detail}`);
    const done = current?.ok
      ? await overReadable(ports, places.file, tenant, older, current.value)
      : await overBroken(ports, places, tenant, older);
    if (done) return done;
  }
  throw new Error('Cannot restore: others saved first, many times in a row. Nothing was changed; run it again.');
}

/** By the company's own store, whichever that is. */
async function overReadable(
  ports: RestorePorts,
  file: BookFile,
  tenant: TenantId,
  older: JobBook,
  current: JobBook,
): Promise<PutBack | null> {
  const kept = current.version === 0 ? null : `${current.epoch}.${current.version}.json`;
  if (kept) await file.keep(kept, gzipSync(writeBook(current)));
  const book = restoredBook(older, current, await factsOf(ports, tenant, older, current));
  const saved = await ports.openJobStore(tenant).change((held) => {
    // Nobody's word may be replaced that is not kept.
    const isSame = held.epoch === current.epoch && held.version === current.version;
    if (isSame) return ok({ book, answer: true });
    return ok({ book: null, answer: held.epoch === book.epoch && held.restored?.at === book.restored?.at });
  });
  if (!saved.ok) throw new Error(`Cannot restore: ${saved.error.code}. ${saved.error.detail}`);
  return saved.value ? { book, kept } : null;
}

/** What cannot be read may tell neither its epoch nor its archive: the epoch leaves room, and the archive is listed. */
const UNKNOWN_EPOCHS = 100;

/**
 * It goes where the company was: rows that broke are kept as they are and given up for a stay of their own, so that no sandbox that remembers
 * them commits there any more. Killed in between, nobody serves, and the same command begins again.
 */
async function overBroken(ports: RestorePorts, { file, rows }: Places, tenant: TenantId, older: JobBook): Promise<PutBack | null> {
  const lies = await file.read();
  const word = lies && movedIn(lies.bytes);
  const serving = word?.stay ?? null;
  const left = await rows.left(serving);
  const nowMs = ports.now();
  const kept = [];
  if (lies && serving === null) kept.push({ name: `broken-${nowMs}`, bytes: lies.bytes });
  for (const each of left) kept.push({ name: nameOf(each, nowMs), bytes: each.bytes });
  for (const { name, bytes } of kept) await file.keep(name, bytes);
  const was = serving === null ? lostRows(left) : (left.find(({ stay }) => stay === serving) ?? null);
  const known = {
    ...older,
    archive: await archiveIndex(ports, file, tenant, older),
    ...numbersAbove([older, ...(word ? [word.book] : [])], left, serving),
  };
  const book = restoredBook(known, was?.book ?? null, await factsOf(ports, tenant, known, was?.book ?? null));
  for (const each of left) if (!(await rows.giveUp(each))) return null;
  const text = was ? movedWord(await rows.lay(book), book) : writeBook(book);
  if (!(await file.replace(gzipSync(text), lies?.etag ?? null))) return null;
  // What cannot be cleared now, the next move clears.
  for (const { stay } of left) await rows.clear(stay).catch(() => undefined);
  return { book, kept: was ? nameOf(was, nowMs) : (kept[0]?.name ?? null), on: was ? 'dynamodb' : 's3' };
}

const nameOf = ({ stay, book }: LeftRows, nowMs: number): string =>
  book ? `${book.epoch}.${book.version}.json` : `broken-${nowMs}-${stay}`;

/** `jobs.json` went, and the rows that it led to are whole: whatever is put back, it is put over these. */
function lostRows(left: readonly LeftRows[]): LeftRows | null {
  const open = left.filter(({ book, isClosed }) => book && !isClosed);
  return open.length === 1 ? (open[0] ?? null) : null;
}

function numbersAbove(books: readonly JobBook[], left: readonly LeftRows[], serving: string | null) {
  const all = [...books, ...left.flatMap(({ numbers }) => numbers ?? [])];
  const isKnown = left.some(({ stay, numbers }) => stay === serving && numbers !== null);
  return {
    epoch: Math.max(...all.map(({ epoch }) => epoch)) + (isKnown ? 0 : UNKNOWN_EPOCHS),
    version: Math.max(...all.map(({ version }) => version)),
    nextNumber: Math.max(...all.map(({ nextNumber }) => nextNumber)),
  };
}

function movedIn(bytes: Uint8Array): JobsObject | null {
  try {
    const read = readJobsObject(JSON.parse(gunzipSync(bytes).toString('utf8')));
    return read.ok && read.value.stay !== undefined ? read.value : null;
  } catch {
    return null;
  }
}

async function archiveIndex(ports: RestorePorts, file: BookFile, tenant: TenantId, older: JobBook): Promise<JobBook['archive']> {
  const known = new Set(older.archive.map(({ day }) => day));
  let index = older.archive;
  for (const day of await file.archivedDays()) {
    if (known.has(day)) continue;
    index = withDays(index, [...(await readDay(ports, tenant, day)).values()]);
  }
  return index;
}

async function factsOf(ports: RestorePorts, tenant: TenantId, older: JobBook, current: JobBook | null): Promise<RestoreFacts> {
  const archived = new Map<JobId, Job>();
  for (const day of daysToLookAt(older, current)) for (const [id, job] of await readDay(ports, tenant, day)) archived.set(id, job);
  return {
    at: new Date(ports.now()).toISOString(),
    archived,
    erasure: (at) => ({ id: (job) => uuidv5([tenant, 'erase', job.id, String(job.rev)]), by: { kind: 'system', name: 'the restore' }, at }),
  };
}

async function readDay(ports: RestorePorts, tenant: TenantId, day: string): Promise<ReadonlyMap<JobId, Job>> {
  const jobs = await ports.openArchive(tenant).read(day);
  if (!jobs.ok) throw new Error(`Cannot restore: the archive of ${day}: ${jobs.error.code}. ${jobs.error.detail}`);
  return jobs.value;
}

/** A book as it lies in the store, packed or not. @throws Error with one line */
export function bookIn(bytes: Uint8Array, where: string): JobBook {
  const read = readJobsObject(parsed(bytes, where));
  if (!read.ok) throw new Error(`Cannot restore from ${where}: it is no jobs.json: ${read.error}.`);
  const { book, stay } = read.value;
  if (stay !== undefined)
    throw new Error(
      `Cannot restore from ${where}: the jobs were in DynamoDB then, as the stay ${stay}. ` +
        `Recover that table as it was then under another name, and say: --from table:NAME/${stay}`,
    );
  return book;
}

function parsed(bytes: Uint8Array, where: string): unknown {
  try {
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return JSON.parse(Buffer.from(isPacked ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch {
    throw new Error(`Cannot restore from ${where}: it is cut, or no jobs.json.`);
  }
}
