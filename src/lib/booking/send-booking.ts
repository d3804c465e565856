// Owns sending a booking and what its answer means: booked, refused with a reason, or not known yet.
import { apiFetch, type ApiFailure } from '#browser/api-fetch';
import { LEAST_FORM_MS } from '#core/booking';
import type { ArrivalWindow } from '#core/job';
import type { BookingReceipt } from '#core/session';
import { wrongOf, type Wrong } from './booking-form.ts';
import type { Sent } from './kept-booking.ts';

export type Refusal = 'fields' | 'reopen' | 'full' | 'past' | 'closed' | 'tooSoon' | 'already' | 'fast' | 'many' | 'gone' | 'other';
export interface Refused {
  readonly is: 'refused';
  readonly why: Refusal;
  readonly wrong: Wrong;
  /** the nearest windows that are open, when the wanted one is not */
  readonly open: readonly ArrivalWindow[];
  /** of the booking that there is already */
  readonly number: number | null;
}
/** `unknown`: nobody knows whether it arrived; `cannot-save`: it arrived and could not be saved, or that is not known either. */
export type Outcome = { readonly is: 'booked'; readonly receipt: BookingReceipt } | Refused | { readonly is: 'unknown' | 'cannot-save' };

/** What stands still for so long is asked again: the key makes it harmless. */
const TIMEOUT_MS = 20_000;

/** @param openedAtMs when the form came, by the page's own steady clock: it waits out the least time by itself, and nobody is told to be slow */
export async function sendBooking({ key, body }: Sent, openedAtMs: number): Promise<Outcome> {
  await new Promise((ready) => setTimeout(ready, openedAtMs + LEAST_FORM_MS - performance.now()));
  const request = { method: 'POST', body, headers: { 'idempotency-key': key }, signal: AbortSignal.timeout(TIMEOUT_MS) } as const;
  const answer = await apiFetch('/api/bookings', request);
  return answer.ok ? { is: 'booked', receipt: answer.value.body as BookingReceipt } : outcomeOf(answer.error);
}

function outcomeOf(failure: ApiFailure): Outcome {
  if (failure.kind !== 'problem') return { is: 'unknown' };
  if (failure.status >= 500) return { is: 'cannot-save' };
  const { open, number } = failure.body;
  const wrong = wrongOf(failure.errors);
  return {
    is: 'refused',
    why: failure.code === 'invalid-fields' && Object.keys(wrong).length === 0 ? 'reopen' : (WHY[failure.code] ?? 'other'),
    wrong,
    open: Array.isArray(open) ? (open as ArrivalWindow[]) : [],
    number: typeof number === 'number' ? number : null,
  };
}

const WHY: Readonly<Record<string, Refusal>> = {
  'invalid-fields': 'fields',
  'window-full': 'full',
  'window-past': 'past',
  'window-closed': 'closed',
  'window-too-soon': 'tooSoon',
  'booked-already': 'already',
  'too-fast': 'fast',
  'too-many-requests': 'many',
  'not-found': 'gone',
};

/** The limits say nothing about what became of it before: a booking that was on its way still is. */
export const settles = ({ why }: Refused): boolean => why !== 'many';
