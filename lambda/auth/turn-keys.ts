// Owns how keys take turns: the one that signs next is known to everybody a whole turn before it does, and old ones verify for some turns more.
import type { Secrets } from '../config.ts';

type Key = Secrets['session'][number];

/** How many that have signed before go on verifying. A session's proof lives minutes; a tracking link lies in a text for months. */
const FORMER = { session: 2, tracking: 8 };

/**
 * The first of each list signs, the last has been made for the next turn; all of them verify. So a sandbox that has read the list before a turn
 * knows what those that read it after the turn sign with.
 * @param ring null: there are no keys yet
 */
export function turnKeys(ring: Secrets | null, newKey: () => Key): Secrets {
  return {
    session: turn(ring?.session ?? [], FORMER.session, newKey),
    tracking: turn(ring?.tracking ?? [], FORMER.tracking, newKey),
  };
}

function turn(keys: readonly Key[], former: number, newKey: () => Key): Key[] {
  if (keys.length < 2) return [...(keys.length === 0 ? [newKey()] : keys), newKey()];
  const next = keys.slice(-1);
  return [...next, ...keys.slice(0, -1).slice(0, former), newKey()];
}
