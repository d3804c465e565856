// Owns what a page works on when the disk takes nothing: what still lies there, read once, in the page's memory. A queue is not hidden by a full disk.
import { openDB } from 'idb';
import type { DeviceId } from '#core/id';
import type { LocalStore, PhotoShelf } from '#sync/port';
import { jobsIn, replicaOf, STORES, type HaulSchema } from './idb-store.ts';
import { createMemoryStore, type OnDisk } from './memory-store.ts';

export interface OpenedLocalStore {
  readonly store: LocalStore & { readonly photos: PhotoShelf };
  /** why nothing is put on the disk; null when it is. `unread`: a queue may lie there, and nobody can tell */
  readonly trouble: 'full' | 'private' | 'unread' | null;
}

export interface WhyInPage {
  readonly isFull: boolean;
  /** this person's replica has been on the disk */
  readonly wasHere: boolean;
}

/** @param name as of `openIdbStore` */
export async function openInPage(name: string, device: DeviceId, { isFull, wasHere }: WhyInPage): Promise<OpenedLocalStore> {
  try {
    const onDisk = await readDisk(name);
    return { store: createMemoryStore(device, onDisk), trouble: onDisk || isFull ? 'full' : 'private' };
  } catch {
    return { store: createMemoryStore(device), trouble: wasHere ? 'unread' : isFull ? 'full' : 'private' };
  }
}

/**
 * Null where nothing is. Whatever version of the app wrote it: a queue outlives them all.
 * @throws DOMException when even reading is refused
 */
async function readDisk(name: string): Promise<OnDisk | null> {
  let isNew = false;
  const opened = openDB<HaulSchema>(name, undefined, {
    upgrade(_db, _from, _to, making) {
      isNew = true;
      // Nothing is to be left behind.
      making.abort();
    },
  });
  const db = await opened.catch((error: unknown) => {
    if (isNew) return null;
    throw error;
  });
  if (!db) return null;
  try {
    const reading = db.transaction(STORES, 'readonly');
    const [meta, rows, shards, kept] = await Promise.all([
      reading.objectStore('meta').get('replica'),
      reading.objectStore('rows').getAll(),
      reading.objectStore('shards').getAll(),
      reading.objectStore('photos').getAll(),
    ]);
    if (!meta) return null;
    const bytes = reading.objectStore('photoBytes');
    const photos = await Promise.all(kept.map(async (photo) => ({ photo, bytes: await bytes.get(photo.sha256) })));
    return {
      replica: replicaOf(meta, rows, jobsIn(shards)),
      photos: photos.flatMap(({ photo, bytes }) => (bytes ? { photo, bytes } : [])),
    };
  } finally {
    db.close();
  }
}
