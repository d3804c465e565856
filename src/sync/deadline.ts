// Owns waiting by a clock that people and networks set: a phone's is put right just when the signal comes back, and nothing may wait for it.

export interface Deadline {
  /** when the waiting began, milliseconds since 1970 */
  readonly fromMs: number;
  readonly afterMs: number;
}

/**
 * How long there is still to wait, milliseconds: never more than what was asked for. Over at once when the clock now stands further before
 * the beginning than that, since then it was set back; a moment's correction is no reason to hurry.
 */
export function restMs(deadline: Deadline | null, nowMs: number): number {
  if (!deadline) return 0;
  const { fromMs, afterMs } = deadline;
  if (nowMs < fromMs - afterMs) return 0;
  return Math.min(afterMs, Math.max(0, fromMs + afterMs - nowMs));
}
