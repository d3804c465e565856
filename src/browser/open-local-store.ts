// Owns where this device keeps a person's replica: on its disk and heard in every tab, or, where a browser refuses, in the page, with words.
import type { DeviceId } from '#core/id';
import { openIdbStore } from './idb-store.ts';
import type { OpenedLocalStore } from './open-in-page.ts';
import { createRememberedChoice } from './remembered-choice.ts';
import { tellingStore, watchTabs } from './tab-news.ts';

/** who has a replica on this disk: beside it, so that a disk that cannot be read is not taken for one that never held anything */
const onDisk = createRememberedChoice(() => globalThis.localStorage, 'disk');

/** @param heard called when another tab has stored something in the same replica */
export async function openLocalStore(key: string, newDevice: () => DeviceId, heard: () => void): Promise<OpenedLocalStore> {
  const name = `haul ${key}`;
  try {
    const store = await openIdbStore({ name, newDevice });
    onDisk.keep(key, 'yes');
    const tabs = watchTabs(name, heard);
    return { store: tellingStore(store, () => tabs.tell()), trouble: null };
  } catch (error) {
    const { openInPage } = await import('./open-in-page.ts');
    return openInPage(name, newDevice(), { isFull: isFull(error), wasHere: onDisk.read(key) !== null });
  }
}

const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === 'QuotaExceededError';
