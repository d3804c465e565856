// Owns a position's way out: the newest only, at most one a minute, never twice at once, never stored, never tried again.
import { restMs, type Deadline } from './deadline.ts';

export interface PositionLane<Fix> {
  /** a newer fix takes the place of one that was not sent yet */
  offer(fix: Fix): void;
  stop(): void;
}

export interface PositionLaneParts<Fix> {
  /** resolves when the call is over, whatever came of it */
  readonly send: (fix: Fix) => Promise<unknown>;
  readonly clock: { nowMs(): number; after(delayMs: number, wake: () => void): () => void };
}

export const POSITION_GAP_MS = 60_000;

export function createPositionLane<Fix>({ send, clock }: PositionLaneParts<Fix>): PositionLane<Fix> {
  let newest: Fix | null = null;
  let gap: Deadline | null = null;
  let busy = false;
  let stopped = false;
  let cancel = (): void => undefined;

  function next(): void {
    cancel();
    if (stopped || busy || newest === null) return;
    const waitMs = restMs(gap, clock.nowMs());
    if (waitMs > 0) return void (cancel = clock.after(waitMs, next));
    const fix = newest;
    newest = null;
    gap = { fromMs: clock.nowMs(), afterMs: POSITION_GAP_MS };
    busy = true;
    void send(fix)
      .catch(() => undefined)
      .then(() => {
        busy = false;
        next();
      });
  }

  return {
    offer(fix) {
      newest = fix;
      next();
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
