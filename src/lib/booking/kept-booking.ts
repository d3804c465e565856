// Owns what the phone keeps of a booking: the half-filled form for two hours, and what was sent until it is answered, so that it cannot book twice.
import { emptyDraft, type Draft } from './booking-form.ts';

/** A booking on its way: nobody knows yet whether it arrived. */
export interface Sent {
  /** the Idempotency-Key; the same each time it is sent */
  readonly key: string;
  readonly body: unknown;
  /** milliseconds since 1970 */
  readonly atMs: number;
}
interface Kept {
  readonly draft: Draft;
  readonly typedAtMs: number;
  readonly sent: Sent | null;
}

const DRAFT_MS = 2 * 3_600_000;
/** By then the customer has called, or the window is over. */
const SENT_MS = 24 * 3_600_000;

export type KeptBooking = ReturnType<typeof createKeptBooking>;

/** @param storage outlives the tab: phones close tabs while one measures a sofa */
export function createKeptBooking(tenant: string, storage: () => Storage, now: () => number) {
  const name = `booking ${tenant}`;
  let kept = read();
  return {
    draft: (): Draft => ({ ...kept.draft }),
    sent: (): Sent | null => kept.sent,
    typed: (draft: Draft): void => write({ ...kept, draft: { ...draft }, typedAtMs: now() }),
    /** Kept before it is sent: the tab may be gone before the answer. */
    send(body: unknown, key: string): Sent {
      const sent = { key, body, atMs: now() };
      write({ ...kept, sent });
      return sent;
    },
    /** It was refused: nothing is on its way any more, and what was typed stays. */
    refused: (): void => write({ ...kept, sent: null }),
    clear: (): void => write(null),
  };

  function read(): Kept {
    const none: Kept = { draft: emptyDraft(), typedAtMs: 0, sent: null };
    try {
      const stored = JSON.parse(storage().getItem(name) ?? 'null') as Partial<Kept> | null;
      const sent = stored?.sent && now() - stored.sent.atMs < SENT_MS ? stored.sent : null;
      if (sent || (stored?.typedAtMs && now() - stored.typedAtMs < DRAFT_MS))
        return { ...none, ...stored, draft: { ...none.draft, ...stored?.draft }, sent };
      storage().removeItem(name);
    } catch {
      // Storage may be off, or hold what an older page wrote: the form begins empty.
    }
    return none;
  }

  /** Storage may be off or full: the form then lives as long as its page. */
  function write(next: Kept | null): void {
    kept = next ?? { draft: emptyDraft(), typedAtMs: 0, sent: null };
    try {
      if (next === null) storage().removeItem(name);
      else storage().setItem(name, JSON.stringify(next));
    } catch {
      // The page still has it in memory.
    }
  }
}
