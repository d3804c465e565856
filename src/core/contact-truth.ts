// Owns how true it is that somebody's phone is in touch: what the office may call live, and since when it is quiet.

/** Contacts are written at most every 5 minutes, and a phone in use asks each minute: beyond this nothing says that it hears us. */
export const QUIET_AFTER_MS = 12 * 60_000;

export type ContactTruth = { readonly state: 'live' } | { readonly state: 'quiet'; readonly since: string } | { readonly state: 'unheard' };

/** @param lastHeardAt ISO UTC of the last contact, null when none is known within a week */
export function contactTruth(lastHeardAt: string | null, nowMs: number): ContactTruth {
  if (lastHeardAt === null) return { state: 'unheard' };
  return nowMs - Date.parse(lastHeardAt) <= QUIET_AFTER_MS ? { state: 'live' } : { state: 'quiet', since: lastHeardAt };
}
