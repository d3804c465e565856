// Owns why the roster could not be loaded or saved, in words that say what to do.
import type { StoredProfile } from '#core/member-edit';

/** Why the call failed, as the fetch remote tells it. */
export type RosterFailure =
  | {
      readonly kind: 'problem';
      readonly status: number;
      readonly code: string;
      readonly detail: string;
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    }
  | { readonly kind: 'unexpected' }
  | { readonly kind: 'network' };

/** By field, by somebody else's change, or as a sentence. */
export type SaveRefusal =
  | { readonly kind: 'fields'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'changed'; readonly now: StoredProfile }
  | { readonly kind: 'told'; readonly message: string };

export function failureWords(failure: RosterFailure): string {
  if (failure.kind === 'network') return 'No connection to the office’s server. Try again when there is one.';
  if (failure.kind === 'unexpected') return 'Something between here and the server answered instead. Check the connection, then try again.';
  if (failure.code === 'not-signed-in') return 'You are signed out. Sign in in another tab, then try again here.';
  return failure.detail || 'The server could not do this now. Try again in a moment.';
}

export function saveRefusal(failure: RosterFailure, now: StoredProfile | null): SaveRefusal {
  if (now) return { kind: 'changed', now };
  if (failure.kind !== 'problem') return { kind: 'told', message: failureWords(failure) };
  if (failure.code === 'login-taken') return { kind: 'fields', errors: { login: failure.detail } };
  if (failure.code === 'invalid-fields' && failure.errors.length > 0)
    return {
      kind: 'fields',
      errors: Object.fromEntries(failure.errors.toReversed().map(({ path, message }) => [path.split('.')[0] ?? path, message])),
    };
  return { kind: 'told', message: failureWords(failure) };
}
