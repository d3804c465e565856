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
import { isOpen, servedIn, type Was } from './where-served.ts';

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
  /** where the jobs are now, when what lay there could not be read, or was not where it should have been */
  readonly on?: 's3' | 'dynamodb';
}
export interface PutBackOptions {
  /** which rows served, when nothing stored tells: see `servedIn` */
  readonly was?: Was;
  /** a line for whoever waits: what it says is there even when the command is killed after it */
  readonly tell?: (line: string) => void;
}
/** What lies there and what is to come. */
interface Scene extends Places {
  readonly ports: RestorePorts;
  readonly tenant: TenantId;
  readonly older: JobBook;
  readonly was: Was;
  readonly tell: (line: string) => void;
}
type Lying = NonNullable<Awaited<ReturnType<BookFile['read']>>>;
const MOST_TRIES = 8;

/** @throws Error with one line; then what lay there lies there still, or is kept under the names that were told */
export async function putBack(
  ports: RestorePorts,
  places: Places,
  tenant: TenantId,
  older: JobBook,
  { was = null, tell = () => undefined }: PutBackOptions = {},
): Promise<PutBack> {
  const scene: Scene = { ports, ...places, tenant, older, was, tell };
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const done = await attempt(scene);
    if (done) return done;
  }
  throw new Error('Cannot restore: others saved first, many times in a row. Run it again.');
}

/** Null: somebody was first. */
async function attempt(scene: Scene): Promise<PutBack | null> {
  const { ports, file, rows, tenant, was } = scene;
  const lies = await file.read();
  const said = lies && saidIn(lies.bytes);
  const serving = said?.stay ?? null;
  const left = await rows.left(serving);
  // The two belong together: a copy is ahead of a book only when that was read before.
  if ((await file.read())?.etag !== lies?.etag) return null;
  // No object is no company without jobs here: it had some, and what its phones know may be far ahead.
  const current = lies ? await ports.openJobStore(tenant).read() : null;
  if (current && !current.ok && current.error.code !== 'store-broken')
    throw new Error(`Cannot restore: ${current.error.code}. ${current.error.detail}`);
  const led = serving === null ? servedIn(left, said?.book ?? null, was) : (left.find(({ stay }) => stay === serving) ?? null);
  // A readable book of S3 serves only while no rows do: sandboxes that remember those would go on committing there.
  if (!current?.ok || (serving === null && led)) return overBroken(scene, { lies, said, left, led });
  if (serving !== null) await rows.lead(serving, 'yes');
  return overReadable(
    scene,
    left.filter(({ stay }) => stay !== serving),
    current.value,
  );
}

/** By the company's own store, whichever that is. Rows that served nobody, but that somebody could remember, are given up on the way. */
async function overReadable(scene: Scene, others: readonly LeftRows[], current: JobBook): Promise<PutBack | null> {
  const strays = others.filter(isOpen);
  const { ports, file, rows, tenant, older } = scene;
  const kept = current.version === 0 ? null : `${current.epoch}.${current.version}.json`;
  if (kept) await file.keep(kept, gzipSync(writeBook(current)));
  await keepAll(scene, strays.map(strayKept(ports.now())));
  const known = { ...older, ...numbersAbove([older, current, ...others.map(({ numbers }) => numbers)], strays, true) };
  const book = restoredBook(known, current, await factsOf(ports, tenant, known, current));
  for (const each of strays) if (!(await rows.giveUp(each, 'no'))) return null;
  const saved = await ports.openJobStore(tenant).change((held) => {
    // Nobody's word may be replaced that is not kept.
    const isSame = held.epoch === current.epoch && held.version === current.version;
    if (isSame) return ok({ book, answer: true });
    return ok({ book: null, answer: held.epoch === book.epoch && held.restored?.at === book.restored?.at });
  });
  if (!saved.ok) throw new Error(`Cannot restore: ${saved.error.code}. ${saved.error.detail}`);
  if (!saved.value) return null;
  for (const { stay } of strays) await rows.clear(stay).catch(() => undefined);
  return { book, kept };
}

/** What cannot be read may tell neither its epoch nor its archive: the epoch leaves room, and the archive is listed. */
const UNKNOWN_EPOCHS = 100;

interface Broken {
  readonly lies: Lying | null;
  /** what that says, as far as it can be read */
  readonly said: JobsObject | null;
  readonly left: readonly LeftRows[];
  /** the rows that served; null: S3 did */
  readonly led: LeftRows | null;
}

/**
 * It goes where the company was: rows that broke are kept as they are and given up for a stay of their own, so that no sandbox that remembers
 * them commits there any more. Killed in between, nobody serves, and the same command begins again.
 */
async function overBroken(scene: Scene, { lies, said, left, led }: Broken): Promise<PutBack | null> {
  const { ports, file, rows, tenant, older } = scene;
  const nowMs = ports.now();
  const isWord = said?.stay !== undefined;
  const kept = [];
  if (lies && !isWord)
    kept.push({ name: said ? `${said.book.epoch}.${said.book.version}-${nowMs}.json` : `broken-${nowMs}`, bytes: lies.bytes });
  const ledName = led && (led.book ? `${led.book.epoch}.${led.book.version}.json` : `broken-${nowMs}-${led.stay}`);
  if (led && ledName) kept.push({ name: ledName, bytes: led.bytes });
  kept.push(...left.filter((each) => each !== led && each.led !== 'no').map(strayKept(nowMs)));
  await keepAll(scene, kept);
  const isKnown = isWord && led !== null && led.numbers.epoch !== null;
  const known = {
    ...older,
    archive: await archiveIndex(ports, file, tenant, older),
    ...numbersAbove([older, ...(said ? [said.book] : [])], left, isKnown),
  };
  const book = restoredBook(known, led?.book ?? null, await factsOf(ports, tenant, known, led?.book ?? null));
  for (const each of left) if (!(await rows.giveUp(each, each === led ? 'yes' : 'no'))) return null;
  const stay = led && (await rows.lay(book));
  const text = stay === null ? writeBook(book) : movedWord(stay, book);
  if (stay !== null) await rows.lead(stay, 'maybe');
  if (!(await file.replace(gzipSync(text), lies?.etag ?? null)) && !(await liesThere(file, stay, book))) {
    if (stay !== null) await rows.lead(stay, 'no').catch(() => undefined);
    return null;
  }
  if (stay !== null) await rows.lead(stay, 'yes').catch(() => undefined);
  // What cannot be cleared now, the next move clears.
  for (const each of left) await rows.clear(each.stay).catch(() => undefined);
  return { book, kept: led ? ledName : (kept[0]?.name ?? null), on: led ? 'dynamodb' : 's3' };
}

/** An answer that got lost: the next try is told that somebody was first, and that was ours. */
async function liesThere(file: BookFile, stay: string | null, { epoch, restored }: JobBook): Promise<boolean> {
  const lies = await file.read();
  const said = lies && saidIn(lies.bytes);
  if (stay !== null) return said?.stay === stay;
  return said?.book.epoch === epoch && said.book.restored?.at === restored?.at;
}

interface Kept {
  readonly name: string;
  readonly bytes: Uint8Array;
}
/** Beside a book of the same epoch and version, as copies have them. */
const strayKept =
  (nowMs: number) =>
  ({ stay, book, bytes }: LeftRows): Kept => ({
    name: book ? `${book.epoch}.${book.version}-${stay}.json` : `broken-${nowMs}-${stay}`,
    bytes,
  });

async function keepAll({ file, tell }: Scene, all: readonly Kept[]): Promise<void> {
  for (const { name, bytes } of all) {
    await file.keep(name, bytes);
    tell(`Kept, before anything is changed: ${name}`);
  }
}

function numbersAbove(books: readonly LeftRows['numbers'][], left: readonly LeftRows[], isKnown: boolean) {
  const all = [...books, ...left.map(({ numbers }) => numbers)];
  const unknown = isKnown && left.every(({ led, numbers }) => led === 'no' || numbers.epoch !== null) ? 0 : UNKNOWN_EPOCHS;
  return {
    epoch: Math.max(...all.map(({ epoch }) => epoch ?? 0)) + unknown,
    version: Math.max(...all.map(({ version }) => version)),
    nextNumber: Math.max(...all.map(({ nextNumber }) => nextNumber)),
  };
}

function saidIn(bytes: Uint8Array): JobsObject | null {
  try {
    const read = readJobsObject(JSON.parse(gunzipSync(bytes).toString('utf8')));
    return read.ok ? read.value : null;
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
