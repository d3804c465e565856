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
  /** lets time pass, event by event, until nothing is left, the time is over or `afterEach` answers false */
  runUntil(untilMs: number, afterEach: () => boolean): Promise<void>;
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  /** null: called off */
  run: (() => void) | null;
}

export function createSchedule(seed: number): Schedule {
  let state = seed >>> 0 || 1;
  let now = 0;
  let order = 0;
  const queue = createHeap();

  /** mulberry32 */
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const after = (delayMs: number, run: () => void): (() => void) => {
    const event: Event = { atMs: now + Math.max(0, delayMs), order: order++, run };
    queue.push(event);
    return () => (event.run = null);
  };

  return {
    nowMs: () => now,
    random,
    chance: (probability) => random() < probability,
    pick: (values) => values[Math.floor(random() * values.length)] as (typeof values)[number],
    sleep: (delayMs) => new Promise((resolve) => after(delayMs, resolve)),
    after,
    async runUntil(untilMs, afterEach) {
      for (let next = queue.first(); next && next.atMs <= untilMs; next = queue.first()) {
        queue.dropFirst();
        if (!next.run) continue;
        now = next.atMs;
        next.run();
        await settled();
        if (!afterEach()) return;
      }
      now = Math.max(now, untilMs);
    },
  };
}

/** All that follows at once from an event has happened: nothing here waits for anything but the schedule. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const isBefore = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** The earliest event first. */
function createHeap() {
  const events: Event[] = [];
  const swap = (a: number, b: number): void => {
    [events[a], events[b]] = [events[b] as Event, events[a] as Event];
  };
  const goesBefore = (a: number, b: number): boolean => a < events.length && isBefore(events[a] as Event, events[b] as Event);
  return {
    first: (): Event | undefined => events[0],
    push(event: Event): void {
      events.push(event);
      for (let at = events.length - 1; at > 0; at = (at - 1) >> 1) {
        if (!goesBefore(at, (at - 1) >> 1)) return;
        swap(at, (at - 1) >> 1);
      }
    },
    dropFirst(): void {
      const last = events.pop();
      if (!last || events.length === 0) return;
      events[0] = last;
      for (let at = 0; ;) {
        const child = goesBefore(2 * at + 2, 2 * at + 1) ? 2 * at + 2 : 2 * at + 1;
        if (!goesBefore(child, at)) return;
        swap(at, child);
        at = child;
      }
    },
  };
}
