// Promises of a restore when `jobs.json` no longer leads to a company's rows: it finds what served, leaves nobody behind there, gives no number
// twice, and where nothing tells, it asks.
import { gzipSync } from 'node:zlib';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JobId } from '#core/id';
import { writeBook, type JobBook } from '#core/job-book';
import { ok } from '#core/result';
import { putBack, type Places, type PutBackOptions } from '#infra/local/restore/put-back';
import { moveToDynamoDb, moveToS3 } from '#lambda/aws/move-jobs';
import { openMover } from '#lambda/aws/open-mover';
import { newId } from '../support/api-client.ts';
import { TEST_CONFIG } from '../support/demo-api.ts';
import { BOOK_KEY, dyingPlaces, movedRows } from '../support/moved-rows.ts';
import { DEFAULT_TENANT, entryIds, openRehearsal, type Rehearsal } from '../support/restore-rehearsal.ts';

let scene: Rehearsal;
let dynamo: DynamoDBClient;
beforeAll(async () => {
  scene = await openRehearsal(2);
  dynamo = new DynamoDBClient({ region: 'us-east-1' });
});
afterAll(async () => {
  dynamo.destroy();
  await scene.close();
});

const rows = movedRows(
  () => scene,
  () => dynamo,
);
const { word } = rows;
const back = (older: JobBook, options: PutBackOptions = {}, places: Places = scene.places()) =>
  putBack(scene.ports(), places, DEFAULT_TENANT, older, options);
const ownRows = (places: Places = scene.places()): Promise<JobBook> => places.rows.bookIn('jobs', null);
const move = async (to: typeof moveToDynamoDb): Promise<void> => {
  const mover = openMover(TEST_CONFIG, DEFAULT_TENANT, () => undefined);
  await to(mover);
  mover.close();
};
/** A sandbox that remembers nothing saves. */
const coldly = async (change: (book: JobBook) => JobBook): Promise<void> => {
  const saved = await scene
    .ports()
    .openJobStore(DEFAULT_TENANT)
    .change((book) => ok({ book: change({ ...book, version: book.version + 1 }), answer: true }));
  expect(saved).toEqual(ok(true));
};
const countOn = (by: number) => coldly((book) => ({ ...book, nextNumber: book.nextNumber + by }));
/** The office's sandbox, which remembers where the jobs were, takes a job: it is there for everybody. */
async function expectOneStore(): Promise<JobBook> {
  const job = newId() as JobId;
  await scene.book(job);
  const book = await scene.stored();
  expect(book.jobs.has(job)).toBe(true);
  return book;
}
const expectAbove = (book: JobBook, before: JobBook): void => {
  expect(book.epoch).toBeGreaterThan(before.epoch);
  expect(book.nextNumber).toBeGreaterThanOrEqual(before.nextNumber + 1_000);
};

describe('in DynamoDB', () => {
  let ofS3: JobBook;
  beforeAll(async () => {
    ofS3 = await scene.stored();
    await move(moveToDynamoDb);
    await countOn(5_000);
    await scene.book();
  });
  let before: JobBook;
  let stay: string;
  beforeEach(async () => {
    before = await scene.stored();
    ({ stay } = await word());
  });
  /** Nothing but the stay that serves is left. */
  afterEach(async () => {
    expect((await rows.notes()).map(({ sk, led, formerHead }) => [sk?.S, led?.S, formerHead])).toEqual([
      [(await word()).stay, 'yes', undefined],
    ]);
  });

  test('jobs.json went, and a booking made a new one before anybody noticed: the rows are found, and both are kept', async () => {
    await scene.store.remove(BOOK_KEY);
    await coldly((book) => book);
    const told: string[] = [];
    const done = await back(await ownRows(), { tell: (line) => told.push(line) });
    expect(done).toMatchObject({ on: 'dynamodb', kept: `${before.epoch}.${before.version}.json` });
    expect(told.map((line) => line.split(': ')[1])).toEqual([expect.stringMatching(/^1\.1-\d+\.json$/), done.kept]);
    const book = await expectOneStore();
    expectAbove(book, before);
    expect(new Set(entryIds(book))).toEqual(new Set([...entryIds(before), ...entryIds(book).slice(-1)]));
  });

  test('A booking makes a new jobs.json between the new rows and the word that leads there: it is decided on again', async () => {
    await scene.store.remove(BOOK_KEY);
    const { file, rows: former } = scene.places();
    let hasBooked = false;
    const lay: typeof former.lay = async (book) => {
      const laid = await former.lay(book);
      if (!hasBooked) await coldly((each) => each);
      hasBooked = true;
      return laid;
    };
    const done = await back(await ownRows(), {}, { file, rows: { ...former, lay } });
    expect(done.on).toBe('dynamodb');
    expectAbove(await expectOneStore(), before);
  });

  test('A book of before the move, put by hand where the word was: the company goes back to where it was', async () => {
    await scene.store.plant(BOOK_KEY, gzipSync(writeBook(ofS3)));
    const done = await back(ofS3);
    expect(done.on).toBe('dynamodb');
    expectAbove(await expectOneStore(), before);
  });

  test.each(['the backup', 'its own rows'])(
    'It dies after any of its steps, going back to %s: run again, no number is given twice',
    async (from) => {
      const older = (places: Places) => (from === 'its own rows' ? ownRows(places) : Promise.resolve(ofS3));
      for (let step = 1; ; step++) {
        await countOn(3_000);
        const had = await scene.stored();
        await scene.store.plant(BOOK_KEY, 'not gzip');
        const { places, died } = dyingPlaces(scene.places(), step);
        await older(places)
          .then((book) => back(book, {}, places))
          .catch(() => null);
        await back(await older(scene.places()));
        const book = await scene.stored();
        expectAbove(book, had);
        expect((await word()).movedTo).toBe('dynamodb');
        if (from === 'its own rows') expect(new Set(entryIds(book))).toEqual(new Set(entryIds(had)));
        if (!died()) break;
        expect(step).toBeLessThan(25);
      }
      await expectOneStore();
    },
  );

  test('The answer to the last step is lost, and the next try is told that somebody was first: that was us, and once is enough', async () => {
    await scene.store.plant(BOOK_KEY, 'not gzip');
    const { file, rows: former } = scene.places();
    let written = 0;
    const replace: typeof file.replace = async (...words) => {
      written += Number(await file.replace(...words));
      return false;
    };
    const { book } = await back(ofS3, {}, { file: { ...file, replace }, rows: former });
    expect(written).toBe(1);
    expect((await scene.stored()).epoch).toBe(book.epoch);
    expectAbove(await expectOneStore(), before);
  });

  test('The head is missing: its jobs tell how far numbers had been given', async () => {
    await countOn(5_000);
    await scene.book();
    const given = (await scene.stored()).nextNumber;
    await rows.spoil(stay, '!head', false);
    await back(ofS3);
    expect((await expectOneStore()).nextNumber).toBeGreaterThanOrEqual(given + 1_000);
  });
});

describe('on S3 again', () => {
  beforeAll(() => move(moveToS3));

  test('The copy of a move that was cut is not taken for what served, and goes', async () => {
    const before = await scene.stored();
    const copy = await scene.places().rows.lay(before);
    await countOn(1);
    const newer = await scene.stored();
    await scene.store.plant(BOOK_KEY, 'not gzip');
    const { file, rows: former } = scene.places();
    const replace: typeof file.replace = async (...words) => (await file.replace(...words)) && false;
    const done = await back(before, {}, { file: { ...file, replace }, rows: former });
    expect(done.on).toBe('s3');
    expect((await scene.stored()).epoch).toBe(done.book.epoch);
    expect(await rows.of(copy)).toEqual([]);
    expect(await rows.notes()).toEqual([]);
    const book = await expectOneStore();
    expectAbove(book, newer);
  });

  test('Beside a readable book it is given up on the way, whatever anybody remembers', async () => {
    const before = await scene.stored();
    const copy = await scene.places().rows.lay(before);
    await formerly(copy);
    const { file, rows: former } = scene.places();
    const clear = (): Promise<void> => Promise.reject(new Error('not now'));
    expect(await back(before, {}, { file, rows: { ...former, clear } })).not.toHaveProperty('on');
    const left = (await rows.of(copy)).map(({ sk }) => sk?.S);
    expect(left).not.toContain('!head');
    expect(left.length).toBeGreaterThan(0);
    await back(before);
    expect(await rows.of(copy)).toEqual([]);
    expectAbove(await expectOneStore(), before);
  });

  test('Rows that have no head serve nobody, and still tell how far numbers had been given', async () => {
    const before = await scene.stored();
    const nextNumber = before.nextNumber + 5_000;
    const jobs = new Map([...before.jobs].map(([id, { version, job }]) => [id, { version, job: { ...job, number: nextNumber - 1 } }]));
    const copy = await scene.places().rows.lay({ ...before, jobs });
    await rows.spoil(copy, '!head', false);
    expect(await back(before)).not.toHaveProperty('on');
    expectAbove(await expectOneStore(), { ...before, nextNumber });
    await scene.places().rows.clear(copy);
  });

  test('Of a former release nobody knows whether rows served: it asks and changes nothing; what is said counts', async () => {
    const before = await scene.stored();
    const copy = await scene.places().rows.lay(before);
    await formerly(copy);
    await scene.store.plant(BOOK_KEY, 'not gzip');
    const lies = await rows.of(copy);
    await expect(back(before)).rejects.toThrow(`Say which, with: --was ${copy}, --was s3`);
    expect(await rows.of(copy)).toEqual(lies);
    await expect(back(before, { was: 'none' })).rejects.toThrow('there are no rows of a stay none');
    expect((await back(before, { was: copy })).on).toBe('dynamodb');
    expect((await word()).stay).not.toBe(copy);
    await expectOneStore();
  });
});

/** As a release wrote the note that did not say whether anybody was led there. */
const formerly = (stay: string) =>
  dynamo.send(
    new UpdateItemCommand({
      TableName: 'jobs',
      Key: { pk: { S: `T#${DEFAULT_TENANT}` }, sk: { S: stay } },
      UpdateExpression: 'REMOVE led',
    }),
  );
