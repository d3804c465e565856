// Owns the brake on guessing passwords: exponential delay per person and address, never a permanent lock.
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { ok, refuse, type Result } from '#core/result';
import type { Ports } from '../port.ts';

const LONGEST_WAIT_MS = 15 * 60_000;
/** Tries in an hour before a wait begins. Anybody may fail in somebody else's name, so that the wait of a person stays one that they can sit out. */
const LIMITS = {
  /** one person from one address */
  pair: { free: 10, longestMs: LONGEST_WAIT_MS },
  address: { free: 40, longestMs: LONGEST_WAIT_MS },
  /** one person from anywhere but where they have signed in before */
  person: { free: 200, longestMs: 15_000 },
} as const;
type Kind = keyof typeof LIMITS;
const WINDOW_MS = 3_600_000;
const KNOWN_MS = 90 * 86_400_000;

const waitSchema = v.object({ times: v.number(), untilMs: v.number() });

export type TryingPerson = readonly [tenant: string, login: string, address: string];

export interface SignInLimit {
  /**
   * One try, counted before `check` looks at the password: of fifty at once no more are looked at than of fifty in a row.
   * What `check` found, null when it was wrong; refused with the seconds to wait, and then not counted.
   */
  attempt<Found>(who: TryingPerson, check: () => Promise<Found | null>): Promise<Result<Found | null, number>>;
}

/** A try that counts; taken back it is as if there had been none. */
interface Counted {
  takeBack(): Promise<unknown>;
}

export function createSignInLimit({ shortLived, now }: Pick<Ports, 'shortLived' | 'now'>): SignInLimit {
  return { attempt };

  async function attempt<Found>(who: TryingPerson, check: () => Promise<Found | null>): Promise<Result<Found | null, number>> {
    const counted: Counted[] = [];
    const takeBack = () => Promise.all(counted.map((each) => each.takeBack()));
    // One after the other: who is held by their own address never touches what others share.
    for (const [kind, key] of await keysOf(who)) {
      const taken = await count(kind, key);
      if (taken.ok) counted.push(taken.value);
      else return (await takeBack(), refuse(Math.ceil(taken.error / 1000)));
    }
    const found = await check().catch(async (error: unknown) => {
      await takeBack();
      throw error;
    });
    if (found !== null) await Promise.all([takeBack().then(() => forget(who)), shortLived.put(knownKey(who), true, now() + KNOWN_MS)]);
    return ok(found);
  }

  async function keysOf(who: TryingPerson): Promise<readonly (readonly [Kind, string])[]> {
    const [tenant, login, address] = who;
    const isKnown = (await shortLived.get(knownKey(who))) !== null;
    const own = [['pair', pairKey(who)] as const, ['address', keyOf('address', address)] as const];
    return isKnown ? own : [...own, ['person', keyOf('person', tenant, login)]];
  }

  /** Refused with the milliseconds to wait. */
  async function count(kind: Kind, key: string): Promise<Result<Counted, number>> {
    const { free, longestMs } = LIMITS[kind];
    const [tries, { wait, revision }] = await Promise.all([shortLived.increment(triesOf(key), now() + WINDOW_MS), readWait(key)]);
    const takeBack = () => shortLived.decrement(triesOf(key));
    if (tries < free && wait.times === 0) return ok({ takeBack });
    const waitMs = Math.min(1000 * 2 ** wait.times, longestMs);
    const next = { times: wait.times + 1, untilMs: now() + waitMs };
    // Whoever writes the next wait has the turn; of those who come at once it is one.
    if (wait.untilMs <= now() && (await saveWait(key, next, revision)))
      return ok({ takeBack: () => Promise.all([takeBack(), withdrawWait(key, next.untilMs, wait)]) });
    await takeBack();
    return refuse(wait.untilMs > now() ? wait.untilMs - now() : waitMs);
  }

  async function withdrawWait(key: string, untilMs: number, before: Wait): Promise<void> {
    const { wait, revision } = await readWait(key);
    if (wait.untilMs === untilMs) await saveWait(key, before, revision);
  }

  async function readWait(key: string): Promise<{ readonly wait: Wait; readonly revision: number }> {
    const stored = await shortLived.get(waitOf(key));
    const wait = v.safeParse(waitSchema, stored?.value);
    return { wait: wait.success ? wait.output : { times: 0, untilMs: 0 }, revision: stored?.revision ?? 0 };
  }

  function saveWait(key: string, wait: Wait, revision: number): Promise<boolean> {
    return shortLived.put(waitOf(key), wait, now() + WINDOW_MS, revision);
  }

  async function forget(who: TryingPerson): Promise<void> {
    await Promise.all([shortLived.remove(triesOf(pairKey(who))), shortLived.remove(waitOf(pairKey(who)))]);
  }
}
type Wait = v.InferOutput<typeof waitSchema>;

/** Names and addresses are kept as hashes: a counter needs no personal data. */
const keyOf = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
const pairKey = (who: TryingPerson): string => keyOf('pair', ...who);
const knownKey = (who: TryingPerson): string => `sign-in known ${pairKey(who)}`;
const triesOf = (key: string): string => `sign-in tries ${key}`;
const waitOf = (key: string): string => `sign-in wait ${key}`;
