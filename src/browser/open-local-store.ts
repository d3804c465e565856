// Owns where this device keeps a person's replica: on its disk and heard in every tab, or, where a browser refuses, in the page, with words.
import type { DeviceId } from '#core/id';
import type { LocalStore, PhotoShelf } from '#sync/port';
import { openIdbStore } from './idb-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { tellingStore, watchTabs } from './tab-news.ts';

export interface OpenedLocalStore {
  readonly store: LocalStore & { readonly photos: PhotoShelf };
  /** why nothing is on the disk; null when it is */
  readonly trouble: string | null;
}

/** @param heard called when another tab has stored something in the same replica */
export async function openLocalStore(key: string, newDevice: () => DeviceId, heard: () => void): Promise<OpenedLocalStore> {
  const name = `haul ${key}`;
  try {
    const store = await openIdbStore({ name, newDevice });
    const tabs = watchTabs(name, heard);
    return { store: tellingStore(store, () => tabs.tell()), trouble: null };
  } catch (error) {
    return { store: createMemoryStore(newDevice()), trouble: wordsFor(error) };
  }
}

function wordsFor(error: unknown): string {
  const full = error instanceof DOMException && error.name === 'QuotaExceededError';
  return full
    ? 'This device’s storage is full: changes are kept only while this page is open. Free some space, then open the app again.'
    : 'This browser keeps nothing here (a private window, perhaps): changes are lost when this page closes before they are sent.';
}
