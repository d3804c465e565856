// Owns a replica that lives as long as the page: nothing is on disk, and it says so.
import type { DeviceId, MutationId } from '#core/id';
import { dismiss, emptyReplica, enqueue, forget, keptPhoto, reorder, settle } from '#sync/outbox';
import type { KeptPhoto, LocalStore, PhotoShelf, Replica } from '#sync/port';

/** A fresh replica under a new device name. Each method runs to its end before the next begins, as a transaction would. */
export function createMemoryStore(device: DeviceId): LocalStore & { readonly photos: PhotoShelf } {
  let replica = emptyReplica(device);
  const photos = new Map<MutationId, { readonly photo: KeptPhoto; readonly bytes: ArrayBuffer }>();
  const commit = async (next: Replica): Promise<Replica> => (replica = next);
  return {
    durable: false,
    load: async () => replica,
    enqueue(draft, bytes) {
      if (bytes) photos.set(draft.id, { photo: keptPhoto(draft), bytes });
      return commit(enqueue(replica, draft));
    },
    settle: (answer) => commit(settle(replica, answer)),
    reorder: (order) => commit(reorder(replica, order)),
    dismiss: (id) => commit(dismiss(replica, id)),
    forget: () => commit(forget(replica)),
    photos: {
      list: async () => [...photos.values()].map(({ photo }) => photo),
      read: async (sha256) => [...photos.values()].find(({ photo }) => photo.sha256 === sha256)?.bytes ?? null,
      remove: async (id) => void photos.delete(id),
    },
  };
}
