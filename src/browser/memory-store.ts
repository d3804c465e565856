// Owns a replica that lives as long as the page: nothing is on disk, and it says so.
import type { DeviceId } from '#core/id';
import { dismiss, emptyReplica, enqueue, forget, keptPhoto, reorder, settle } from '#sync/outbox';
import type { KeptPhoto, LocalStore, PhotoShelf, Replica } from '#sync/port';

/** What a disk that takes nothing more still holds. */
export interface OnDisk {
  readonly replica: Replica;
  readonly photos: readonly { readonly photo: KeptPhoto; readonly bytes: ArrayBuffer }[];
}

/**
 * Begins with nothing, or with what the disk holds, and under a new device name: what is told from here uses none of the disk's numbers, and
 * the disk may tell it all once more. Each method runs to its end before the next begins, as a transaction would.
 */
export function createMemoryStore(device: DeviceId, onDisk: OnDisk | null = null): LocalStore & { readonly photos: PhotoShelf } {
  let replica = onDisk ? reorder(onDisk.replica, { kind: 'renumber', device }) : emptyReplica(device);
  const photos = new Map(onDisk?.photos.map((each) => [each.photo.id, each]));
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
