// Owns who signed in last on this device: company and name, never the password.
import * as v from 'valibot';

export interface RememberedSignIn {
  read(): { readonly tenant: string; readonly login: string };
  keep(who: { readonly tenant: string; readonly login: string }): void;
}

const KEY = 'haul.sign-in';
const NOBODY = { tenant: '', login: '' };
const schema = v.object({ tenant: v.string(), login: v.string() });

/** @param openStorage may throw: some private modes refuse storage. Then nothing is remembered, and signing in works all the same. */
export const createRememberedSignIn = (openStorage: () => Pick<Storage, 'getItem' | 'setItem'>): RememberedSignIn => ({
  read() {
    try {
      const parsed = v.safeParse(schema, JSON.parse(openStorage().getItem(KEY) ?? 'null'));
      return parsed.success ? parsed.output : NOBODY;
    } catch {
      return NOBODY;
    }
  },
  keep({ tenant, login }) {
    try {
      openStorage().setItem(KEY, JSON.stringify({ tenant, login }));
    } catch {
      // Remembering is a convenience.
    }
  },
});
