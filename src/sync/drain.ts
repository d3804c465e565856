// Owns one drain: exchange after exchange until nothing waits, with what can be put right on the way, or why it ended.
import type { MemberId, MutationId } from '#core/id';
import { LIMITS } from '#core/limits';
import type { SyncRequest, SyncResponse } from '#core/protocol';
import { restMs, type Deadline } from './deadline.ts';
import type { LocalReplica } from './local-replica.ts';
import { isPending, pendingRows } from './outbox.ts';
import type { Clock, Ids, Remote, RemoteFailure } from './port.ts';
import { buildRequest, pushPull } from './push-pull.ts';
import { reactTo, type OwnReason, type Reaction } from './retry-policy.ts';

export type Trouble = 'offline' | 'signed-out' | 'attention' | 'update-needed';

/** What a drain tells on its way. */
export interface DrainNews {
  readonly trouble: Trouble | null;
  /** about the trouble: an `OwnReason`, or else the server's words */
  readonly detail: string | null;
  /** under way right now */
  readonly sending: ReadonlySet<MutationId>;
  /** turned away with a whole request: they wait for a person, an update, or the next try */
  readonly stuck: ReadonlySet<MutationId>;
  /** the server's clock at its last answer, ISO UTC */
  readonly lastAnswerAt: string | null;
  /** milliseconds that this device's clock is ahead of the server's */
  readonly skewMs: number;
}

/** How a drain ended. `binding`: the server named the time. */
export type Rest =
  { readonly kind: 'rest' } | { readonly kind: 'pause' } | { readonly kind: 'wait'; readonly afterMs: number; readonly binding: boolean };
type Step = Rest | { readonly kind: 'again' };

export interface Drain {
  news(): DrainNews;
  run(): Promise<Rest>;
  /** A person asked: nothing is put off any longer. */
  forgive(): void;
  /** drains in a row without an answer */
  failures(): number;
  /** until changes that were turned away are tried again, milliseconds; null when none are held */
  heldForMs(): number | null;
}

export interface DrainParts {
  readonly local: LocalReplica;
  readonly remote: Remote;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly author: MemberId;
  readonly isVisible: () => boolean;
  readonly changed: () => void;
}

type Hold = Omit<Extract<Reaction, { kind: 'hold' }>, 'kind' | 'afterMs'> & { readonly until: Deadline };

const NONE: ReadonlySet<MutationId> = new Set();
/** So many repairs in a row that bring no answer are a fault, not a repair. */
const MOST_REPAIRS = 12;
const STORE_RETRY_MS = 30_000;

export function createDrain({ local, remote, clock, ids, author, isVisible, changed }: DrainParts): Drain {
  let news: DrainNews = { trouble: null, detail: null, sending: NONE, stuck: NONE, lastAnswerAt: null, skewMs: 0 };
  let failures = 0;
  let repairs = 0;
  let batch: number = LIMITS.exchangeMutations;
  let hold: Hold | null = null;

  return {
    news: () => news,
    run: () =>
      runUntilDone()
        .catch(cannotKeep)
        .finally(() => tell({ sending: NONE })),
    forgive() {
      hold = null;
      failures = 0;
      repairs = 0;
    },
    failures: () => failures,
    heldForMs: () => hold && restMs(hold.until, clock.nowMs()),
  };

  async function runUntilDone(): Promise<Rest> {
    for (;;) {
      const step = await exchangeOnce();
      if (step.kind !== 'again') return step;
    }
  }

  async function exchangeOnce(): Promise<Step> {
    const request = buildRequest(local.replica(), { author, sentAtMs: clock.nowMs(), maxMutations: isHeld() ? 0 : batch });
    tell({ sending: idsOf(request) });
    const answer = await pushPull(remote, request);
    if (answer.ok) return accept(answer.value, request);
    const reaction = reactTo(answer.error, { failures, sent: request.mutations.length, visible: isVisible(), random: ids.random() });
    // What waits stays: it is this person's work, and goes when they are enabled again, or as a file.
    if (isDisabled(reaction)) await local.forget();
    return (await repair(reaction, request)) ? { kind: 'again' } : settleFor(reaction, request);
  }

  async function accept(answer: SyncResponse, request: SyncRequest): Promise<Step> {
    const { epoch } = local.replica();
    await local.settle(answer);
    if (!movedOn(answer, request, epoch)) return standStill(request);
    failures = 0;
    repairs = 0;
    if (request.mutations.length > 0) {
      hold = null;
      batch = Math.min(LIMITS.exchangeMutations, batch * 2);
    }
    const trouble = hold ? { trouble: hold.reason, detail: hold.detail } : { trouble: null, detail: null, stuck: NONE };
    tell({ ...trouble, lastAnswerAt: answer.serverTime, skewMs: clock.nowMs() - Date.parse(answer.serverTime) });
    return pendingRows(local.replica()).length > 0 && !isHeld() ? { kind: 'again' } : { kind: 'rest' };
  }

  /** False for an answer of an older epoch, and for one that settles nothing of what was sent: asking on at once would never end. */
  function movedOn(answer: SyncResponse, request: SyncRequest, epochBefore: number | null): boolean {
    const { epoch, rows } = local.replica();
    if (epoch !== null && answer.epoch < epoch) return false;
    const sent = idsOf(request);
    const restored = epochBefore !== null && answer.epoch > epochBefore;
    return sent.size === 0 || restored || rows.some((row) => sent.has(row.draft.id) && !isPending(row));
  }

  /** An answer that helps nobody is treated as no answer. */
  function standStill(request: SyncRequest): Rest {
    const failure: RemoteFailure = { kind: 'unexpected', status: 200 };
    return settleFor(reactTo(failure, { failures, sent: request.mutations.length, visible: isVisible(), random: ids.random() }), request);
  }

  /** Puts right what needs neither a person nor time; false when that is not it. */
  async function repair(reaction: Reaction, request: SyncRequest): Promise<boolean> {
    if (reaction.kind !== 'halve' && reaction.kind !== 'resend' && reaction.kind !== 'renumber') return false;
    if (++repairs > MOST_REPAIRS) return false;
    if (reaction.kind === 'halve') batch = Math.max(1, Math.floor(request.mutations.length / 2));
    else if (reaction.kind === 'resend' && holds(reaction.fromSeq)) await local.reorder({ kind: 'resend', fromSeq: reaction.fromSeq });
    // A number that this device no longer has can't be sent again: under a new name it begins at 1, and known `id`s cost nothing.
    else await local.reorder({ kind: 'renumber', device: ids.device() });
    return true;
  }

  function holds(seq: number): boolean {
    const { device, rows } = local.replica();
    return rows.some((row) => row.device === device && row.seq === seq);
  }

  function settleFor(reaction: Reaction, request: SyncRequest): Rest {
    if (reaction.kind === 'hold') return putOff(reaction, request);
    failures++;
    const paused = reaction.kind === 'pause';
    const own: OwnReason | null = isDisabled(reaction) ? 'disabled' : null;
    tell({ trouble: paused ? 'signed-out' : 'offline', detail: own });
    if (paused) return { kind: 'pause' };
    // Too many repairs in a row end here, too.
    return reaction.kind === 'retry'
      ? { kind: 'wait', afterMs: reaction.afterMs, binding: reaction.binding }
      : { kind: 'wait', afterMs: STORE_RETRY_MS, binding: false };
  }

  /** The changes wait, news still comes in; when only news was asked for, that waits too. */
  function putOff({ reason, detail, afterMs }: Extract<Reaction, { kind: 'hold' }>, request: SyncRequest): Rest {
    const sent = idsOf(request);
    tell({ trouble: reason, detail, stuck: sent.size > 0 ? new Set([...news.stuck, ...sent]) : news.stuck });
    if (sent.size === 0) return { kind: 'wait', afterMs, binding: false };
    hold = { reason, detail, until: { fromMs: clock.nowMs(), afterMs } };
    return { kind: 'rest' };
  }

  /** This device's store refused. Nothing is lost: the server has the results, and the outbox still holds what it held. */
  function cannotKeep(): Rest {
    failures++;
    tell({ trouble: 'attention', detail: 'not-kept' satisfies OwnReason });
    return { kind: 'wait', afterMs: STORE_RETRY_MS, binding: false };
  }

  function isHeld(): boolean {
    if (hold && restMs(hold.until, clock.nowMs()) === 0) hold = null;
    return hold !== null;
  }

  function tell(patch: Partial<DrainNews>): void {
    news = { ...news, ...patch };
    changed();
  }
}

const isDisabled = (reaction: Reaction): boolean => reaction.kind === 'pause' && reaction.until === 'enabled';

/** The same empty set each time: a screen that asks only for news has nothing to redraw. */
const idsOf = ({ mutations }: SyncRequest): ReadonlySet<MutationId> =>
  mutations.length > 0 ? new Set(mutations.map(({ id }) => id)) : NONE;
