// Owns a replica on this device's disk: one database per company and member, every change one transaction, taps flushed to the disk before
// anybody hears that they are kept.
import { openDB, unwrap, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import type { DeviceId, JobId, MutationId } from '#core/id';
import type { Job } from '#core/job';
import type { Cursor } from '#core/protocol';
import { dismiss, emptyReplica, enqueue, forget, keptPhoto, reorder, settle } from '#sync/outbox';
import type { KeptPhoto, LocalStore, MutationDraft, OutboxRow, PhotoShelf, Replica, RestoredHere } from '#sync/port';

/** Jobs lie in so many records: one job's change rewrites a hundredth of them, and all of them are read in a hundred pieces. */
const SHARDS = 100;
/** 2: photos. Upgrades keep `meta` and `rows` as they are: a queue outlives every version of the app. */
const VERSION = 2;

interface Meta {
  readonly device: DeviceId;
  readonly nextSeq: number;
  readonly cursor: Cursor | null;
  /** absent in what earlier versions wrote */
  readonly epoch?: number | null;
  readonly restored?: RestoredHere;
  /** the place of the next row, in the order of taps */
  readonly nextPlace: number;
  /** rise with each write, so that a tab knows whether another has written */
  readonly rowsStamp: number;
  readonly jobsStamp: number;
}

export interface HaulSchema extends DBSchema {
  meta: { key: 'replica'; value: Meta };
  rows: { key: number; value: OutboxRow };
  shards: { key: number; value: readonly Job[] };
  photos: { key: MutationId; value: KeptPhoto };
  /** by SHA-256; never as a Blob: Safari has lost those */
  photoBytes: { key: string; value: ArrayBuffer };
}
export const STORES = ['meta', 'rows', 'shards', 'photos', 'photoBytes'] as const;
type Stores = typeof STORES;
type Database = IDBPDatabase<HaulSchema>;
type Writing = IDBPTransaction<HaulSchema, Stores, 'readwrite'>;

/** What this tab last saw: spares reading what nobody has changed. */
interface Held {
  readonly meta: Meta;
  readonly replica: Replica;
  readonly places: ReadonlyMap<MutationId, number>;
}

export interface IdbStoreOptions {
  /** one per company and member, e.g. "haul quickdump 0198…" */
  readonly name: string;
  readonly newDevice: () => DeviceId;
}

/** @throws DOMException when this browser keeps nothing (private modes, no storage): then the caller must say so before anybody relies on it */
export async function openIdbStore({
  name,
  newDevice,
}: IdbStoreOptions): Promise<LocalStore & { readonly photos: PhotoShelf; close(): void }> {
  let database: Promise<Database> | null = null;
  let held: Held | null = null;
  // A browser may open a database and then refuse to write into it: better to know now.
  await transact((replica) => replica, { always: true });

  return {
    durable: true,
    load: () => transact((replica) => replica),
    enqueue: (draft, photo) => transact((replica) => enqueue(replica, draft), { ...(photo && { photo: { draft, bytes: photo } }) }),
    settle: (answer) => transact((replica) => settle(replica, answer)),
    reorder: (order) => transact((replica) => reorder(replica, order)),
    dismiss: (id) => transact((replica) => dismiss(replica, id)),
    forget: () => transact(forget),
    photos: {
      list: () => reopening((db) => db.getAll('photos')),
      read: (sha256) => reopening(async (db) => (await db.get('photoBytes', sha256)) ?? null),
      remove: (id) => reopening((db) => removePhoto(db, id)),
    },
    close() {
      void database?.then((each) => each.close());
      database = null;
    },
  };

  function connect(): Promise<Database> {
    database ??= openDB<HaulSchema>(name, VERSION, {
      upgrade(db) {
        for (const store of STORES) if (!db.objectStoreNames.contains(store)) db.createObjectStore(store);
      },
      // Another tab brings a newer version: ours lets go, and opens again at the next change.
      blocking: () => drop(),
      terminated: () => drop(),
    });
    database.catch(() => (database = null));
    return database;
  }

  function drop(): void {
    void database?.then((each) => each.close()).catch(() => undefined);
    database = null;
  }

  /** Runs a pure change on what is stored; a photo's bytes become safe with the tap that announces it, or not at all. */
  async function transact(change: (replica: Replica) => Replica, more: More = {}): Promise<Replica> {
    return reopening((db) => attempt(db, change, more));
  }

  /** A connection that the system dropped is opened once more; what fails then is told. */
  async function reopening<Value>(work: (db: Database) => Promise<Value>): Promise<Value> {
    try {
      return await work(await connect());
    } catch (error) {
      if (!isLost(error)) throw error;
      drop();
      held = null;
      return work(await connect());
    }
  }

  /**
   * What is stored is nearly always what this tab last saw: it asks, and writes in the same breath. A tap then waits for the disk and not for an
   * answer first. Another tab's write shows in the answer, and all of it is taken back and begun anew.
   */
  async function attempt(db: Database, change: (replica: Replica) => Replica, more: More): Promise<Replica> {
    const seen = held;
    if (!seen) return afterReading(db, change, more);
    const writing = db.transaction(STORES, 'readwrite', { durability: 'strict' });
    try {
      const asked = writing.objectStore('meta').get('replica');
      // Taken back before it is waited for, it fails, and what failed first is told.
      asked.catch(() => undefined);
      const next = lay(writing, seen, change, more);
      if (!isSame(await asked, seen.meta)) {
        abort(writing);
        return await afterReading(db, change, more);
      }
      await writing.done;
      held = next;
      return next.replica;
    } catch (error) {
      abort(writing);
      throw error;
    }
  }

  async function afterReading(db: Database, change: (replica: Replica) => Replica, more: More): Promise<Replica> {
    const writing = db.transaction(STORES, 'readwrite', { durability: 'strict' });
    try {
      const next = lay(writing, await current(writing), change, more);
      await writing.done;
      held = next;
      return next.replica;
    } catch (error) {
      abort(writing);
      throw error;
    }
  }

  /** What is stored now; read only as far as another tab has written since. */
  async function current(writing: Writing): Promise<Held> {
    const meta = await writing.objectStore('meta').get('replica');
    // Once: while the rest is read, a connection that is lost elsewhere makes this tab forget what it saw.
    const seen = held;
    if (!meta) return newlyHeld(emptyReplica(newDevice()));
    const sameRows = seen?.meta.rowsStamp === meta.rowsStamp && seen.meta.device === meta.device;
    const sameJobs = seen?.meta.jobsStamp === meta.jobsStamp && seen.meta.device === meta.device;
    const [keys, rows, shards] = await Promise.all([
      sameRows ? [] : writing.objectStore('rows').getAllKeys(),
      sameRows ? seen.replica.rows : writing.objectStore('rows').getAll(),
      sameJobs ? [] : writing.objectStore('shards').getAll(),
    ]);
    const jobs = sameJobs ? seen.replica.jobs : jobsIn(shards);
    const places = sameRows ? seen.places : new Map(rows.map((row, index) => [row.draft.id, keys[index] ?? 0]));
    return { meta, replica: replicaOf(meta, rows, jobs), places };
  }
}

interface More {
  readonly photo?: { readonly draft: MutationDraft; readonly bytes: ArrayBuffer };
  /** writes even when nothing has changed */
  readonly always?: boolean;
}

/** Puts what the change makes of it into the transaction. */
function lay(writing: Writing, before: Held, change: (replica: Replica) => Replica, { always, photo }: More): Held {
  if (photo) putPhoto(writing, photo);
  const after = change(before.replica);
  return after === before.replica && !always ? before : write(writing, before, after);
}

/** Stamps alone would not do: an answer without news moves the cursor and nothing else. */
const isSame = (stored: Meta | undefined, seen: Meta): boolean => JSON.stringify(stored) === JSON.stringify(seen);

/** Bare: when all is taken back, nobody waits for these, and a promise of each would fail unheard. */
function putPhoto(writing: Writing, { draft, bytes }: NonNullable<More['photo']>): void {
  const photo = keptPhoto(draft);
  const bare = unwrap(writing);
  bare.objectStore('photos').put(photo, photo.id);
  bare.objectStore('photoBytes').put(bytes, photo.sha256);
}

/** The bytes go with the last announcement that needs them. */
async function removePhoto(db: Database, id: MutationId): Promise<void> {
  const writing = db.transaction(['photos', 'photoBytes'], 'readwrite', { durability: 'strict' });
  const photos = writing.objectStore('photos');
  const [photo, all] = await Promise.all([photos.get(id), photos.getAll()]);
  void photos.delete(id);
  const needed = all.some((each) => each.id !== id && each.sha256 === photo?.sha256);
  if (photo && !needed) void writing.objectStore('photoBytes').delete(photo.sha256);
  await writing.done;
}

/** Puts what has changed into the transaction; nothing is stored before it is done. */
function write(writing: Writing, before: Held, replica: Replica): Held {
  // Bare: nobody waits for a single request, and a promise for each costs more than laying it.
  const bare = unwrap(writing);
  const rows = bare.objectStore('rows');
  const shards = bare.objectStore('shards');
  const known = new Map(before.replica.rows.map((row) => [row.draft.id, row]));
  const places = new Map<MutationId, number>();
  let { nextPlace } = before.meta;
  for (const row of replica.rows) {
    const place = before.places.get(row.draft.id) ?? nextPlace++;
    places.set(row.draft.id, place);
    if (known.get(row.draft.id) !== row) rows.put(row, place);
  }
  for (const [id, place] of before.places) if (!places.has(id)) rows.delete(place);
  for (const [shard, jobs] of changedShards(before.replica.jobs, replica.jobs)) shards.put(jobs, shard);
  const meta: Meta = {
    ...metaOf(replica),
    nextPlace,
    rowsStamp: before.meta.rowsStamp + (replica.rows === before.replica.rows ? 0 : 1),
    jobsStamp: before.meta.jobsStamp + (replica.jobs === before.replica.jobs ? 0 : 1),
  };
  bare.objectStore('meta').put(meta, 'replica');
  return { meta, replica, places };
}

export const jobsIn = (shards: readonly (readonly Job[])[]): Replica['jobs'] => new Map(shards.flat().map((job) => [job.id, job]));
export const replicaOf = (
  { device, nextSeq, cursor, epoch = cursor?.epoch ?? null, restored }: Meta,
  rows: Replica['rows'],
  jobs: Replica['jobs'],
): Replica => ({ device, nextSeq, cursor, epoch, jobs, rows, ...(restored && { restored }) });

const newlyHeld = (replica: Replica): Held => ({ meta: metaOf(replica), replica, places: new Map() });
const metaOf = ({ device, nextSeq, cursor, epoch, restored }: Replica): Meta => ({
  device,
  nextSeq,
  cursor,
  epoch,
  ...(restored && { restored }),
  nextPlace: 1,
  rowsStamp: 0,
  jobsStamp: 0,
});
const shardOf = (id: JobId): number => Number.parseInt(id.slice(-4), 16) % SHARDS;

function changedShards(before: Replica['jobs'], after: Replica['jobs']): ReadonlyMap<number, readonly Job[]> {
  const changed = new Set<number>();
  if (before === after) return new Map();
  for (const [id, job] of after) if (before.get(id) !== job) changed.add(shardOf(id));
  for (const id of before.keys()) if (!after.has(id)) changed.add(shardOf(id));
  const shards = new Map<number, Job[]>([...changed].map((shard) => [shard, []]));
  for (const [id, job] of after) shards.get(shardOf(id))?.push(job);
  return shards;
}

/** iOS drops connections of pages that were away; the database itself is well. */
const isLost = (error: unknown): boolean => error instanceof DOMException && ['InvalidStateError', 'UnknownError'].includes(error.name);

function abort(writing: Writing): void {
  try {
    writing.abort();
  } catch {
    // It is over already.
  }
  writing.done.catch(() => undefined);
}
