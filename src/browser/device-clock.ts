// Owns the device's clock and its timers.
import type { Clock } from '#sync/port';

export const deviceClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, wake) {
    const timer = setTimeout(wake, delayMs);
    return () => clearTimeout(timer);
  },
};
