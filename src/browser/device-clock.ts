// Owns the device's clock and its timers.
import type { Clock } from '#sync/port';

export const deviceClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, wake) {
    const timer = setTimeout(wake, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Runs a task again and again; the answer stops it. */
export function every(delayMs: number, run: () => void): () => void {
  const timer = setInterval(run, delayMs);
  return () => clearInterval(timer);
}
