// Promises of a move: at every moment one store serves, whoever dies at any await; it is finished by the same command; nothing is lost or doubled.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBook, type JobBook } from '#core/job-book';
import type { JobStore } from '#lambda/port';
import { dyingTogether } from './dying-client.ts';
import { openDynamoRig, type DynamoRig } from './dynamo-rig.ts';
import { countUp } from './job-store-contract.ts';
import { moveManyUnderLoad, wordsOf } from './move-under-load.ts';

const MUTATIONS = Number(process.env['MOVE_MUTATIONS'] ?? 600);

async function bookOf(store: JobStore): Promise<JobBook> {
  const read = await store.read();
  if (!read.ok) throw new Error(read.error.detail);
  return read.value;
}

describe('moving a company', () => {
  let rig: DynamoRig;
  beforeAll(async () => void (rig = await openDynamoRig()));
  afterAll(() => rig.close());

  test('There and back: epoch, version, counter, what has no job and tombstones are the same; sandboxes follow, also those that sleep', async () => {
    const [old, awake] = [rig.openWhere('there'), rig.openWhere('there')];
    await old.change(countUp('a'));
    await awake.read();
    const before = writeBook(await bookOf(old));
    expect(await rig.move('there').toDynamoDb()).toMatchObject({ on: 'dynamodb', moved: true, version: 1 });
    expect(writeBook(await bookOf(rig.openWhere('there')))).toBe(before);
    // It still holds the book of S3: its own condition fails, it reads, and goes on where the company is.
    expect(await old.change(countUp('b'))).toEqual({ ok: true, value: 2 });
    expect(await rig.move('there').toDynamoDb()).toMatchObject({ on: 'dynamodb', moved: false, version: 2 });
    expect(await awake.change(countUp('c'))).toEqual({ ok: true, value: 3 });
    expect(await rig.move('there').toS3()).toMatchObject({ on: 's3', moved: true, version: 3 });
    // It believes that the company is in DynamoDB.
    expect(await old.change(countUp('d'))).toEqual({ ok: true, value: 4 });
    expect(await rig.move('there').toS3()).toMatchObject({ on: 's3', moved: false, version: 4 });
    expect(await rig.move('there').toDynamoDb()).toMatchObject({ on: 'dynamodb', moved: true });
    // Two stays later.
    expect((await bookOf(awake)).missing.map(({ at }) => at)).toEqual(['a', 'b', 'c', 'd']);
    await rig.move('there').toS3();
    expect(await rig.items('there')).toEqual([]);
  });

  test('A company without jobs moves too, and an older release says of what it finds that it is broken', async () => {
    expect(await rig.move('new').toDynamoDb()).toMatchObject({ on: 'dynamodb', moved: true, jobs: 0 });
    expect(await rig.openWhere('new').change(countUp('a'))).toEqual({ ok: true, value: 1 });
    const { readBook } = await import('#core/job-book');
    expect(readBook({ format: 'moved', movedTo: 'dynamodb', stay: 's', epoch: 1, version: 1 })).toMatchObject({ ok: false });
  });

  test('When the table does not have what jobs.json says it has, that is told as broken, and nothing is written', async () => {
    await rig.openWhere('lost').change(countUp('a'));
    await rig.move('lost').toDynamoDb();
    await rig.spoils['head missing']?.('lost');
    expect(await rig.openWhere('lost').change(countUp('b'))).toMatchObject({ ok: false, error: { code: 'store-broken' } });
    await expect(rig.move('lost').toS3()).rejects.toThrow('Nothing was changed');
  });

  test('A book that one object does not hold stays in DynamoDB, and the command says why', async () => {
    const text = 'x'.repeat(17 * 1024 * 1024);
    await rig.openWhere('large').change(countUp('a'));
    await rig.move('large').toDynamoDb();
    await rig.openWhere('large').change((book) => ({
      ok: true,
      value: { book: { ...book, version: book.version + 1, missing: [{ ...book.missing[0], at: text }] as never }, answer: 0 },
    }));
    await expect(rig.move('large').toS3()).rejects.toThrow('17.0 MB, and one object takes 16');
    expect(await rig.openWhere('large').change(countUp('b'))).toMatchObject({ ok: true });
  });

  test.each([
    ['dynamodb', 'before'],
    ['dynamodb', 'after'],
    ['s3', 'before'],
    ['s3', 'after'],
  ] as const)('A mover to %s that dies at any await, %s it is done: one store serves, and the next move finishes', async (to, when) => {
    for (let step = 1; ; step++) {
      const tenant = `dies-${to}-${when}-${step}`;
      const store = rig.openWhere(tenant);
      await store.change(countUp('a'));
      if (to === 's3') await rig.move(tenant).toDynamoDb();
      const { wrap, died } = dyingTogether(step, when);
      const clients = { dynamo: wrap(rig.direct.dynamo), s3: wrap(rig.direct.s3) };
      const move = (all?: typeof clients) => (to === 's3' ? rig.move(tenant, all).toS3() : rig.move(tenant, all).toDynamoDb());
      await move(clients).catch(() => null);
      // A reader with the rights to read only, then one that was here before, then a new one.
      expect((await bookOf(rig.openWhere(tenant))).missing.map(({ at }) => at)).toEqual(['a']);
      expect(await store.change(countUp('b'))).toEqual({ ok: true, value: 2 });
      expect(await rig.openWhere(tenant).change(countUp('c'))).toEqual({ ok: true, value: 3 });
      expect(await move()).toMatchObject({ on: to, version: 3 });
      expect((await bookOf(rig.openWhere(tenant))).missing.map(({ at }) => at)).toEqual(['a', 'b', 'c']);
      expect((await bookOf(store)).version).toBe(3);
      if (!died()) break;
      expect(step).toBeLessThan(40);
    }
  });

  test('A mover that slept for hours before its last step does not take it', async () => {
    await rig.openWhere('slept').change(countUp('a'));
    let hours = 0;
    const s3 = {
      send: (command: { readonly constructor: { readonly name: string } }) => {
        // Somebody saves in between, so that it has to go on.
        const between =
          command.constructor.name === 'PutObjectCommand' && hours++ === 0 ? rig.openWhere('slept').change(countUp('b')) : null;
        return Promise.resolve(between).then(() => rig.direct.s3.send(command as never) as unknown);
      },
    };
    const moving = rig.move('slept', { ...rig.direct, s3: s3 as never }, () => Date.now() + (hours > 0 ? 7 * 3_600_000 : 0));
    await expect(moving.toDynamoDb()).rejects.toThrow('Its jobs are on s3');
    expect(await rig.openWhere('slept').change(countUp('c'))).toEqual({ ok: true, value: 3 });
  });

  test(
    `${MUTATIONS} mutations of several devices while the company moves there and back under faults: each exactly once`,
    { timeout: 3_600_000 },
    async () => {
      const report = await moveManyUnderLoad(rig, 'loaded', MUTATIONS);
      console.log(`NOTE ${wordsOf(report)}`);
      expect(report.exactlyOnce).toBe(report.sent);
      expect([report.doubled, report.lostSequences]).toEqual([0, 0]);
      expect(report.moves).toBeGreaterThanOrEqual(2);
    },
  );
});
