// Owns time that passes only when nothing else is left to do: a load of many machines runs here as if each had a processor of its own.

export interface VirtualTime {
  nowMs(): number;
  sleep(delayMs: number): Promise<void>;
  /** Runs until the work is done, and lets time pass whenever all of it waits. */
  run<Value>(work: () => Promise<Value>): Promise<Value>;
}

export function virtualTime(startMs: number): VirtualTime {
  let nowMs = startMs;
  let sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    sleep: (delayMs) => new Promise((wake) => void sleepers.push({ atMs: nowMs + Math.max(0, delayMs), wake })),
    async run(work) {
      let done = false;
      const running = work().finally(() => (done = true));
      // A rejection is told by the `await` below.
      running.catch(() => undefined);
      for (;;) {
        await new Promise((turn) => setImmediate(turn));
        if (done) return running;
        const next = sleepers.reduce<(typeof sleepers)[number] | null>(
          (first, each) => (first && first.atMs <= each.atMs ? first : each),
          null,
        );
        // What waits for something else than time (a file, a socket) has no place here.
        if (!next) throw new Error('Nothing sleeps and nothing is done: something waits for what is not virtual.');
        sleepers = sleepers.filter((each) => each !== next);
        nowMs = next.atMs;
        next.wake();
      }
    },
  };
}

/** mulberry32: the same seed gives the same numbers. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
