// Owns putting an older book back: what it replaces is kept first, and whoever saves in between is not written over but decided on again.
import { gunzipSync, gzipSync } from 'node:zlib';
import { readBook, writeBook, type JobBook } from '#core/job-book';
import type { JobId, TenantId } from '#core/id';
import type { Job } from '#core/job';
import { daysToLookAt, restoredBook, type RestoreFacts } from '#core/restore';
import { withDays } from '#core/let-go';
import { ok } from '#core/result';
import type { BookFile } from '#lambda/aws/s3-book-file';
import { uuidv5 } from '#lambda/deterministic-id';
import type { Ports } from '#lambda/port';

type RestorePorts = Pick<Ports, 'openJobStore' | 'openArchive' | 'now'>;
export interface PutBack {
  readonly book: JobBook;
  /** the name under which what lay there is kept; null when there was nothing */
  readonly kept: string | null;
}
const MOST_TRIES = 8;

/** @throws Error with one line; then what lay there lies there still */
export async function putBack(ports: RestorePorts, file: BookFile, tenant: TenantId, older: JobBook): Promise<PutBack> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const current = await ports.openJobStore(tenant).read();
    if (!current.ok && current.error.code !== 'store-broken')
      throw new Error(`Cannot restore: ${current.error.code}. ${current.error.detail}`);
    const done = current.ok ? await overReadable(ports, file, tenant, older, current.value) : await overBroken(ports, file, tenant, older);
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

/** What cannot be read tells neither its epoch nor its archive: the epoch leaves room, and the archive is listed. */
const UNKNOWN_EPOCHS = 100;
async function overBroken(ports: RestorePorts, file: BookFile, tenant: TenantId, older: JobBook): Promise<PutBack | null> {
  const lies = await file.read();
  const kept = lies ? `broken-${ports.now()}` : null;
  if (lies && kept) await file.keep(kept, lies.bytes);
  const archive = await archiveIndex(ports, file, tenant, older);
  const known: JobBook = { ...older, archive, epoch: older.epoch + UNKNOWN_EPOCHS };
  const book = restoredBook(known, null, await factsOf(ports, tenant, known, null));
  return (await file.replace(gzipSync(writeBook(book)), lies?.etag ?? null)) ? { book, kept } : null;
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
  const book = readBook(parsed(bytes, where));
  if (!book.ok) throw new Error(`Cannot restore from ${where}: it is no jobs.json: ${book.error}.`);
  return book.value;
}

function parsed(bytes: Uint8Array, where: string): unknown {
  try {
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return JSON.parse(Buffer.from(isPacked ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch {
    throw new Error(`Cannot restore from ${where}: it is cut, or no jobs.json.`);
  }
}
