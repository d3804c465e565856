// Owns time and chance of a simulated run: one seed, one order of everything that happens.

export interface Schedule {
  /** milliseconds of the run so far */
  nowMs(): number;
  /** 0 ≤ n < 1 */
  random(): number;
  chance(probability: number): boolean;
  pick<Value>(values: readonly Value[]): Value;
  /** resolves when that much time has passed */
  sleep(delayMs: number): Promise<void>;
  after(delayMs: number, run: () => void): () => void;
  /** lets time pass, event by event, until nothing is left or the time is over */
  runUntil(untilMs: number, afterEach: () => void): Promise<void>;
}

export function createSchedule(seed: number): Schedule {
  let state = seed >>> 0 || 1;
  let now = 0;
  let order = 0;
  let queue: { atMs: number; order: number; run: () => void }[] = [];

  /** mulberry32 */
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const after = (delayMs: number, run: () => void): (() => void) => {
    const event = { atMs: now + Math.max(0, delayMs), order: order++, run };
    queue.push(event);
    return () => void (queue = queue.filter((each) => each !== event));
  };

  return {
    nowMs: () => now,
    random,
    chance: (probability) => random() < probability,
    pick: (values) => values[Math.floor(random() * values.length)] as (typeof values)[number],
    sleep: (delayMs) => new Promise((resolve) => after(delayMs, resolve)),
    after,
    async runUntil(untilMs, afterEach) {
      for (;;) {
        const next = queue.reduce<(typeof queue)[number] | null>(
          (best, each) => (best === null || each.atMs < best.atMs || (each.atMs === best.atMs && each.order < best.order) ? each : best),
          null,
        );
        if (!next || next.atMs > untilMs) break;
        queue = queue.filter((each) => each !== next);
        now = next.atMs;
        next.run();
        await settled();
        afterEach();
      }
      now = Math.max(now, untilMs);
    },
  };
}

/** All that follows at once from an event has happened: nothing here waits for anything but the schedule. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
