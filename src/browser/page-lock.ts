// Owns the drain's lock among the tabs of one browser. It saves work only: correctness rests on the server.
import type { Lock } from '#sync/port';

/** A frozen tab may keep the lock for hours: after this long a drain goes without. */
const LOCK_WAIT_MS = 15_000;

/** @param locks `navigator.locks`, absent on old phones and outside secure contexts */
export const createPageLock = (locks: Pick<LockManager, 'request'> | undefined, name: string, waitMs = LOCK_WAIT_MS): Lock => ({
  async alone(task) {
    if (!locks) return task();
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), waitMs);
    const held = Promise.withResolvers<void>();
    const granted = await lockGranted(locks, name, waiting.signal, held.promise);
    clearTimeout(timer);
    try {
      return await task();
    } finally {
      if (granted) held.resolve();
    }
  },
});

/** Resolves true once the lock is ours until `until` settles, false when it cannot be had. */
function lockGranted(locks: Pick<LockManager, 'request'>, name: string, signal: AbortSignal, until: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const request = locks.request(name, { signal }, () => {
      resolve(true);
      return until;
    });
    request.catch(() => resolve(false));
  });
}
