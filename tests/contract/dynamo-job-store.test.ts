// The job store's contract on DynamoDB, also when it misbehaves, and when whoever writes dies at any await.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobBook } from '#core/job-book';
import { ok, type Result } from '#core/result';
import type { Change, JobStore } from '#lambda/port';
import type { DynamoFault, Meet } from '../support/fault-proxy.ts';
import type { FaultKind } from '#infra/local/s3/faults';
import { dyingClient } from './dying-client.ts';
import { DYNAMO_SPOILS, openDynamoRig, type DynamoRig } from './dynamo-rig.ts';
import { formerBook, formerRows, FORMER_ROWS, leadTo, tapped } from './former-rows.ts';
import { countUp, jobStoreContract, race } from './job-store-contract.ts';

jobStoreContract('jobs as items of DynamoDB', openDynamoRig, DYNAMO_SPOILS);

const nothing: Meet = () => null;
function next(kind: FaultKind | DynamoFault | 'outage', wanted: string, times: number): Meet {
  let left = times;
  return (_method, _path, operation) => (operation === wanted && left-- > 0 ? kind : null);
}

/** Counts up, and brings so many gaps with it that one transaction does not hold them. */
const countUpLarge = (id: string) => (book: JobBook) => {
  const made = countUp(id)(book);
  if (!made.ok) return made;
  const { book: after, answer } = made.value;
  const more = Array.from({ length: 150 }, (_, i) => ({ ...after?.missing.at(-1), at: `${id} ${i}` }) as JobBook['missing'][number]);
  return ok<{ book: JobBook | null; answer: number }>({ book: after && { ...after, missing: [...after.missing, ...more] }, answer });
};
const told = (book: JobBook): string[] => book.missing.map(({ at }) => at).filter((at) => !at.includes(' '));

describe('DynamoDB, misbehaving', () => {
  let rig: DynamoRig;
  beforeAll(async () => void (rig = await openDynamoRig()));
  afterAll(() => rig.close());

  test.each([
    ['throttled', 2],
    // Once more than the SDK tries by itself.
    ['throttled', 5],
    ['conflict', 3],
    ['cut-before', 2],
    ['cut-before', 9],
    ['cut-after-commit', 1],
    ['cut-after-commit', 9],
    ['slow', 2],
  ] as const)('After a transaction that met %s %i times the change is there exactly once', async (kind, times) => {
    const tenant = `fault-${kind}-${times}`;
    const store = rig.open(tenant);
    await store.change(countUp('first'));
    rig.meet(next(kind, 'TransactWriteItems', times));
    expect(await store.change(countUp('second'))).toEqual({ ok: true, value: 2 });
    rig.meet(nothing);
    expect(await rig.open(tenant).read()).toMatchObject({ ok: true, value: { version: 2, missing: [{ at: 'first' }, { at: 'second' }] } });
  });
  test('When others win again and again the caller is told to come back, and nothing is half written', async () => {
    const store = rig.open('busy');
    await store.change(countUp('first'));
    const before = await rig.bytes('busy');
    rig.meet(next('conflict', 'TransactWriteItems', 100));
    expect(await store.change(countUp('a'))).toMatchObject({ ok: false, error: { code: 'store-busy', retryAfterSeconds: 2 } });
    rig.meet(nothing);
    expect(await rig.bytes('busy')).toEqual(before);
  });
  test.each(['GetItem', 'Query'])('A store that does not answer a %s is told as such', async (operation) => {
    await rig.open('away').change(countUp('a'));
    rig.meet(next('outage', operation, 4));
    expect(await rig.open('away').read()).toMatchObject({ ok: false, error: { code: 'store-unreachable' } });
    rig.meet(nothing);
    expect(await rig.open('away').read()).toMatchObject({ ok: true, value: { version: 1 } });
  });
  test('A poll with nothing new reads one item, one with something new the log behind it, and both see it', async () => {
    const [writer, reader] = [rig.open('polls'), rig.open('polls')];
    await writer.change(countUp('a'));
    await reader.read();
    const asked: string[] = [];
    rig.meet((_method, _path, operation) => (asked.push(operation), null));
    await reader.read();
    await writer.change(countUp('b'));
    asked.push('|');
    expect(await reader.read()).toMatchObject({ ok: true, value: { version: 2 } });
    rig.meet(nothing);
    expect(asked).toEqual(['GetItem', 'GetItem', 'TransactWriteItems', '|', 'GetItem', 'Query']);
  });
  test('Large commits of several at once are each there exactly once, and small ones between them', async () => {
    const stores = Array.from({ length: 4 }, () => rig.open('large'));
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => untilSaved(stores[i % 4] as JobStore, i % 3 ? countUp(`s${i}`) : countUpLarge(`l${i}`))),
    );
    const book = await rig.open('large').read();
    if (!book.ok) throw new Error(book.error.detail);
    expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect([book.value.missing.length, new Set(book.value.missing.map(({ at }) => at)).size]).toEqual([8 + 4 * 151, 8 + 4 * 151]);
  });
  test.each(['before', 'after'] as const)(
    'Whoever saves much may die at any await, %s it is done: all of it is there, or nothing',
    async (when) => {
      for (let step = 1; ; step++) {
        const tenant = `dies-${when}-${step}`;
        await rig.open(tenant).change(countUp('first'));
        const [dynamo, died] = dyingClient(rig.direct.dynamo, step, when);
        await rig
          .openWhere(tenant, { ...rig.direct, dynamo })
          .change(countUpLarge('much'))
          .catch(() => null);
        const read = await rig.open(tenant).read();
        if (!read.ok) throw new Error(read.error.detail);
        expect([1, 152]).toContain(read.value.missing.length);
        const version = read.value.version + 1;
        expect(await rig.open(tenant).change(countUp('next'))).toEqual({ ok: true, value: version });
        const after = await rig.open(tenant).read();
        if (!after.ok) throw new Error(after.error.detail);
        expect(told(after.value)).toEqual(version === 3 ? ['first', 'much', 'next'] : ['first', 'next']);
        if (!died()) break;
        expect(step).toBeLessThan(30);
      }
    },
  );
  test('A roller that slept while others went on brings nothing back that they deleted', async () => {
    const tenant = 'sleeper';
    await rig.open(tenant).change(countUp('first'));
    const woken = Promise.withResolvers<void>();
    const asleep = Promise.withResolvers<void>();
    let transactions = 0;
    const dynamo = {
      send: async (command: { readonly constructor: { readonly name: string } }) => {
        if (command.constructor.name === 'TransactWriteItemsCommand' && ++transactions === 2) {
          asleep.resolve();
          await woken.promise;
        }
        return rig.direct.dynamo.send(command as never) as unknown;
      },
    };
    const slow = rig.openWhere(tenant, { ...rig.direct, dynamo: dynamo as never }).change(countUpLarge('much'));
    await asleep.promise;
    const emptied = await rig.open(tenant).change((book) => ok({ book: { ...book, version: book.version + 1, missing: [] }, answer: 0 }));
    expect(emptied.ok).toBe(true);
    woken.resolve();
    await slow;
    expect(await rig.open(tenant).read()).toMatchObject({ ok: true, value: { version: 3, missing: [] } });
  });
  test('A table that lost its newest commits shows in every sandbox what it holds, also when the numbers come again', async () => {
    const [one, two] = [rig.open('rolled'), rig.open('rolled')];
    await one.change(countUp('a'));
    const before = await rig.items('rolled');
    await one.change(countUp('b'));
    expect(await two.read()).toMatchObject({ ok: true, value: { version: 2 } });
    await rig.replaceItems('rolled', before);
    expect(await two.read()).toMatchObject({ ok: true, value: { version: 1, missing: [{ at: 'a' }] } });
    // Of the same number as the one that was lost, and another one.
    await rig.open('rolled').change(countUp('c'));
    expect(await one.read()).toMatchObject({ ok: true, value: { version: 2, missing: [{ at: 'a' }, { at: 'c' }] } });
  });
  test('The planted bug "transaction without its condition" is caught by the race', async () => {
    await rig.open('blind').read();
    const blind = {
      send: (command: { readonly input: { readonly TransactItems?: { Put?: Record<string, unknown> }[] } }) => {
        for (const { Put } of command.input.TransactItems ?? [])
          for (const name of Object.keys(Put ?? {})) if (name.startsWith('Condition') || name.startsWith('Expression')) delete Put?.[name];
        return rig.direct.dynamo.send(command as never) as unknown;
      },
    };
    const open = (tenant: string) => rig.openWhere(tenant, { ...rig.direct, dynamo: blind as never });
    const caught = await race({ open }, 'blind', 50).then(
      ({ versions, book }) => !(new Set(versions).size === 50 && book.missing.length === 50),
      () => true,
    );
    expect(caught).toBe(true);
  });
});

describe('rows of each release', () => {
  let rig: DynamoRig;
  beforeAll(async () => void (rig = await openDynamoRig()));
  afterAll(() => rig.close());

  test.each(FORMER_ROWS)('%s: they open, are worked on in their own way, and go back to S3', async (file) => {
    const [tenant, items, book] = ['quickdump', await formerRows(file), await formerBook()];
    await rig.replaceItems(tenant, items);
    await leadTo(rig.direct.s3, tenant, book);
    const format = items.find(({ sk }) => sk?.S === '!head')?.['format']?.N;
    const [store, other] = [rig.openWhere(tenant), rig.openWhere(tenant)];
    expect(await other.read()).toEqual({ ok: true, value: book });
    const after = tapped(book);
    await store.change(() => ok({ book: after, answer: null }));
    // A sandbox of that release, which knows no other way, finds what it wrote as it would have written it.
    const rows = await rig.items(tenant);
    expect(rows.find(({ sk }) => sk?.S === '!head')?.['format']?.N).toBe(format);
    expect(rows.filter(({ pk, sk }) => pk?.S?.startsWith('T#') && sk?.S?.startsWith('h#')).length > 0).toBe(format === '1');
    for (const each of [store, other, rig.openWhere(tenant)]) expect(await each.read()).toEqual({ ok: true, value: after });
    await rig.move(tenant).toS3();
    await rig.move(tenant).toDynamoDb();
    expect((await rig.items(tenant)).find(({ sk }) => sk?.S === '!head')?.['format']?.N).toBe('2');
    expect(await other.read()).toEqual({ ok: true, value: after });
    await rig.move(tenant).toS3();
  });
});

async function untilSaved(store: JobStore, decide: (book: JobBook) => Result<Change<number>, never>): Promise<number> {
  for (let tries = 0; tries < 40; tries++) {
    const answer = await store.change(decide);
    if (answer.ok) return answer.value;
  }
  throw new Error('never saved');
}
