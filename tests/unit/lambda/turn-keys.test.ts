// Promises of keys that take turns: nobody is signed out by a turn, and no link in a text dies of one.
import { expect, test } from 'vitest';
import { turnKeys } from '#lambda/auth/turn-keys';
import { readConfig, type Secrets } from '#lambda/config';

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
