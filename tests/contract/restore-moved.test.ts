// Promises of a restore of a company whose jobs are in DynamoDB: it goes back where it is, from whatever there is, and one store serves afterwards.
import { gunzipSync, gzipSync } from 'node:zlib';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobId } from '#core/id';
import { writeBook, type JobBook } from '#core/job-book';
import { createTables } from '#infra/local/dynamodb';
import { bookIn, putBack, type Places } from '#infra/local/restore/put-back';
import { movedWord } from '#lambda/aws/jobs-object';
import { moveToDynamoDb } from '#lambda/aws/move-jobs';
import { openMover } from '#lambda/aws/open-mover';
import { newId } from '../support/api-client.ts';
import { TEST_CONFIG } from '../support/demo-api.ts';
import { BOOK_KEY as KEY, dyingPlaces, movedRows, type Row } from '../support/moved-rows.ts';
import { DEFAULT_TENANT, entryIds, openRehearsal, type Rehearsal } from '../support/restore-rehearsal.ts';

const PHONES = 6;

let scene: Rehearsal;
let dynamo: DynamoDBClient;
beforeAll(async () => {
  scene = await openRehearsal(PHONES);
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
const { word, spoil, of: rowsOf } = rows;
const all = async (type: 'add_note' | 'set_status', args: unknown): Promise<void> => {
  for (const phone of scene.phones) await scene.work(phone, type, args);
};
const drained = async (): Promise<void> => {
  for (const phone of scene.phones) await phone.drain();
};
/** Whatever any phone has called kept is with the office once, and nothing waits. */
async function expectEachOnce(): Promise<JobBook> {
  await drained();
  const book = await scene.stored();
  const ids = Map.groupBy(entryIds(book), (id) => id);
  for (const phone of scene.phones) {
    expect(phone.tapped.map((id) => ids.get(id)?.length)).toEqual(phone.tapped.map(() => 1));
    expect(phone.engine.pending()).toBe(0);
  }
  return book;
}

let ofS3: Uint8Array;
let newest: JobBook;
const back = (older: JobBook, places: Places = scene.places()) => putBack(scene.ports(), places, DEFAULT_TENANT, older);

describe('phones of a company that has moved', () => {
  beforeAll(async () => {
    await all('set_status', { to: 'in_progress' });
    ofS3 = await scene.store.bytes(KEY);
    const mover = openMover(TEST_CONFIG, DEFAULT_TENANT, () => undefined);
    await moveToDynamoDb(mover);
    mover.close();
    await all('add_note', { text: 'confirmed' });
    for (const phone of scene.phones) phone.online = false;
    await all('set_status', { to: 'completed' });
    newest = await scene.stored();
  });

  test('A version of before the move goes over the rows, and the company stays in DynamoDB', async () => {
    const { stay } = await word();
    const done = await back(bookIn(ofS3, 'the backup'));
    expect(await word()).toMatchObject({ movedTo: 'dynamodb', stay });
    expect(bookIn((await scene.places().file.kept(done.kept ?? '')) ?? new Uint8Array(), 'kept')).toEqual(newest);
    for (const phone of scene.phones) phone.online = true;
    const book = await expectEachOnce();
    expect(book.epoch).toBe(newest.epoch + 1);
    expect(book.nextNumber).toBeGreaterThanOrEqual(newest.nextNumber + 1_000);
    for (const phone of scene.phones) expect(phone.engine.restored()).toMatchObject({ at: book.restored?.at, sentAgain: 2 });
  });

  test('A version of while it was there says which table to recover; that table, under another name, is read, torn ones are not', async () => {
    const { stay } = await word();
    const then = await scene.stored();
    const bytes = gzipSync(movedWord(stay, then));
    expect(() => bookIn(bytes, 'version:1')).toThrow(`the stay ${stay}. Recover that table as it was then under another name`);
    await createTables(dynamo, 'roster-then', 'short-then', 'jobs-then');
    for (const Item of [...(await rowsOf(stay)), ...(await rows.notes())])
      await dynamo.send(new PutItemCommand({ TableName: 'jobs-then', Item }));
    const [old = {}] = (await rowsOf(stay)).filter(({ sk }) => sk?.S?.startsWith('j#'));
    await all('add_note', { text: 'later' });
    const former = scene.places().rows;
    expect(writeBook(await former.bookIn('jobs-then', null))).toBe(writeBook(then));
    expect(writeBook(await former.bookIn('jobs-then', stay))).toBe(writeBook(then));
    const [row] = (await rowsOf(stay)).filter(({ sk }) => sk?.S?.startsWith('j#'));
    await dynamo.send(new PutItemCommand({ TableName: 'jobs-then', Item: row ?? {} }));
    await expect(former.bookIn('jobs-then', stay)).rejects.toThrow('Cannot restore: the rows of quickdump in jobs-then make no book');
    // As a backup may be made amid commits: one job's row is still of before the last of them, and only the log says so.
    const now = await scene.stored();
    const items = await rowsOf(stay);
    const plant = (Item: Row) => dynamo.send(new PutItemCommand({ TableName: 'jobs-then', Item }));
    for (const item of [...items, old]) await plant(item);
    expect(writeBook(await former.bookIn('jobs-then', stay))).toBe(writeBook(now));
    const log = items.filter(({ sk }) => sk?.S?.startsWith('c#')).toSorted((a, b) => ((a['sk']?.S ?? '') < (b['sk']?.S ?? '') ? -1 : 1));
    for (const { pk = { S: '' }, sk = { S: '' }, ...rest } of log.slice(-2)) {
      await dynamo.send(new DeleteItemCommand({ TableName: 'jobs-then', Key: { pk, sk } }));
      await expect(former.bookIn('jobs-then', stay)).rejects.toThrow('it was recovered amid a commit');
      await plant({ pk, sk, ...rest });
    }
    await expect(former.bookIn('none', null)).rejects.toThrow('there is no table none');
  });

  test('jobs.json went: the rows it led to are taken back, nobody is left behind in the old ones', async () => {
    const before = await scene.stored();
    const { stay } = await word();
    await scene.store.plant(KEY, 'not gzip');
    const done = await back(await scene.places().rows.bookIn('jobs', null));
    expect(done).toMatchObject({ on: 'dynamodb', kept: `${before.epoch}.${before.version}.json` });
    expect((await word()).stay).not.toBe(stay);
    expect(await rowsOf(stay)).toEqual([]);
    const book = await expectEachOnce();
    expect(book.epoch).toBeGreaterThan(before.epoch);
    expect(new Set(entryIds(book))).toEqual(new Set(entryIds(before)));
  });

  test.each([
    ['a job is missing', 'j#', false],
    ['the head is of another format', '!head', true],
    ['the head is missing', '!head', false],
  ])(
    'Rows that broke, %s: they are kept, the older book gets rows of its own, whoever remembers the old ones follows',
    async (_, kind, isSpoilt) => {
      // Of before the move: of a much earlier epoch than what broke.
      const older = bookIn(ofS3, 'the backup');
      await all('add_note', { text: 'newer' });
      const { epoch } = await scene.stored();
      const { stay } = await word();
      await spoil(stay, kind, isSpoilt);
      expect(await scene.ports().openJobStore(DEFAULT_TENANT).read()).toMatchObject({ ok: false, error: { code: 'store-broken' } });
      const late = newId() as JobId;
      const { places, answered } = bookedBetween(scene.places(), late);
      const done = await back(older, places);
      expect(done.on).toBe('dynamodb');
      const kept = JSON.parse(gunzipSync((await scene.places().file.kept(done.kept ?? '')) ?? new Uint8Array()).toString('utf8')) as object;
      expect(kept).toMatchObject({ stay, items: expect.arrayContaining([]) as unknown });
      const book = await expectEachOnce();
      expect(book.epoch).toBeGreaterThan(epoch);
      // Somebody whose sandbox remembers the old rows booked meanwhile: they were told that it was not taken, or it is there.
      expect(book.jobs.has(late)).toBe(answered());
      expect((await word()).stay).not.toBe(stay);
      expect(await rowsOf(stay)).toEqual([]);
    },
  );

  test('The command dies after any of its steps: run again, it ends, and one store serves', async () => {
    const older = await scene.stored();
    for (let step = 1; ; step++) {
      await spoil((await word()).stay, 'j#', false);
      const { places, died } = dyingPlaces(scene.places(), step);
      await back(older, places).catch(() => null);
      await back(older);
      expect(new Set(entryIds(await scene.stored()))).toEqual(new Set(entryIds(older)));
      expect((await word()).movedTo).toBe('dynamodb');
      if (!died()) break;
      expect(step).toBeLessThan(20);
    }
    await expectEachOnce();
  });
});

/** Just before the new rows are laid. */
function bookedBetween({ file, rows }: Places, job: JobId) {
  let isTaken = false;
  const lay = async (book: JobBook): Promise<string> => {
    isTaken = await scene.book(job).then(
      () => true,
      () => false,
    );
    return rows.lay(book);
  };
  return { places: { file, rows: { ...rows, lay } }, answered: () => isTaken };
}
