// Owns why somebody could not sign in, in words that say what to do.

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

export function signInRefusal(failure: SignInFailure): SignInRefusal {
  if (failure.kind === 'network') return { code: 'network', message: 'Cannot reach the office. Check the signal, then sign in again.' };
  if (failure.kind === 'unexpected')
    return {
      code: 'unexpected',
      message:
        'Something between this device and the office answered instead. Check the network (a sign-in page of the Wi-Fi?), then try again.',
    };
  const { code, detail, retryAfterSeconds } = failure;
  const wait = retryAfterSeconds !== null ? { retryAfterSeconds } : {};
  switch (code) {
    case 'wrong-credentials':
      return { code, message: 'Company, name or password is wrong. Check all three, then sign in again.' };
    case 'invalid-fields':
      return { code, message: 'Fill in company, name and password.' };
    case 'too-many-requests':
      return { code, message: `Too many tries. Wait ${waitText(retryAfterSeconds ?? 60)}, then sign in again.`, ...wait };
    default:
      return { code, message: detail || 'The office cannot sign you in right now. Try again in a minute.', ...wait };
  }
}

/** "40 seconds", "2 minutes": rounded up, so that waiting it out is enough. */
export function waitText(seconds: number): string {
  if (seconds < 100) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
