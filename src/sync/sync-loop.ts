// Owns when a drain starts: at the start, on a tap, when the line or the page comes back, by the clock, or because a person asks.
import { restMs, type Deadline } from './deadline.ts';
import { createDrain, type DrainNews, type DrainParts, type Rest } from './drain.ts';
import { pendingRows } from './outbox.ts';
import type { Lock } from './port.ts';
import { firstDrainDelayMs } from './retry-policy.ts';

//   idle ──trigger──▶ sending ──answered, nothing waits──▶ idle (news again after `pollMs` while the page is visible)
//                       ├──no answer──────────▶ waiting ──timer, tap, online, visible, send now──▶ sending
//                       └──401, other author──▶ paused ──signed in, send now, visible, online────▶ sending

export type Trigger = 'start' | 'tap' | 'online' | 'visible' | 'timer' | 'send-now' | 'signed-in';

export interface SyncStatus extends DrainNews {
  readonly phase: 'idle' | 'sending' | 'waiting' | 'paused';
}

export interface SyncLoop {
  status(): SyncStatus;
  trigger(why: Trigger): void;
  /** Nothing starts any more; an answer that is under way is still taken in. */
  stop(): void;
}

export interface SyncLoopParts extends DrainParts {
  readonly lock: Lock;
  /** how often news is asked for while the page is visible */
  readonly pollMs: number;
}

export function createSyncLoop(parts: SyncLoopParts): SyncLoop {
  const { local, lock, clock, ids, pollMs, isVisible, changed } = parts;
  const drain = createDrain(parts);
  let phase: SyncStatus['phase'] = 'idle';
  let cancelTimer = (): void => undefined;
  let stopped = false;
  /** a person asked while a drain was under way */
  let askedMeanwhile: 'send-now' | 'signed-in' | null = null;
  /** the server named this time, or the drain is spread after a long silence: only a person goes before */
  let notBefore: Deadline | null = null;
  let heardMs = clock.nowMs();

  return {
    status: () => ({ ...drain.news(), phase }),
    trigger,
    stop() {
      stopped = true;
      cancelTimer();
    },
  };

  function trigger(why: Trigger): void {
    if (why === 'send-now' || why === 'signed-in') forgive();
    // What is under way was asked before: its answer may know nothing of this.
    if (phase === 'sending' && (why === 'send-now' || why === 'signed-in')) askedMeanwhile = why;
    if (stopped || phase === 'sending' || !isReason(why)) return;
    const waitMs = restMs(notBefore, clock.nowMs());
    if (waitMs > 0) return arm(waitMs);
    const spreadMs = why === 'online' || why === 'visible' ? spreadAfterSilenceMs() : 0;
    if (spreadMs > 0) rest({ kind: 'wait', afterMs: spreadMs, binding: true });
    else void run();
  }

  function isReason(why: Trigger): boolean {
    if (phase === 'paused') return why !== 'tap' && why !== 'timer';
    // A hidden page asks for no news, and still sends what waits.
    return why !== 'timer' || isVisible() || pendingRows(local.replica()).length > 0;
  }

  function forgive(): void {
    drain.forgive();
    notBefore = null;
  }

  function spreadAfterSilenceMs(): number {
    return drain.failures() > 0 ? firstDrainDelayMs(clock.nowMs() - heardMs, ids.random()) : 0;
  }

  async function run(): Promise<void> {
    cancelTimer();
    askedMeanwhile = null;
    enter('sending');
    rest(await lock.alone(drain.run));
    if (stopped) return;
    // A tap that came after the last look at the queue, or a sign-in that the refused request could not know of.
    const untold = phase === 'idle' && drain.heldForMs() === null && pendingRows(local.replica()).length > 0;
    if (untold) trigger('tap');
    else if (phase !== 'idle' && askedMeanwhile) trigger(askedMeanwhile);
  }

  function rest(end: Rest): void {
    if (end.kind === 'rest') heardMs = clock.nowMs();
    if (end.kind === 'wait' && end.binding) notBefore = { fromMs: clock.nowMs(), afterMs: end.afterMs };
    enter(end.kind === 'rest' ? 'idle' : end.kind === 'wait' ? 'waiting' : 'paused');
    if (end.kind === 'wait') arm(end.afterMs);
    if (end.kind === 'rest') arm(isVisible() ? pollMs : drain.heldForMs());
  }

  function arm(afterMs: number | null): void {
    cancelTimer();
    cancelTimer = afterMs === null || stopped ? () => undefined : clock.after(afterMs, () => trigger('timer'));
  }

  function enter(next: SyncStatus['phase']): void {
    phase = next;
    changed();
  }
}
