// Promises of the brake on guessing: it holds however tries come, and nobody keeps somebody else out with it.
import { beforeEach, describe, expect, test } from 'vitest';
import { createSignInLimit, type SignInLimit } from '#lambda/auth/sign-in-limit';
import type { ShortLivedStore } from '#lambda/port';
import { memoryPorts, type MemoryPorts } from '../../support/memory-ports.ts';

const MINUTE_MS = 60_000;
let ports: MemoryPorts;
let limit: SignInLimit;
beforeEach(() => {
  ports = memoryPorts();
  limit = createSignInLimit({ shortLived: unhurried(ports.shortLived), now: () => ports.now() });
});

/** Answers come late and out of order, as over a network. */
function unhurried(store: ShortLivedStore): ShortLivedStore {
  let calls = 0;
  const late = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const hops = (++calls * 7) % 5;
    for (let hop = 0; hop < hops; hop++) await new Promise(setImmediate);
    const answer = await ask();
    for (let hop = hops; hop < 5; hop++) await new Promise(setImmediate);
    return answer;
  };
  return {
    get: (key) => late(() => store.get(key)),
    put: (...row) => late(() => store.put(...row)),
    increment: (...row) => late(() => store.increment(...row)),
    decrement: (key) => late(() => store.decrement(key)),
    remove: (key) => late(() => store.remove(key)),
  };
}

/** "in", "wrong", or the seconds to wait. */
async function tryAs(login: string, address: string, isRight = false): Promise<'in' | 'wrong' | number> {
  const tried = await limit.attempt(['quickdump', login, address], () => Promise.resolve(isRight || null));
  return tried.ok ? (tried.value ? 'in' : 'wrong') : tried.error;
}
/** From addresses that nobody has tried from. */
async function wrongFromAnywhere(tries: number): Promise<void> {
  for (let n = 0; n < tries; n++) await tryAs('dana', `198.51.${n >> 8}.${n & 255} ${ports.clock.nowMs}`);
}
const countWrong = (answers: readonly unknown[]): number => answers.filter((answer) => answer === 'wrong').length;
const burst = (tries: number, each: (n: number) => Promise<unknown>) => Promise.all(Array.from({ length: tries }, (_, n) => each(n)));

describe('Guessing', () => {
  test('of fifty at once ten are looked at, and after each wait one more', async () => {
    expect(countWrong(await burst(50, () => tryAs('dana', 'one')))).toBe(10);
    expect(countWrong(await burst(50, () => tryAs('dana', 'one')))).toBe(0);
    for (const seconds of [1, 2, 4, 8]) {
      expect(await tryAs('dana', 'one')).toBe(seconds);
      ports.clock.nowMs += seconds * 1000;
      expect(countWrong(await burst(50, () => tryAs('dana', 'one')))).toBe(1);
    }
  });
  test('many names from one address are forty', async () => {
    expect(countWrong(await burst(200, (n) => tryAs(`name${n}`, 'one')))).toBe(40);
  });
  test('one name from many addresses is two hundred, then one every fifteen seconds', async () => {
    expect(countWrong(await burst(400, (n) => tryAs('dana', `address ${n}`)))).toBe(200);
    let wrong = 0;
    for (let second = 0; second < 600; second++) {
      ports.clock.nowMs += 1000;
      wrong += countWrong([await tryAs('dana', `later ${second}`)]);
    }
    expect(wrong).toBeGreaterThanOrEqual(40);
    expect(wrong).toBeLessThanOrEqual(44);
  });
  test('the wait of one address grows to a quarter of an hour, and does not begin anew while somebody keeps trying', async () => {
    let wrong = 0;
    for (let minute = 0; minute < 180; minute++) {
      wrong += countWrong(await burst(20, () => tryAs('dana', 'one')));
      ports.clock.nowMs += MINUTE_MS;
    }
    expect(wrong).toBeLessThanOrEqual(10 + 10 + 3 * 4);
  });
});

describe('A person', () => {
  test('whose name others fail in gets in on the next try after the seconds that they were told', async () => {
    await wrongFromAnywhere(215);
    for (let quarter = 0; quarter < 32; quarter++) {
      ports.clock.nowMs += 15 * MINUTE_MS;
      await wrongFromAnywhere(1);
      let answer = await tryAs('dana', `phone ${quarter}`, true);
      if (typeof answer === 'number') {
        expect(answer).toBeLessThanOrEqual(15);
        ports.clock.nowMs += answer * 1000;
        answer = await tryAs('dana', `phone ${quarter}`, true);
      }
      expect(answer).toBe('in');
    }
  });
  test('gets in at once from where they have signed in before, though others try at every moment', async () => {
    await tryAs('dana', 'office', true);
    ports.clock.nowMs += 30 * 24 * 60 * MINUTE_MS;
    await wrongFromAnywhere(215);
    expect([await tryAs('dana', 'elsewhere', true), await tryAs('dana', 'office', true)]).toEqual([expect.any(Number), 'in']);
    expect(countWrong(await burst(50, () => tryAs('dana', 'office')))).toBe(10);
  });
  test('who is refused, or right, or met a store that is away, has not failed', async () => {
    for (let n = 0; n < 9; n++) await tryAs('sam', 'yard');
    for (let n = 0; n < 20; n++)
      await expect(limit.attempt(['quickdump', 'sam', 'yard'], () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect([await tryAs('sam', 'yard'), await tryAs('sam', 'yard')]).toEqual(['wrong', 1]);
    for (let n = 0; n < 30; n++) expect(await tryAs('sam', 'yard', true)).toBe(1);
    ports.clock.nowMs += 1000;
    expect(await tryAs('sam', 'yard', true)).toBe('in');
    expect(countWrong(await burst(20, () => tryAs('sam', 'yard')))).toBe(10);
    for (let n = 0; n < 100; n++) expect(await tryAs(`crew${n}`, 'yard', true)).toBe('in');
  });
});
