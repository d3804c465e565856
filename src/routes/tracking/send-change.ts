// Owns sending what the customer changes: one key for one wish until it is answered, so that a lost answer does nothing twice.
import { apiFetch } from '#browser/api-fetch';
import type { OpenDay } from '#core/booking';
import type { ArrivalWindow } from '#core/job';
import type { TrackingView } from '#core/tracking';

export type Action = 'reschedule' | 'cancel' | 'rating';
export interface Wish {
  readonly window?: { readonly date: string; readonly slot: string };
  readonly stars?: number;
  readonly reason?: string;
  readonly text?: string;
}
/** `otherwise`: it was done once, and somebody has changed it since. */
export type Sent =
  | { readonly kind: 'done' | 'otherwise'; readonly view: TrackingView }
  | { readonly kind: 'full'; readonly open: readonly ArrivalWindow[] }
  | { readonly kind: 'late' | 'closed' | 'busy' | 'lost' };

/** The wishes that have not been answered. In memory alone: after a reload the page asks how things stand. */
const keys = new Map<string, string>();

export async function sendChange(token: string, action: Action, body: Wish): Promise<Sent> {
  const wish = `${action} ${JSON.stringify(body)}`;
  const key = keys.get(wish) ?? crypto.randomUUID();
  keys.set(wish, key);
  const headers = { 'x-tracking-token': token, 'idempotency-key': key };
  const answer = await apiFetch(`/api/track/${action}`, { method: 'POST', body, headers, credentials: 'omit' });
  if (answer.ok) {
    // Whatever is wished from here on is wished anew, also what was wished before this one: under its old key it would be taken for done.
    keys.clear();
    const view = answer.value.body as TrackingView;
    return { kind: isSo(view, action, body) ? 'done' : 'otherwise', view };
  }
  if (answer.error.kind !== 'problem') return { kind: answer.error.kind === 'network' ? 'lost' : 'busy' };
  const { status, code, body: told } = answer.error;
  if (status === 429 || status >= 500) return { kind: 'busy' };
  keys.delete(wish);
  if (code.startsWith('window-')) return { kind: 'full', open: (told['open'] as ArrivalWindow[] | undefined) ?? [] };
  return { kind: code === 'rating-closed' ? 'closed' : 'late' };
}

/** Whether the pickup is as it was wished: an answer to a repeated wish tells how things stand, and that may be otherwise by now. */
function isSo(view: TrackingView, action: Action, { window, stars }: Wish): boolean {
  if (action === 'cancel') return view.status === 'cancelled';
  if (action === 'rating') return view.rating?.stars === stars;
  return view.window.date === window?.date && view.window.slot === window.slot;
}

/** The next days with what is open on them; null without a connection. The company's name is the end of the token, and opens nothing. */
export async function loadDays(token: string): Promise<readonly OpenDay[] | null> {
  const answer = await apiFetch(`/api/tenants/${token.slice(44)}`, { credentials: 'omit' });
  return answer.ok ? (answer.value.body as { days: readonly OpenDay[] }).days : null;
}

/** Where a photo can be seen for some minutes; null when it cannot. */
export async function photoAddress(token: string, sha256: string): Promise<string | null> {
  const answer = await apiFetch(`/api/track/photos/${sha256}`, { headers: { 'x-tracking-token': token }, credentials: 'omit' });
  return answer.ok ? (answer.value.body as { url: string }).url : null;
}
