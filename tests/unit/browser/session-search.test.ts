// Owns the promises about asking who is signed in: nobody is asked for ever, and a hundred phones do not knock as one.
import { describe, expect, test } from 'vitest';
import { createRememberedSession } from '#browser/remembered-session';
import { ok, refuse, type Result } from '#core/result';
import type { SessionView } from '#core/session';
import { createSessionSearch } from '#lib/session/session-search.ts';
import type { RemoteFailure } from '#sync/port';
import { testCompany } from '#tests/support/demo-api';
import { handClock, settled } from '../sync/fake-office.ts';

const SESSION = { tenant: 'quickdump', member: { id: 'm' }, company: {} } as unknown as SessionView;
const NOBODY = { kind: 'problem', status: 401, code: 'unauthenticated', detail: '', retryAfterSeconds: null, body: {} } as const;
const MINUTE = 60_000;

function scene() {
  const { clock, advance, timers } = handClock();
  const answers = { now: refuse<RemoteFailure>({ kind: 'network' }) as Result<SessionView, RemoteFailure> };
  const seen = { asked: 0, found: 0, unfound: [] as boolean[], visible: true };
  const search = createSessionSearch({
    clock,
    ask() {
      seen.asked += 1;
      return Promise.resolve(answers.now);
    },
    random: () => 0.99,
    isVisible: () => seen.visible,
    isOver: () => seen.found > 0,
    async found() {
      seen.found += 1;
    },
    unfound: (unsigned) => seen.unfound.push(unsigned),
  });
  return { search, answers, seen, advance, timers };
}

describe('who is signed in', () => {
  test('After "nobody" nothing is asked until somebody has a hint', async () => {
    const { search, answers, seen, advance, timers } = scene();
    answers.now = refuse(NOBODY);
    await search.run();
    await advance(10 * MINUTE);
    expect([seen.asked, seen.unfound, timers()]).toEqual([1, [true], []]);
    answers.now = ok(SESSION);
    await search.run();
    await search.run();
    expect([seen.asked, seen.found]).toEqual([2, 1]);
  });

  test('Without an answer it is asked soon, then at most twice a minute, and not while nobody looks', async () => {
    const { search, seen, advance } = scene();
    await search.run();
    await advance(2 * MINUTE);
    const before = seen.asked;
    await advance(10 * MINUTE);
    expect(seen.asked - before).toBeLessThanOrEqual(21);
    expect(seen.asked).toBeGreaterThan(10);
    seen.visible = false;
    await advance(MINUTE);
    const hidden = seen.asked;
    await advance(60 * MINUTE);
    expect(seen.asked).toBe(hidden);
    seen.visible = true;
    void search.run();
    void search.run();
    await settled();
    expect(seen.asked).toBe(hidden + 1);
  });
});

test('How wrong this device’s clock is outlives the page; a session kept by an older release has no such word', () => {
  const held = new Map<string, string>();
  const storage = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, text: string) => void held.set(key, text),
    removeItem: (key: string) => void held.delete(key),
  };
  const kept = createRememberedSession(() => storage);
  const member = { id: '0192aaaa-0000-7000-8000-000000000001', name: 'Sam', access: 'crew', roles: ['driver'] };
  const session = { tenant: 'quickdump', member, company: testCompany() } as unknown as SessionView;
  kept.keep(session, [], { heardMs: 1_000, skewMs: 93_600_000 });
  expect(kept.read(2_000)).toMatchObject({ skewMs: 93_600_000, stale: false });
  for (const [key, text] of held) held.set(key, text.replace('"skewMs":93600000,', ''));
  expect(kept.read(2_000)).toMatchObject({ skewMs: 0 });
});
