// Owns the photos' own lane: bytes go up one by one after the tap that announced them is settled, and stay here until the server has them.
import type { MutationId } from '#core/id';
import { isPending } from './outbox.ts';
import type { Clock, Ids, KeptPhoto, Lock, OutboxRow, PhotoRemote, PhotoShelf, RemoteFailure } from './port.ts';
import { reactTo } from './retry-policy.ts';

//   kept ──its tap is settled──▶ waiting ──▶ sending ──the server has the bytes──▶ gone from here
//                                   ▲            ├──no answer──▶ waiting (later)
//                                   └────────────┴──refused────▶ attention (again every 5 minutes, and on Send now)

export type PhotoState = 'waiting' | 'sending' | 'attention';

export interface PhotoLane {
  /** what is still here, by the mutation that announced it */
  states(): ReadonlyMap<MutationId, PhotoState>;
  kept(): readonly KeptPhoto[];
  /** `settled`: a tap may be; `kept`: the shelf may hold more; `now`: the line is back or a person asks, so that no backoff counts */
  trigger(why: 'settled' | 'kept' | 'now'): void;
  stop(): void;
}

export interface PhotoLaneParts {
  readonly shelf: PhotoShelf;
  readonly remote: PhotoRemote;
  readonly rows: () => readonly OutboxRow[];
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'random'>;
  readonly lock: Lock;
  readonly isVisible: () => boolean;
  readonly changed: () => void;
}

export function createPhotoLane({ shelf, remote, rows, clock, ids, lock, isVisible, changed }: PhotoLaneParts): PhotoLane {
  let kept: readonly KeptPhoto[] = [];
  let stuck: ReadonlySet<MutationId> = new Set();
  let sending: MutationId | null = null;
  let failures = 0;
  let waitUntilMs = 0;
  let [running, again, stopped] = [false, false, false];
  let cancelTimer = (): void => undefined;

  return {
    states: () => new Map(kept.map(({ id }) => [id, id === sending ? 'sending' : stuck.has(id) ? 'attention' : 'waiting'] as const)),
    kept: () => kept,
    trigger(why) {
      if (why === 'now') [waitUntilMs, stuck] = [0, new Set()];
      // By far the most frequent: nothing to send, nothing to read.
      if (why === 'settled' && kept.length === 0) return;
      void run();
    },
    stop() {
      stopped = true;
      cancelTimer();
    },
  };

  async function run(): Promise<void> {
    if (stopped) return;
    if (running) return void (again = true);
    running = true;
    do {
      again = false;
      await refresh();
      if (clock.nowMs() >= waitUntilMs && due().length > 0) await lock.alone(drain).catch(() => undefined);
    } while (again && !stopped);
    running = false;
  }

  /** One after the other; the first that nobody answers ends the turn. */
  async function drain(): Promise<void> {
    for (const photo of due()) {
      if (stopped) return;
      sending = photo.id;
      changed();
      const failure = await send(photo);
      sending = null;
      if (failure && !goesOn(photo, failure)) break;
      await refresh();
    }
    changed();
  }

  /** Null: the server has the bytes, and they are no longer here. */
  async function send(photo: KeptPhoto): Promise<RemoteFailure | null> {
    const asked = await remote.ask(photo);
    if (!asked.ok) return asked.error;
    if (asked.value !== 'stored') {
      const bytes = await shelf.read(photo.sha256);
      // Another tab was faster.
      if (!bytes) return null;
      const uploaded = await remote.upload(asked.value, bytes);
      if (!uploaded.ok) return { kind: 'network' };
      const confirmed = await remote.ask(photo);
      if (!confirmed.ok) return confirmed.error;
      if (confirmed.value !== 'stored') return { kind: 'network' };
    }
    failures = 0;
    await shelf.remove(photo.id);
    return null;
  }

  /** Whether the next photo may be tried now. */
  function goesOn(photo: KeptPhoto, failure: RemoteFailure): boolean {
    const reaction = reactTo(failure, { failures, sent: 1, visible: isVisible(), random: ids.random() });
    failures += 1;
    if (reaction.kind === 'pause') return false;
    const afterMs = 'afterMs' in reaction ? reaction.afterMs : 0;
    if (reaction.kind === 'hold') stuck = new Set([...stuck, photo.id]);
    else waitUntilMs = clock.nowMs() + afterMs;
    cancelTimer();
    cancelTimer = clock.after(afterMs, () => {
      stuck = new Set();
      void run();
    });
    return reaction.kind === 'hold';
  }

  function due(): readonly KeptPhoto[] {
    const pending = new Set(
      rows()
        .filter(isPending)
        .map(({ draft }) => draft.id),
    );
    return kept.filter(({ id }) => !pending.has(id) && !stuck.has(id));
  }

  async function refresh(): Promise<void> {
    const next = await shelf.list().catch(() => kept);
    const same = next.length === kept.length && next.every(({ id }, index) => kept[index]?.id === id);
    if (same) return;
    kept = next;
    changed();
  }
}
