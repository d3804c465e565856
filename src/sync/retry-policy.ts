// Owns what to do when an exchange failed: decided by code and status alone. No reaction here takes a change out of the outbox.
import type { RemoteFailure } from './port.ts';

/** What this device itself has to say of a trouble: the screen has the words. Whatever else stands there is the server's own. */
export type OwnReason = 'stranger' | 'not-kept' | 'disabled';

export type Reaction =
  /** nobody's fault: try again later. `binding`: the server named the time, so a tap does not shorten it */
  | { readonly kind: 'retry'; readonly afterMs: number; readonly binding: boolean }
  /** 401, or the session is somebody else's: wait for its author to sign in. `enabled`: the office has taken away their access */
  | { readonly kind: 'pause'; readonly until: 'sign-in' | 'author' | 'enabled' }
  | { readonly kind: 'halve' }
  | { readonly kind: 'resend'; readonly fromSeq: number }
  | { readonly kind: 'renumber' }
  /** these changes wait for a person, an update of the app or of the server; news still comes in */
  | { readonly kind: 'hold'; readonly reason: 'attention' | 'update-needed'; readonly afterMs: number; readonly detail: string };

export interface RetryFacts {
  /** failures in a row before this one */
  readonly failures: number;
  /** how many changes the failed request carried */
  readonly sent: number;
  readonly visible: boolean;
  /** 0 ≤ number < 1 */
  readonly random: number;
}

const FIRST_BACKOFF_MS = 1_000;
const VISIBLE_BACKOFF_MS = 30_000;
const HIDDEN_BACKOFF_MS = 5 * 60_000;
export const HOLD_MS = 5 * 60_000;

export function reactTo(failure: RemoteFailure, facts: RetryFacts): Reaction {
  if (failure.kind === 'network') return later(facts, null);
  if (failure.status === 401)
    return { kind: 'pause', until: failure.kind === 'problem' && failure.code === 'account-disabled' ? 'enabled' : 'sign-in' };
  if (failure.kind === 'unexpected') return reactToStranger(failure.status, facts);
  if (failure.status === 409) return reactToConflict(failure);
  // Half of them may be fine: what stands before the one that is not goes through.
  if ((failure.status === 413 || failure.status === 422) && facts.sent > 1) return { kind: 'halve' };
  if (isPassing(failure.status)) return later(facts, failure.retryAfterSeconds);
  return hold('attention', failure.detail);
}

/** An HTML page, a proxy's 404, a captive portal: none of them speaks for our server. */
function reactToStranger(status: number, facts: RetryFacts): Reaction {
  if (status === 413 && facts.sent > 1) return { kind: 'halve' };
  const refusal = status >= 400 && !isPassing(status);
  return refusal ? hold('attention', 'stranger' satisfies OwnReason) : later(facts, null);
}

function reactToConflict({ code, detail, body }: Extract<RemoteFailure, { kind: 'problem' }>): Reaction {
  switch (code) {
    case 'sequence-gap': {
      const fromSeq = body['expectedSeq'];
      return typeof fromSeq === 'number' ? { kind: 'resend', fromSeq } : hold('attention', detail);
    }
    case 'sequence-reused':
      return { kind: 'renumber' };
    case 'author-mismatch':
      return { kind: 'pause', until: 'author' };
    case 'schema-unsupported':
    case 'protocol-unsupported':
      return hold('update-needed', detail);
    default:
      return hold('attention', detail);
  }
}

const isPassing = (status: number): boolean => status >= 500 || status < 400 || status === 408 || status === 425 || status === 429;
const hold = (reason: 'attention' | 'update-needed', detail: string): Reaction => ({ kind: 'hold', reason, detail, afterMs: HOLD_MS });

/** Full jitter, so that a hundred phones coming out of one dead zone do not knock at once. The server's own word is a floor. */
function later({ failures, visible, random }: RetryFacts, retryAfterSeconds: number | null): Reaction {
  const capMs = visible ? VISIBLE_BACKOFF_MS : HIDDEN_BACKOFF_MS;
  const jitterMs = random * Math.min(capMs, FIRST_BACKOFF_MS * 2 ** Math.min(failures, 20));
  return { kind: 'retry', afterMs: Math.round((retryAfterSeconds ?? 0) * 1_000 + jitterMs), binding: retryAfterSeconds !== null };
}

const LONG_SILENCE_MS = 10 * 60_000;
const SPREAD_MS = 10_000;

/** How long the first drain waits after the line came back: at once after a short gap, spread over 10 s after a long one. */
export const firstDrainDelayMs = (silentMs: number, random: number): number =>
  silentMs >= LONG_SILENCE_MS ? Math.round(random * SPREAD_MS) : 0;
