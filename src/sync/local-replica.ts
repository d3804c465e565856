// Owns what this page holds in memory: the store's replica, the taps on their way into it, and the jobs as the screen shows them.
import type { JobId, MutationId } from '#core/id';
import { applyMutation } from '#core/apply-mutation';
import type { Job, Outcome, OutcomeCode } from '#core/job';
import { SCHEMA } from '#core/limits';
import { readMutation, type MutationType } from '#core/mutation';
import type { SyncResponse } from '#core/protocol';
import { ok, refuse, type Result } from '#core/result';
import { enqueue, isPending } from './outbox.ts';
import type { Clock, Ids, LocalStore, MutationDraft, OutboxRow, Reorder, Replica } from './port.ts';
import { rebase, type Author } from './rebase.ts';

export interface Tap {
  readonly job: JobId;
  readonly type: MutationType;
  readonly args: unknown;
  /** the bytes that an `attach_photo` is about */
  readonly photo?: ArrayBuffer;
}

/** Why a tap became nothing: it could never be right. `unreadable` names the field. */
export type TapRefusal = { readonly code: 'illegal-move' } | { readonly code: 'unreadable'; readonly detail: string };

export interface Foreseen {
  readonly outcome: Outcome;
  /** null when it applies */
  readonly code: OutcomeCode | null;
}

export interface LocalReplica {
  /** what the store holds, as last heard */
  replica(): Replica;
  /** jobs with the stored pending changes laid over them */
  shown(): ReadonlyMap<JobId, Job>;
  /** Takes a tap. It is shown once the store has kept it; `kept` rejects when the store could not. */
  act(tap: Tap): Result<{ readonly id: MutationId; readonly kept: Promise<void> }, TapRefusal>;
  /** What would become of a tap, as far as this device knows. Nothing is kept; the server may know more. */
  foresee(tap: Omit<Tap, 'photo'>): Foreseen;
  /** Reads the store again: at the start, and when another tab says that it wrote. */
  load(): Promise<void>;
  settle(answer: SyncResponse): Promise<void>;
  reorder(order: Reorder): Promise<void>;
  dismiss(id: MutationId): Promise<void>;
  forget(): Promise<void>;
}

export interface LocalReplicaParts {
  readonly store: LocalStore;
  readonly start: Replica;
  readonly author: Author;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly changed: () => void;
}

export function createLocalReplica({ store, start, author, clock, ids, changed }: LocalReplicaParts): LocalReplica {
  let held = start;
  let shown = rebase(held.jobs, held.rows, author);
  let writing: readonly MutationDraft[] = [];
  // One store call after the other: two quick taps keep their order, and an older outcome never covers a newer one.
  let queue: Promise<unknown> = Promise.resolve();

  const run = (change: () => Promise<Replica>, done: () => void = () => undefined): Promise<void> => {
    const step = queue.then(change).then(take).finally(done).then(changed);
    queue = step.catch(() => undefined);
    return step;
  };
  const take = (next: Replica): void => {
    const before = held;
    held = next;
    if (next.jobs === before.jobs && next.rows === before.rows) return;
    // Of five hundred taps at once each comes in alone: those before it are laid over the jobs already.
    const added = next.jobs === before.jobs ? addedTo(before.rows, next.rows) : null;
    shown = added ? rebase(shown, added, author) : rebase(next.jobs, next.rows, author);
  };
  const keep = (draft: MutationDraft, photo?: ArrayBuffer): Promise<void> => {
    writing = [...writing, draft];
    return run(
      () => store.enqueue(draft, photo),
      () => (writing = writing.filter((each) => each !== draft)),
    );
  };

  const draw = (tap: Tap): { readonly draft: MutationDraft; readonly judged: ReturnType<typeof judge> } => {
    const ahead = writing.filter(({ job }) => job === tap.job).reduce(enqueue, ofJob(held, tap.job));
    const draft = draftOf(tap, { id: ids.mutation(clock.nowMs()), tappedAt: new Date(clock.nowMs()).toISOString(), ahead, author });
    return { draft, judged: judge(draft, ahead, author) };
  };

  return {
    replica: () => held,
    shown: () => shown,
    act(tap) {
      const { draft, judged } = draw(tap);
      if (!judged.ok) return refuse({ code: 'unreadable', detail: judged.error });
      // A double tap. All other judgement is the server's: it knows more.
      if (judged.value.outcome === 'refused' && judged.value.code === 'illegal-move') return refuse({ code: 'illegal-move' });
      return ok({ id: draft.id, kept: keep(draft, tap.photo) });
    },
    foresee(tap) {
      const { judged } = draw(tap);
      return judged.ok ? judged.value : { outcome: 'refused', code: 'unreadable' };
    },
    load: () => run(() => store.load()),
    settle: (answer) => run(() => store.settle(answer)),
    reorder: (order) => run(() => store.reorder(order)),
    dismiss: (id) => run(() => store.dismiss(id)),
    forget: () => run(() => store.forget()),
  };
}

/** All that a decision about one job rests on; the places of other jobs' changes are not its business. */
const ofJob = (replica: Replica, id: JobId): Replica => {
  const job = replica.jobs.get(id);
  return { ...replica, jobs: new Map(job && [[id, job]]), rows: replica.rows.filter((row) => row.draft.job === id) };
};

/** The rows that came to the end; null when anything else has changed. */
const addedTo = (before: readonly OutboxRow[], rows: readonly OutboxRow[]): readonly OutboxRow[] | null =>
  before.every((row, index) => row === rows[index]) ? rows.slice(before.length) : null;

interface DraftFacts {
  readonly id: MutationId;
  readonly tappedAt: string;
  /** of this job, with the taps that are still on their way into the store */
  readonly ahead: Replica;
  readonly author: Author;
}

/**
 * The base is the state that the author saw and the *server's* revision under it: pending changes of this device have no revision of
 * the server yet, and what others did since must be found whatever was queued here meanwhile.
 */
function draftOf(tap: Tap, { id, tappedAt, ahead, author }: DraftFacts): MutationDraft {
  const seen = rebase(ahead.jobs, ahead.rows, author).get(tap.job);
  const base = ahead.jobs.get(tap.job)?.rev ?? (seen ? FIRST_REV : null);
  return {
    id,
    schema: SCHEMA.max,
    job: tap.job,
    type: tap.type,
    args: tap.args,
    baseStatus: seen?.status ?? null,
    baseRev: base,
    tappedAt,
  };
}

/** A job made here begins with this revision at the server too. */
const FIRST_REV = 1;

/** What this device makes of a draft; an error names the field that no server would take. */
function judge(draft: MutationDraft, ahead: Replica, author: Author): Result<Foreseen, string> {
  const row: OutboxRow = { device: ahead.device, seq: ahead.nextSeq, draft, result: null, settledAt: null, dismissed: false };
  const mutation = readMutation({ ...draft, seq: row.seq });
  if (!mutation.ok) return mutation;
  const { entry } = applyMutation(rebase(ahead.jobs, ahead.rows, author), mutation.value, {
    ...author,
    device: ahead.device,
    seq: row.seq,
    receivedAt: draft.tappedAt,
    skewMs: 0,
    nextNumber: null,
    memberExists: null,
  });
  return ok({ outcome: entry.outcome, code: entry.code ?? null });
}

/** How much waits here, and since when. */
export function waitingHere(rows: readonly OutboxRow[]): { readonly pending: number; readonly oldestAt: string | null } {
  const taps = rows.filter(isPending).map(({ draft }) => draft.tappedAt);
  return { pending: taps.length, oldestAt: taps.toSorted()[0] ?? null };
}
