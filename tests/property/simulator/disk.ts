// Owns what lies on a phone's disk: it survives every crash, is shared by tabs and copied by a cloned profile.
import type { MutationId } from '#core/id';
import type { SyncResponse } from '#core/protocol';
import { dismiss, emptyReplica, enqueue, forget, keptPhoto, reorder, settle } from '#sync/outbox';
import type { KeptPhoto, LocalStore, MutationDraft, PhotoShelf, Replica } from '#sync/port';
import { idsOf } from './ids.ts';
import type { Mutant } from './mutants.ts';
import type { Schedule } from './schedule.ts';
import type { World } from './world.ts';

export interface Disk {
  replica: Replica;
  readonly photos: Map<MutationId, { readonly photo: KeptPhoto; readonly bytes: ArrayBuffer }>;
  /** the tabs that hear when another one has written */
  readonly tabs: Map<string, () => void>;
}

export const newDisk = (schedule: Schedule): Disk => ({
  replica: emptyReplica(idsOf(schedule).device()),
  photos: new Map(),
  tabs: new Map(),
});
export const copyOf = ({ replica, photos }: Disk): Disk => ({ replica, photos: new Map(photos), tabs: new Map() });

/**
 * Each change is one transaction, with time before and after it; an app that died meanwhile hears nothing of it, and at times the disk
 * takes nothing more.
 */
export function storeOf(world: World, disk: Disk, tab: string, isAlive: () => boolean): LocalStore & { readonly photos: PhotoShelf } {
  const { schedule, mutant } = world;
  const forEver = new Promise<never>(() => undefined);

  async function onDisk<Value>(work: () => Value): Promise<Value> {
    await schedule.sleep(schedule.random() * 8);
    if (!isAlive()) return forEver;
    if (!world.calm && schedule.chance(0.004)) throw new DOMException('no room', 'QuotaExceededError');
    const value = work();
    await schedule.sleep(schedule.random() * 4);
    return isAlive() ? value : forEver;
  }
  const transact = (change: (replica: Replica) => Replica, also = (): void => undefined): Promise<Replica> =>
    onDisk(() => {
      const before = disk.replica;
      const next = change(before);
      checkCursor(world, before, next);
      also();
      disk.replica = next;
      if (next !== before) for (const [name, hears] of disk.tabs) if (name !== tab) schedule.after(schedule.random() * 20, hears);
      return next;
    });
  /** Kept in memory, said to be kept, written a while later: what a store with relaxed durability does. */
  async function enqueueEarly(draft: MutationDraft): Promise<Replica> {
    const said = enqueue(disk.replica, draft);
    void schedule.sleep(400).then(() => {
      if (isAlive()) disk.replica = enqueue(disk.replica, draft);
    });
    return said;
  }
  return {
    durable: true,
    load: () => transact((replica) => replica),
    enqueue: (draft, bytes) =>
      mutant === 'outbox lost on crash'
        ? enqueueEarly(draft)
        : transact(
            (replica) => enqueue(replica, draft),
            () => bytes && disk.photos.set(draft.id, { photo: keptPhoto(draft), bytes }),
          ),
    settle: (answer) => transact((replica) => settleAs(mutant, replica, answer)),
    reorder: (order) => transact((replica) => reorder(replica, order)),
    dismiss: (id) => transact((replica) => dismiss(replica, id)),
    forget: () => transact(forget),
    photos: {
      list: () => onDisk(() => [...disk.photos.values()].map(({ photo }) => photo)),
      read: (sha256) => onDisk(() => [...disk.photos.values()].find(({ photo }) => photo.sha256 === sha256)?.bytes ?? null),
      remove: (id) => onDisk(() => void disk.photos.delete(id)),
    },
  };
}

function settleAs(mutant: Mutant | null, replica: Replica, answer: SyncResponse): Replica {
  switch (mutant) {
    case 'result not stored':
      return settle(replica, { ...answer, results: [] });
    case 'older answer accepted':
      return settle({ ...replica, cursor: null }, answer);
    case 'outcome taken for applied':
      return settle(replica, { ...answer, results: answer.results.map((result) => ({ ...result, outcome: 'applied', code: null })) });
    case 'notice put away unread': {
      const settled = settle(replica, answer);
      return { ...settled, rows: settled.rows.map((row) => ({ ...row, dismissed: row.result !== null })) };
    }
    case 'cursor without its jobs':
      return settle(replica, { ...answer, jobs: answer.snapshot ? answer.jobs : answer.jobs.slice(1) });
    case 'snapshot laid over what is held':
      return settle(replica, { ...answer, snapshot: false });
    default:
      return settle(replica, answer);
  }
}

/** I8: a cursor never goes back. */
function checkCursor(world: World, before: Replica, next: Replica): void {
  const [a, b] = [before.cursor, next.cursor];
  if (a && b && (b.epoch < a.epoch || (b.epoch === a.epoch && b.version < a.version)))
    world.violation(`I8 a cursor went back from ${a.epoch}.${a.version} to ${b.epoch}.${b.version}`);
}
