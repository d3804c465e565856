// Promises of keys that take turns: nobody is signed out by a turn, and no link in a text dies of one.
import { expect, test } from 'vitest';
import { turnKeys } from '#lambda/auth/turn-keys';
import { createSessions, type SignedIn } from '#lambda/auth/sessions';
import { readConfig, type Secrets } from '#lambda/config';
import { demoApi } from '../../support/demo-api.ts';

let made = 0;
const newKey = () => ({ kid: `k${++made}`, key: Buffer.alloc(32, made).toString('base64url') });
const turns = (count: number): Secrets[] => {
  const rings: Secrets[] = [];
  for (let turn = 0; turn < count; turn++) rings.push(turnKeys(rings.at(-1) ?? null, newKey));
  return rings;
};
const kids = (keys: Secrets['session']): string[] => keys.map(({ kid }) => kid);

test('The first turn makes a ring that the API takes', () => {
  const [ring] = turns(1);
  const env = { STAGE: 'x', RELEASE: 'x', AWS_REGION: 'x', DATA_BUCKET: 'xxx', ROSTER_TABLE: 'xxx', SHORT_LIVED_TABLE: 'xxx' };
  expect(readConfig({ ...env, PUBLIC_ORIGIN: 'https://x.example', SECRETS: JSON.stringify(ring) }).SECRETS).toEqual(ring);
});

test('What signs after a turn was known to everybody before it', () => {
  const rings = turns(6);
  for (const [index, ring] of rings.entries()) {
    const before = rings[index - 1];
    if (before) for (const kind of ['session', 'tracking'] as const) expect(kids(before[kind])).toContain(ring[kind][0]?.kid);
  }
});

test('What has signed goes on verifying: sessions for two turns more, tracking links for eight', () => {
  const rings = turns(14);
  const verifiedFor = (kind: 'session' | 'tracking'): number => {
    const signer = rings[2]?.[kind][0]?.kid ?? '';
    return rings.slice(3).filter((ring) => kids(ring[kind]).includes(signer)).length;
  };
  expect([verifiedFor('session'), verifiedFor('tracking')]).toEqual([2, 8]);
  expect(rings.at(-1)?.session).toHaveLength(4);
});

test('A ring of one key, as a machine of before had, keeps signing with it until the next is known', () => {
  const old = { session: [newKey()], tracking: [newKey()] };
  const turned = turnKeys(old, newKey);
  expect([turned.session[0], turned.session.length]).toEqual([old.session[0], 2]);
});

/** One person's browser, and sandboxes that read the ring before a turn and after it. */
async function sideBySide(rings: readonly Secrets[]) {
  const { ports, company } = await demoApi();
  const sandboxes = rings.map(({ session }) => {
    const { open, resume } = createSessions(session, ports);
    return {
      open,
      async resume(cookies: ReadonlyMap<string, string>): Promise<SignedIn | null> {
        const answer = await resume(cookies);
        if (answer === 'disabled') throw new Error('nobody was disabled');
        return answer;
      },
    };
  });
  const [sam] = await ports.openRoster(company.slug).members();
  if (!sam || !sandboxes[0]) throw new Error('nobody to sign in');
  const signedIn = await sandboxes[0].open(company.slug, sam.member);
  return { ports, sandboxes, cookies: cookiesOf(signedIn) };
}
const cookiesOf = (signedIn: SignedIn | null | undefined) =>
  new Map(signedIn?.setCookies.map((line) => (line.split(';')[0] ?? '').split(/=(.*)/s).slice(0, 2) as [string, string]));
const refreshOf = (signedIn: SignedIn | null | undefined) => cookiesOf(signedIn).get('__Host-refresh');

test('Two requests at once that meet sandboxes of before and after a turn get one refresh secret, and it is good', async () => {
  for (const order of ['old first', 'new first'] as const) {
    const { ports, sandboxes, cookies } = await sideBySide(turns(4).slice(2));
    const asked = order === 'old first' ? sandboxes : sandboxes.toReversed();
    ports.clock.nowMs += 16 * 60_000;
    const both = await Promise.all(asked.map((sandbox) => sandbox.resume(cookies)));
    expect([order, new Set(both.map(refreshOf)).size, refreshOf(both[0])]).toEqual([order, 1, expect.any(String)]);
    ports.clock.nowMs += 16 * 60_000;
    const next = [await asked[1]?.resume(cookiesOf(both[0])), await asked[0]?.resume(cookiesOf(both[1]))];
    expect(next.map((each) => each?.claims.name)).toEqual(['Dana Tester', 'Dana Tester']);
  }
});

test('A lost answer whose key has left the ring since is no theft: who has the newer secret stays signed in', async () => {
  const { ports, sandboxes, cookies } = await sideBySide(turns(6).filter((_, turn) => turn === 1 || turn === 5));
  ports.clock.nowMs += 16 * 60_000;
  const newer = await sandboxes[0]?.resume(cookies);
  expect(await sandboxes[1]?.resume(cookies)).toBeNull();
  ports.clock.nowMs += 16 * 60_000;
  expect((await sandboxes[0]?.resume(cookiesOf(newer)))?.claims.name).toBe('Dana Tester');
  expect(ports.logged.some(({ event }) => event === 'session-refresh-reused')).toBe(false);
});
