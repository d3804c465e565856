// Owns who is at work on this device, kept so that a day without a signal can begin: names and rights, never a secret.
import * as v from 'valibot';
import { companySchema } from '#core/company';
import { memberSchema } from '#core/crew';
import type { SessionView } from '#core/session';
import type { CrewMember } from './staff-api.ts';

/** After so long without a word of the office a phone shows nobody's jobs any more. Its queue stays. */
const KEPT_MS = 30 * 24 * 3_600_000;
const KEY = 'haul.session';

const keptSchema = v.object({
  heardMs: v.number(),
  skewMs: v.optional(v.number(), 0),
  session: v.object({ member: v.pick(memberSchema, ['id', 'name', 'access', 'roles']), tenant: v.string(), company: companySchema }),
  // The crew is a convenience: names beside jobs. Its shape is checked where it comes in.
  crew: v.array(v.looseObject({ id: v.string(), name: v.string() })),
});

export interface Remembered {
  readonly session: SessionView;
  readonly crew: readonly CrewMember[];
  /** how far this device's clock was ahead of the office's when that was last heard, milliseconds */
  readonly skewMs: number;
  /** too long ago: only the queue may still be used */
  readonly stale: boolean;
}

export interface RememberedSession {
  read(nowMs: number): Remembered | null;
  /** nobody is at work in this browser; false as well where that cannot be told */
  isEmpty(): boolean;
  /** @param heard of the office: when, milliseconds since 1970, and how far this device's clock was ahead */
  keep(session: SessionView, crew: readonly CrewMember[], heard: { readonly heardMs: number; readonly skewMs: number }): void;
  forget(): void;
}

/** @param openStorage may throw: then nothing is remembered, and a day begins with the server's answer */
export const createRememberedSession = (openStorage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): RememberedSession => ({
  read(nowMs) {
    try {
      const kept = v.safeParse(keptSchema, JSON.parse(openStorage().getItem(KEY) ?? 'null'));
      if (!kept.success) return null;
      const { session, crew, heardMs, skewMs } = kept.output;
      return { session, crew: crew as unknown as readonly CrewMember[], skewMs, stale: nowMs - heardMs > KEPT_MS };
    } catch {
      return null;
    }
  },
  isEmpty() {
    try {
      return openStorage().getItem(KEY) === null;
    } catch {
      return false;
    }
  },
  keep(session, crew, heard) {
    try {
      openStorage().setItem(KEY, JSON.stringify({ ...heard, session, crew }));
    } catch {
      // Without storage there is no day without a signal; the page says that nothing is kept.
    }
  },
  forget() {
    try {
      openStorage().removeItem(KEY);
    } catch {
      // There was nothing to forget.
    }
  },
});
