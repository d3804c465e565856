// Owns the half-filled form and the key of a booking whose answer has not come: both outlive a reload, neither outlives the booking.
import { emptyDraft, type Draft } from './booking-form.ts';

interface Kept {
  readonly draft: Draft;
  /** the Idempotency-Key of a booking that was sent; the same until it is answered, so that sending again cannot book twice */
  readonly sentKey: string | null;
  /** what was sent under it */
  readonly sentBody: string | null;
}

const NOTHING: Kept = { draft: emptyDraft(), sentKey: null, sentBody: null };

export function createKeptDraft(tenant: string, storage: () => Storage) {
  const name = `booking ${tenant}`;
  let kept = read();
  return {
    draft: (): Draft => ({ ...kept.draft }),
    keep: (draft: Draft): void => write({ ...kept, draft: { ...draft } }),
    /** The key for this body: the one in flight when it is the same booking, else a new one. */
    keyFor(body: string, newKey: () => string): string {
      const key = kept.sentKey !== null && kept.sentBody === body ? kept.sentKey : newKey();
      write({ ...kept, sentKey: key, sentBody: body });
      return key;
    },
    /** The booking was refused: it is not in flight any more. */
    answered: (): void => write({ ...kept, sentKey: null, sentBody: null }),
    clear: (): void => write(NOTHING),
  };

  function read(): Kept {
    try {
      const stored = JSON.parse(storage().getItem(name) ?? 'null') as Partial<Kept> | null;
      return { ...NOTHING, ...stored, draft: { ...emptyDraft(), ...stored?.draft } };
    } catch {
      return NOTHING;
    }
  }

  /** Storage may be off or full: the form then lives as long as its page. */
  function write(next: Kept): void {
    kept = next;
    try {
      if (next === NOTHING) storage().removeItem(name);
      else storage().setItem(name, JSON.stringify(next));
    } catch {
      // The page still has it in memory.
    }
  }
}
