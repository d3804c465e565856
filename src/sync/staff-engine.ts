// Owns the engine of one signed-in person: their replica and the loop that sends and asks for it, opened together.
import type { JobId, MutationId } from '#core/id';
import type { Job } from '#core/job';
import type { MutationResult } from '#core/protocol';
import { ok, type Result } from '#core/result';
import type { CarryRefusal } from './carry-queue.ts';
import { createLocalReplica, waitingHere, type Foreseen, type LocalReplica, type Tap, type TapRefusal } from './local-replica.ts';
import { createPhotoLane, type PhotoLane, type PhotoLaneParts } from './photo-lane.ts';
import type { LocalStore, Lock, OutboxRow, PhotoRemote, PhotoShelf, RestoredHere } from './port.ts';
import { queueFile, type QueueFile } from './queue-file.ts';
import { rebase, type Author } from './rebase.ts';
import { createSyncLoop, type SyncLoop, type SyncLoopParts, type SyncStatus } from './sync-loop.ts';

export interface StaffEngine {
  /** company and member */
  readonly key: string;
  readonly store: StaffEngineParts['store'];
  readonly author: Author;
  shown(): ReadonlyMap<JobId, Job>;
  rows(): readonly OutboxRow[];
  pending(): number;
  /** what the last restore of the office did here; null when there was none */
  restored(): RestoredHere | null;
  /** what is still here of photos, and how it goes */
  readonly photos: Pick<PhotoLane, 'kept' | 'states'> & Pick<PhotoShelf, 'read'>;
  /** a job as the server tells it, with this person's pending changes laid over it */
  over(job: Job): Job;
  /** what waits here, as it would be sent */
  queueFile(): QueueFile;
  status(): SyncStatus;
  act(tap: Tap): Result<{ readonly id: MutationId; readonly kept: Promise<void> }, TapRefusal>;
  /** What would become of a tap; nothing is kept. */
  foresee(tap: Omit<Tap, 'photo'>): Foreseen;
  dismiss(id: MutationId): Promise<void>;
  /** Reads the store again: another tab has written. */
  load(): Promise<void>;
  /** Empties the device of jobs, never of its queue. */
  forget(): Promise<void>;
  trigger: SyncLoop['trigger'];
  stop: SyncLoop['stop'];
  /** Sends an exported queue for its author, as this person. */
  carry(text: string): Promise<Result<{ readonly name: string; readonly results: readonly MutationResult[] }, CarryRefusal>>;
}

export interface StaffEngineParts extends Omit<SyncLoopParts, 'local' | 'author' | 'changed'> {
  readonly key: string;
  readonly store: LocalStore & { readonly photos: PhotoShelf };
  readonly photoRemote: PhotoRemote;
  readonly photoLock: Lock;
  readonly author: Author;
  readonly member: SyncLoopParts['author'];
  readonly changed: (engine: StaffEngine) => void;
}

/** Reads the store and starts nothing: the first `trigger` does. */
export async function openStaffEngine({
  key,
  store,
  author,
  member,
  changed,
  photoRemote,
  photoLock,
  ...parts
}: StaffEngineParts): Promise<StaffEngine> {
  const start = await store.load();
  const tell = (): void => {
    changed(engine);
    photos.trigger('settled');
  };
  const local: LocalReplica = createLocalReplica({ store, start, author, clock: parts.clock, ids: parts.ids, changed: tell });
  const loop = createSyncLoop({ ...parts, local, author: member, changed: tell });
  const photos: PhotoLane = createPhotoLane({
    shelf: store.photos,
    remote: photoRemote,
    replica: () => local.replica(),
    clock: parts.clock,
    ids: parts.ids,
    lock: photoLock,
    isVisible: parts.isVisible,
    changed: () => changed(engine),
  } satisfies PhotoLaneParts);
  const engine: StaffEngine = {
    key,
    store,
    author,
    shown: local.shown,
    rows: () => local.replica().rows,
    restored: () => local.replica().restored ?? null,
    pending: () => waitingHere(local.replica().rows).pending,
    photos: { kept: photos.kept, states: photos.states, read: (sha256) => store.photos.read(sha256) },
    over(job) {
      const rows = local.replica().rows.filter((row) => row.draft.job === job.id);
      return rebase(new Map([[job.id, job]]), rows, author).get(job.id) ?? job;
    },
    queueFile: () =>
      queueFile(
        local.replica(),
        { tenant: author.company.slug, author: { id: member, name: author.actor.name } },
        new Date(parts.clock.nowMs()).toISOString(),
      ),
    status: loop.status,
    act(tap) {
      const tapped = local.act(tap);
      // Sent only once it is kept: a change that this device lost must not come back as somebody's fact.
      const sendIt = (): void => {
        loop.trigger('tap');
        if (tap.photo) photos.trigger('kept');
      };
      if (tapped.ok) tapped.value.kept.then(sendIt).catch(() => undefined);
      return tapped;
    },
    async carry(text) {
      // Few ever do: whoever does has loaded it by then, or finds it in what the worker keeps.
      const { carryQueue, readQueueFile } = await import('./carry-queue.ts');
      const queue = readQueueFile(text, author.company.slug);
      if (!queue.ok) return queue;
      const { cursor } = local.replica();
      const carried = await carryQueue(parts.remote, queue.value, { id: member, cursor, nowMs: parts.clock.nowMs() });
      loop.trigger('send-now');
      return carried.ok ? ok({ name: queue.value.author.name, results: carried.value }) : carried;
    },
    foresee: local.foresee,
    dismiss: local.dismiss,
    async load() {
      await local.load();
      photos.trigger('kept');
    },
    forget: local.forget,
    trigger(why) {
      loop.trigger(why);
      if (why !== 'tap' && why !== 'timer') photos.trigger('now');
    },
    stop() {
      loop.stop();
      photos.stop();
    },
  };
  return engine;
}
