// Owns where this device keeps a person's replica: on its disk and heard in every tab, or, where a browser refuses, in the page, with words.
import type { DeviceId } from '#core/id';
import type { LocalStore, PhotoShelf } from '#sync/port';
import { openIdbStore } from './idb-store.ts';
import { tellingStore, watchTabs } from './tab-news.ts';

export interface OpenedLocalStore {
  readonly store: LocalStore & { readonly photos: PhotoShelf };
  /** why nothing is on the disk; null when it is */
  readonly trouble: 'full' | 'private' | null;
}

/** @param heard called when another tab has stored something in the same replica */
export async function openLocalStore(key: string, newDevice: () => DeviceId, heard: () => void): Promise<OpenedLocalStore> {
  const name = `haul ${key}`;
  try {
    const store = await openIdbStore({ name, newDevice });
    const tabs = watchTabs(name, heard);
    return { store: tellingStore(store, () => tabs.tell()), trouble: null };
  } catch (error) {
    const { createMemoryStore } = await import('./memory-store.ts');
    return { store: createMemoryStore(newDevice()), trouble: isFull(error) ? 'full' : 'private' };
  }
}

const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === 'QuotaExceededError';
