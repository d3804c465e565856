// Owns telling the other tabs of this browser that something was stored. It only notifies: what counts is what the store holds.
import type { LocalStore, Replica } from '#sync/port';

/** @param heard called when another tab has stored something. Browsers without channels simply do not hear. */
export function watchTabs(name: string, heard: () => void): { tell(): void; stop(): void } {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  channel?.addEventListener('message', heard);
  return { tell: () => channel?.postMessage('stored'), stop: () => channel?.close() };
}

/** The same store, that tells after each change which another tab should see. */
export function tellingStore(store: LocalStore, tell: () => void): LocalStore {
  const after = async (replica: Promise<Replica>): Promise<Replica> => {
    const stored = await replica;
    tell();
    return stored;
  };
  return {
    ...store,
    enqueue: (draft) => after(store.enqueue(draft)),
    settle: (answer) => (isNews(answer) ? after(store.settle(answer)) : store.settle(answer)),
    reorder: (order) => after(store.reorder(order)),
    dismiss: (id) => after(store.dismiss(id)),
    forget: () => after(store.forget()),
  };
}

const isNews = ({ results, jobs, removed, snapshot }: Parameters<LocalStore['settle']>[0]): boolean =>
  snapshot || results.length + jobs.length + removed.length > 0;
