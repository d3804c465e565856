// Owns the hour that limits are counted in.

export interface Hour {
  /** a number of its own */
  readonly hour: number;
  /** milliseconds since 1970 */
  readonly endsMs: number;
  /** until it ends: what a limit answers as Retry-After */
  readonly leftSeconds: number;
}

export function hourAt(nowMs: number): Hour {
  const hour = Math.floor(nowMs / 3_600_000);
  const endsMs = (hour + 1) * 3_600_000;
  return { hour, endsMs, leftSeconds: Math.ceil((endsMs - nowMs) / 1000) };
}
