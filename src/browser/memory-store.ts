// Owns a replica that lives as long as the page: nothing is on disk, and it says so.
import type { DeviceId } from '#core/id';
import { dismiss, emptyReplica, enqueue, forget, reorder, settle } from '#sync/outbox';
import type { LocalStore, Replica } from '#sync/port';

/** A fresh replica under a new device name. Each method runs to its end before the next begins, as a transaction would. */
export function createMemoryStore(device: DeviceId): LocalStore {
  let replica = emptyReplica(device);
  const commit = async (next: Replica): Promise<Replica> => (replica = next);
  return {
    durable: false,
    load: async () => replica,
    enqueue: (draft) => commit(enqueue(replica, draft)),
    settle: (answer) => commit(settle(replica, answer)),
    reorder: (order) => commit(reorder(replica, order)),
    dismiss: (id) => commit(dismiss(replica, id)),
    forget: () => commit(forget(replica)),
  };
}
