// Owns the brake on guessing passwords: exponential delay per person and address, never a permanent lock.
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Ports, ShortLivedStore } from '../port.ts';

/** Failures in an hour before a wait begins: one person from one address, one address, one person from anywhere. */
const FREE_FAILURES = { pair: 10, address: 40, person: 200 } as const;
const LONGEST_WAIT_MS = 15 * 60_000;
const WINDOW_MS = 3_600_000;

const failuresSchema = v.object({ count: v.number(), untilMs: v.number() });
type Kind = keyof typeof FREE_FAILURES;

export interface SignInLimit {
  /** Seconds to wait before the next try; 0 when there is no need. */
  waitSeconds(tenant: string, login: string, address: string): Promise<number>;
  failed(tenant: string, login: string, address: string): Promise<void>;
  succeeded(tenant: string, login: string, address: string): Promise<void>;
}

export function createSignInLimit({ shortLived, now }: Pick<Ports, 'shortLived' | 'now'>): SignInLimit {
  const keysOf = (tenant: string, login: string, address: string): Record<Kind, string> => ({
    pair: keyOf('pair', tenant, login, address),
    address: keyOf('address', address),
    person: keyOf('person', tenant, login),
  });
  return {
    async waitSeconds(...who) {
      const all = await Promise.all(Object.values(keysOf(...who)).map((key) => failuresOf(shortLived, key)));
      return Math.max(0, ...all.map(({ untilMs }) => Math.ceil((untilMs - now()) / 1000)));
    },
    async failed(...who) {
      await Promise.all(Object.entries(keysOf(...who)).map(([kind, key]) => addFailure(kind as Kind, key)));
    },
    async succeeded(...who) {
      await shortLived.remove(keysOf(...who).pair);
    },
  };

  async function addFailure(kind: Kind, key: string): Promise<void> {
    const { count } = await failuresOf(shortLived, key);
    const over = count + 1 - FREE_FAILURES[kind];
    const waitMs = over < 0 ? 0 : Math.min(1000 * 2 ** over, LONGEST_WAIT_MS);
    await shortLived.put(key, { count: count + 1, untilMs: now() + waitMs }, now() + WINDOW_MS);
  }
}

async function failuresOf(store: ShortLivedStore, key: string): Promise<v.InferOutput<typeof failuresSchema>> {
  const parsed = v.safeParse(failuresSchema, (await store.get(key))?.value);
  return parsed.success ? parsed.output : { count: 0, untilMs: 0 };
}

/** Names and addresses are kept as hashes: a counter needs no personal data. */
const keyOf = (...parts: string[]): string => `sign-in ${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;
