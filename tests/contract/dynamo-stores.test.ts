// The roster and the short-lived rows on a real DynamoDB-compatible server, and in memory: the same promises.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberSchema, type Member } from '#core/crew';
import { idSchema } from '#core/id';
import { createDynamoDue } from '#lambda/aws/dynamo-due';
import { createDynamoRoster } from '#lambda/aws/dynamo-roster';
import { createDynamoShortLived } from '#lambda/aws/dynamo-short-lived';
import type { DueRow, DueStore, RosterStore, ShortLivedStore } from '#lambda/port';
import { newId } from '../support/api-client.ts';
import { localDynamoDb } from '../support/local-stores.ts';
import { memoryPorts } from '../support/memory-ports.ts';

let dynamo: Awaited<ReturnType<typeof localDynamoDb>>;
beforeAll(async () => void (dynamo = await localDynamoDb()));
afterAll(() => dynamo.close());

const clock = { nowMs: Date.parse('2026-05-20T12:00:00Z') };
const inMemory = memoryPorts(clock.nowMs);
const rosters: [string, (tenant: string) => RosterStore][] = [
  ['DynamoDB', (tenant) => createDynamoRoster({ client: dynamo.client, table: 'crew_roster', tenant })],
  ['memory', (tenant) => inMemory.openRoster(v.parse(idSchema.tenant, tenant))],
];
const person = (login: string): Member =>
  v.parse(memberSchema, { id: newId(), login, name: login, access: 'crew', roles: ['driver'], phone: '(617) 555-0101' });

describe.each(rosters)('roster in %s', (_, open) => {
  test('May 23 to 31, in one role: those who are free, and nobody from another company', async () => {
    const [roster, other] = [open('quickdump'), open('bayhaul')];
    const [sam, bo] = [person('sam'), person('bo')];
    await roster.setAvailability(sam.id, [
      { date: '2026-05-22', roles: ['driver'] },
      { date: '2026-05-23', roles: ['driver', 'first_mate'] },
      { date: '2026-06-01', roles: ['driver'] },
    ]);
    await roster.setAvailability(bo.id, [{ date: '2026-05-31', roles: ['first_mate'] }]);
    await other.setAvailability(person('rae').id, [{ date: '2026-05-24', roles: ['driver'] }]);
    expect([...(await roster.availability('2026-05-23', '2026-05-31', 'driver')).keys()]).toEqual([sam.id]);
    const all = await roster.availability('2026-05-23', '2026-05-31');
    expect(new Set(all.keys())).toEqual(new Set([sam.id, bo.id]));
    expect(all.get(sam.id)?.map(({ date }) => date)).toEqual(['2026-05-23']);
  });
  test('A day is set anew, and an empty list means not available', async () => {
    const roster = open('renewed');
    const { id } = person('ana');
    await roster.setAvailability(id, [{ date: '2026-05-24', roles: ['driver', 'supervisor'] }]);
    await roster.setAvailability(id, [{ date: '2026-05-24', roles: ['supervisor'] }]);
    expect((await roster.availability('2026-05-24', '2026-05-24')).get(id)).toEqual([{ date: '2026-05-24', roles: ['supervisor'] }]);
    await roster.setAvailability(id, [{ date: '2026-05-24', roles: [] }]);
    expect((await roster.availability('2026-05-24', '2026-05-24')).size).toBe(0);
  });
  test('A member is saved and read back whole', async () => {
    const roster = open('people');
    const record = { member: person('sam'), passwordHash: '$scrypt$x' };
    await roster.saveMember(record);
    expect(await roster.members()).toEqual([{ ...record, rev: 1 }]);
    const changed = { by: 'Olive Brandt', at: '2026-05-20T12:00:00.000Z' };
    await roster.saveMember({ member: { ...record.member, disabled: true }, passwordHash: null, changed });
    expect(await roster.members()).toEqual([{ member: { ...record.member, disabled: true }, passwordHash: null, changed, rev: 2 }]);
  });
  test('Of two who save on the same revision one does, and a new member is made once', async () => {
    const roster = open('two-offices');
    const record = { member: person('sam'), passwordHash: null };
    const save = (name: string, rev: number) => roster.saveMember({ ...record, member: { ...record.member, name } }, rev);
    expect((await Promise.all([save('One', 0), save('Two', 0)])).toSorted()).toEqual([false, true]);
    expect((await Promise.all([save('Three', 1), save('Four', 1)])).toSorted()).toEqual([false, true]);
    expect((await roster.members()).map(({ rev }) => rev)).toEqual([2]);
  });
  test('A day off stands beside what is planned, with its reason, until it is withdrawn', async () => {
    const [roster, other] = [open('away'), open('elsewhere')];
    const { id } = person('bo');
    await roster.setAvailability(id, [{ date: '2026-05-23', roles: ['driver'] }]);
    await roster.setAvailability(id, [
      { date: '2026-05-22', off: {} },
      { date: '2026-05-23', off: { reason: 'Wedding # 2' } },
      { date: '2026-06-01', off: {} },
    ]);
    const away = () => roster.timeOff('2026-05-22', '2026-05-31');
    expect((await away()).get(id)).toEqual([{ date: '2026-05-22' }, { date: '2026-05-23', reason: 'Wedding # 2' }]);
    expect((await roster.availability('2026-05-23', '2026-05-23', 'driver')).get(id)).toEqual([{ date: '2026-05-23', roles: ['driver'] }]);
    expect((await other.timeOff('2026-05-01', '2026-06-30')).size).toBe(0);
    await roster.setAvailability(id, [
      { date: '2026-05-22', off: null },
      { date: '2026-05-23', off: null, roles: ['first_mate'] },
    ]);
    expect((await away()).size).toBe(0);
    expect((await roster.availability('2026-05-23', '2026-05-23')).get(id)).toEqual([{ date: '2026-05-23', roles: ['first_mate'] }]);
  });
});

test('A broken roster row names its key and nothing of what it holds', async () => {
  await dynamo.client.send(
    new PutItemCommand({ TableName: 'crew_roster', Item: { pk: { S: 'T#spoilt' }, sk: { S: 'M#1' }, profile: { S: '{"name":"Rosa"}' } } }),
  );
  const roster = createDynamoRoster({ client: dynamo.client, table: 'crew_roster', tenant: 'spoilt' });
  await expect(roster.members()).rejects.toMatchObject({
    name: 'RosterBroken',
    row: 'T#spoilt M#1',
    message: expect.not.stringContaining('Rosa') as string,
  });
});

const rows: [string, () => ShortLivedStore & { at?: { nowMs: number } }][] = [
  ['DynamoDB', () => createDynamoShortLived({ client: dynamo.client, table: 'short_lived', now: () => clock.nowMs })],
  ['memory', () => ({ ...inMemory.shortLived, at: inMemory.clock })],
];
describe.each(rows)('short-lived rows in %s', (_, open) => {
  const until = (ms: number) => clock.nowMs + ms;
  test('A row is read until it expires', async () => {
    const store = open();
    const name = newId();
    await store.put(name, { a: 1 }, until(60_000));
    expect(await store.get(name)).toEqual({ value: { a: 1 }, revision: 1 });
    await store.put(name, { a: 2 }, until(-1_000));
    expect(await store.get(name)).toBeNull();
  });
  test('A write on a revision that is gone is refused', async () => {
    const store = open();
    const name = newId();
    expect(await store.put(name, 1, until(60_000), 0)).toBe(true);
    expect(await store.put(name, 2, until(60_000), 0)).toBe(false);
    expect(await store.put(name, 3, until(60_000), 1)).toBe(true);
    expect(await store.put(name, 4, until(60_000), 1)).toBe(false);
    expect(await store.get(name)).toEqual({ value: 3, revision: 2 });
    await store.remove(name);
    expect(await store.get(name)).toBeNull();
  });
  test('50 people counted at once are 50', async () => {
    const store = open();
    const name = newId();
    const counts = await Promise.all(Array.from({ length: 50 }, () => store.increment(name, until(60_000))));
    expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    // Taken back while they count, and never below nothing.
    await Promise.all(Array.from({ length: 20 }, () => store.decrement(name)));
    expect((await store.get(name))?.revision).toBe(30);
    await Promise.all(Array.from({ length: 32 }, () => store.decrement(name)));
    expect(await store.increment(name, until(60_000))).toBe(1);
    await store.decrement(newId());
  });
});

const dueStores: [string, () => DueStore][] = [
  ['DynamoDB', () => createDynamoDue({ client: dynamo.client, table: 'short_lived' })],
  ['memory', () => inMemory.due],
];
describe.each(dueStores)('what is due in %s', (_, open) => {
  // Each test in a time of its own: what one leaves waiting, the next does not see.
  let epochMs = 0;
  const dueOf = async (store: DueStore, nowMs: number) =>
    (await store.due(nowMs, 100)).filter(({ key }) => key.startsWith(`test ${epochMs} `));
  const start = () => ((epochMs += 1_000_000), open());
  test('Rows come when they are due, the longest waiting first', async () => {
    const store = start();
    await store.set(`test ${epochMs} late`, epochMs + 30);
    await store.set(`test ${epochMs} early`, epochMs + 10);
    await store.set(`test ${epochMs} later`, epochMs + 99);
    const keys = (await dueOf(store, epochMs + 50)).map(({ key }) => key.split(' ')[2]);
    expect(keys).toEqual(['early', 'late']);
  });
  test('Settled, a row is gone, or waits for its next time; set anew, it is due again', async () => {
    const store = start();
    const key = `test ${epochMs} one`;
    await store.settle(key, await store.set(key, epochMs), null);
    expect(await dueOf(store, epochMs + 50)).toEqual([]);
    await store.settle(key, await store.set(key, epochMs), epochMs + 60);
    expect(await dueOf(store, epochMs + 50)).toEqual([]);
    expect(await dueOf(store, epochMs + 60)).toHaveLength(1);
  });
  test('Page by page each row comes once, those of one moment too, whatever was settled or set meanwhile', async () => {
    const store = start();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `test ${epochMs} ${name}`);
    for (const [index, key] of names.entries()) await store.set(key, epochMs + (index < 5 ? 10 : 20));
    const seen: string[] = [];
    let page: readonly DueRow[] = [];
    for (let pages = 0; pages < 20 && (pages === 0 || page.length === 2); pages++) {
      page = await store.due(epochMs + 50, 2, page.at(-1));
      const own = page.filter(({ key }) => names.includes(key));
      seen.push(...own.map(({ key }) => key));
      // The row to go on from is gone by then, or waits for another time.
      for (const { key, revision } of own.slice(-1)) await store.settle(key, revision, seen.length < 4 ? null : epochMs + 60);
    }
    expect(seen.toSorted()).toEqual(names);
    expect(seen.slice(5).toSorted()).toEqual(names.slice(5));
  });
  test('A slow look never settles what was set after it, even when that had been settled in between', async () => {
    const store = start();
    const key = `test ${epochMs} race`;
    const slow = await store.set(key, epochMs);
    const quick = await store.set(key, epochMs);
    await store.settle(key, slow, null);
    expect(await dueOf(store, epochMs)).toEqual([{ key, revision: quick, dueAtMs: epochMs }]);
    await store.settle(key, quick, null);
    await store.set(key, epochMs);
    await store.settle(key, slow, null);
    await store.settle(key, quick, null);
    expect(await dueOf(store, epochMs)).toHaveLength(1);
  });
});
