// Owns why somebody could not sign in, in words that say what to do.

import type { Words } from '#lib/words/en.ts';

/** Why the call failed, as the fetch remote tells it. */
export type SignInFailure =
  | { readonly kind: 'problem'; readonly code: string; readonly detail: string; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'unexpected' }
  | { readonly kind: 'network' };

export interface SignInRefusal {
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

export function signInRefusal(failure: SignInFailure, { signIn }: Words): SignInRefusal {
  if (failure.kind !== 'problem') return { code: failure.kind, message: signIn[failure.kind] };
  const { code, detail, retryAfterSeconds } = failure;
  const wait = retryAfterSeconds !== null ? { retryAfterSeconds } : {};
  switch (code) {
    case 'wrong-credentials':
      return { code, message: signIn.wrong };
    case 'invalid-fields':
      return { code, message: signIn.fill };
    case 'too-many-requests':
      return { code, message: signIn.tooMany(waitText(retryAfterSeconds ?? 60, signIn)), ...wait };
    default:
      return { code, message: detail || signIn.notNow, ...wait };
  }
}

/** "40 seconds", "2 minutes": rounded up, so that waiting it out is enough. */
export const waitText = (seconds: number, words: Pick<Words['signIn'], 'seconds' | 'minutes'>): string =>
  seconds < 100 ? words.seconds(seconds) : words.minutes(Math.ceil(seconds / 60));
