// Owns the drain's lock among the tabs of one browser. It saves work only: correctness rests on the server.
import type { Lock } from '#sync/port';

/** A frozen tab may keep the lock for hours: after this long a drain goes without. */
const LOCK_WAIT_MS = 15_000;

/** @param locks `navigator.locks`, absent on old phones and outside secure contexts */
export const createPageLock = (locks: Pick<LockManager, 'request'> | undefined, name: string, waitMs = LOCK_WAIT_MS): Lock => ({
  async alone(task) {
    if (!locks) return task();
    const release = await takeLock(locks, name, waitMs);
    return task().finally(release);
  },
});

/** Resolves once the lock is ours, or cannot be had in time; the answer gives it back. */
function takeLock(locks: Pick<LockManager, 'request'>, name: string, waitMs: number): Promise<() => void> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), waitMs);
  return new Promise((ready) => {
    const request = locks.request(name, { signal: waiting.signal }, () => new Promise<void>((release) => ready(() => release())));
    request.catch(() => ready(() => undefined)).finally(() => clearTimeout(timer));
  });
}
