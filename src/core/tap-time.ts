// Owns when something was tapped, as well as that is known.
import type { HistoryEntry } from '#core/job';

/** The tap time corrected by the device's known skew, and never after the server heard of it. */
export function shownTapTime(entry: Pick<HistoryEntry, 'tappedAt' | 'receivedAt' | 'skewMs'>): string {
  const corrected = Date.parse(entry.tappedAt) - (entry.skewMs ?? 0);
  return new Date(Math.min(corrected, Date.parse(entry.receivedAt))).toISOString();
}
