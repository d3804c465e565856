// Owns the photos' own lane: bytes go up one by one after the tap that announced them is settled, and stay here until the server has them.
import type { MutationId } from '#core/id';
import { restMs, type Deadline } from './deadline.ts';
import { isPending, keptPhoto } from './outbox.ts';
import type { Clock, Ids, KeptPhoto, Lock, OutboxRow, PhotoRemote, PhotoShelf, RemoteFailure, Replica } from './port.ts';
import { reactTo } from './retry-policy.ts';

//   kept ──its tap is settled──▶ waiting ──▶ sending ──the server has the bytes──▶ gone from here
//                                   ▲            ├──no answer──▶ waiting (later)
//                                   └────────────┴──refused────▶ attention (again every 5 minutes, and on Send now)
//   kept ──its tap is refused, or of a job that no office knows──▶ attention ──its author has put that away──▶ gone from here
//   kept ──its customer asked to be erased──▶ gone from here: what it shows is theirs
//   gone from here ──a restored office calls it awaited again──▶ asked about once more: the bytes are there, and only that is forgotten

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
  readonly replica: () => Replica;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'random'>;
  readonly lock: Lock;
  readonly isVisible: () => boolean;
  readonly changed: () => void;
}

export function createPhotoLane({ shelf, remote, replica, clock, ids, lock, isVisible, changed }: PhotoLaneParts): PhotoLane {
  let kept: readonly KeptPhoto[] = [];
  let stuck: ReadonlySet<MutationId> = new Set();
  /** what the office has called stored, by the epoch in which it did */
  const confirmed = new Map<MutationId, number | null>();
  let sending: MutationId | null = null;
  let failures = 0;
  let wait: Deadline | null = null;
  let [running, again, stopped] = [false, false, false];
  let cancelTimer = (): void => undefined;

  return {
    states() {
      const hopeless = new Set(rowsOf(({ result }) => isHopeless(result)).map(({ draft }) => draft.id));
      const stateOf = (id: MutationId): PhotoState =>
        id === sending ? 'sending' : stuck.has(id) || hopeless.has(id) ? 'attention' : 'waiting';
      return new Map(kept.map(({ id }) => [id, stateOf(id)]));
    },
    kept: () => kept,
    trigger(why) {
      if (why === 'now') [wait, stuck] = [null, new Set()];
      // By far the most frequent: nothing to send, nothing to read.
      if (why === 'settled' && kept.length === 0 && forgotten().length === 0) return;
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
      await letGo();
      if (restMs(wait, clock.nowMs()) === 0 && due().length > 0) await lock.alone(drain).catch(() => undefined);
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
    // As it was before the question: an answer from before a restore is worth nothing after it.
    const { epoch } = replica();
    const asked = await remote.ask(photo);
    if (!asked.ok) return asked.error;
    if (asked.value !== 'stored') {
      const bytes = await shelf.read(photo.sha256);
      if (!bytes) {
        // Another tab was faster; or nobody has them any more, and asking again would not help.
        confirmed.set(photo.id, epoch);
        return null;
      }
      const uploaded = await remote.upload(asked.value, bytes);
      if (!uploaded.ok) return { kind: 'network' };
      const confirmation = await remote.ask(photo);
      if (!confirmation.ok) return confirmation.error;
      if (confirmation.value !== 'stored') return { kind: 'network' };
    }
    failures = 0;
    confirmed.set(photo.id, epoch);
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
    else wait = { fromMs: clock.nowMs(), afterMs };
    cancelTimer();
    cancelTimer = clock.after(afterMs, () => {
      [wait, stuck] = [null, new Set()];
      void run();
    });
    return reaction.kind === 'hold';
  }

  function due(): readonly KeptPhoto[] {
    const resting = new Set(rowsOf((row) => isPending(row) || isHopeless(row.result)).map(({ draft }) => draft.id));
    return [...kept.filter(({ id }) => !resting.has(id)), ...forgotten()].filter(({ id }) => !stuck.has(id));
  }

  /** Announced here and gone from here, and the office still calls it awaited: whoever asks makes it look. */
  function forgotten(): readonly KeptPhoto[] {
    const { jobs, epoch } = replica();
    const isAwaited = ({ job, sha256 }: KeptPhoto): boolean =>
      jobs.get(job)?.photos.some((photo) => photo.sha256 === sha256 && photo.state !== 'stored') === true;
    return rowsOf(({ draft, result }) => draft.type === 'attach_photo' && result?.outcome === 'applied')
      .map(({ draft }) => keptPhoto(draft))
      .filter((photo) => !kept.some(({ id }) => id === photo.id) && confirmed.get(photo.id) !== epoch && isAwaited(photo));
  }

  async function letGo(): Promise<void> {
    const putAway = new Set(rowsOf(({ result, dismissed }) => dismissed && isHopeless(result)).map(({ draft }) => draft.id));
    const gone = kept.filter(({ id, job }) => putAway.has(id) || replica().jobs.get(job)?.erasedAt !== undefined);
    for (const { id } of gone) await shelf.remove(id).catch(() => undefined);
    if (gone.length > 0) await refresh();
  }

  function rowsOf(test: (row: OutboxRow) => boolean): readonly OutboxRow[] {
    return replica().rows.filter(test);
  }

  async function refresh(): Promise<void> {
    const next = await shelf.list().catch(() => kept);
    const same = next.length === kept.length && next.every(({ id }, index) => kept[index]?.id === id);
    if (same) return;
    kept = next;
    changed();
  }
}

/** No office will ever take the bytes: it refused the tap that announces them, or knows no such job. */
const isHopeless = (result: OutboxRow['result']): boolean => result?.outcome === 'refused' || result?.code === 'unknown-job';
