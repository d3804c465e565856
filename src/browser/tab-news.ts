// Owns telling the other tabs of this browser that something was stored. It only notifies: what counts is what the store holds.
import type { MutationId } from '#core/id';
import type { SyncResponse as Answer } from '#core/protocol';
import type { LocalStore, MutationDraft, Reorder, Replica } from '#sync/port';

/** @param heard called when another tab has stored something. Browsers without channels simply do not hear. */
export function watchTabs(name: string, heard: () => void): { tell(): void; stop(): void } {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  channel?.addEventListener('message', heard);
  return { tell: () => channel?.postMessage('stored'), stop: () => channel?.close() };
}

/** The same store, that tells after each change which another tab should see. */
export function tellingStore<Store extends LocalStore>(store: Store, tell: () => void): Store {
  const after = async (replica: Promise<Replica>): Promise<Replica> => {
    const stored = await replica;
    tell();
    return stored;
  };
  return {
    ...store,
    enqueue: (draft: MutationDraft, photo?: ArrayBuffer) => after(store.enqueue(draft, photo)),
    settle: (answer: Answer) => (isNews(answer) ? after(store.settle(answer)) : store.settle(answer)),
    reorder: (order: Reorder) => after(store.reorder(order)),
    dismiss: (id: MutationId) => after(store.dismiss(id)),
    forget: () => after(store.forget()),
  };
}

const isNews = ({ results, jobs, removed, snapshot }: Answer): boolean => snapshot || results.length + jobs.length + removed.length > 0;
