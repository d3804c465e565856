// Promises of the store on a device's disk, in a real browser: one order for two tabs, nothing lost with a killed browser, words when it fails.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type Page } from 'playwright/test';
import type { LocalStore, MutationDraft, Replica } from '#sync/port';
import type { SyncResponse } from '#core/protocol';
import { serveStorePage, type StorePage } from './browser-store.ts';

declare const haul: { open(name: string): Promise<LocalStore>; draft(text: string): MutationDraft };
declare const store: LocalStore & { close(): void };

const KILLS = Number(process.env['KILLS'] ?? 12);
const EXECUTABLE = '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let place: StorePage;
test.beforeAll(async () => void (place = await serveStorePage()));
test.afterAll(() => place.close());

const open = async (page: Page, name = 'haul test'): Promise<void> => {
  await page.goto(place.origin);
  await page.evaluate(async (each) => void (await haul.open(each)), name);
};
const tap = (page: Page, text: string): Promise<string> =>
  page.evaluate(async (each) => {
    const draft = haul.draft(each);
    await store.enqueue(draft);
    return draft.id;
  }, text);

/** From now on the page counts what it asks of IndexedDB. */
const countWork = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const work = { transactions: 0, reads: 0, writes: 0, largestWrite: 0 };
    Object.assign(globalThis, { work });
    const count = (prototype: object, names: readonly string[], name: 'transactions' | 'reads' | 'writes'): void => {
      for (const method of names) {
        const plain = Reflect.get(prototype, method) as (...words: unknown[]) => unknown;
        Reflect.set(prototype, method, function (this: unknown, ...words: unknown[]) {
          work[name] += 1;
          if (name === 'writes') work.largestWrite = Math.max(work.largestWrite, JSON.stringify(words[0]).length);
          return plain.apply(this, words);
        });
      }
    };
    count(IDBDatabase.prototype, ['transaction'], 'transactions');
    count(IDBObjectStore.prototype, ['get', 'getAll', 'getAllKeys', 'openCursor'], 'reads');
    count(IDBObjectStore.prototype, ['put', 'add', 'delete', 'clear'], 'writes');
  });
/** What was asked since it was last read. */
const workDone = (page: Page): Promise<{ transactions: number; reads: number; writes: number; largestWrite: number }> =>
  page.evaluate(() => {
    const { work } = globalThis as unknown as { work: Record<'transactions' | 'reads' | 'writes' | 'largestWrite', number> };
    const done = { ...work };
    Object.assign(work, { transactions: 0, reads: 0, writes: 0, largestWrite: 0 });
    return done;
  });
const rowsOf = (page: Page): Promise<{ seq: number; text: string }[]> =>
  page.evaluate(async () => (await store.load()).rows.map(({ seq, draft }) => ({ seq, text: (draft.args as { text: string }).text })));

/** Every process that was started for this profile. */
function killAll(profile: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

test('Two tabs share one order: numbers without gaps, each tap once, and each tab sees the other’s', async ({ browser }) => {
  const context = await browser.newContext();
  const [one, two] = [await context.newPage(), await context.newPage()];
  await Promise.all([open(one), open(two)]);
  await Promise.all([one, two].map((page, tab) => Promise.all(Array.from({ length: 25 }, (_, i) => tap(page, `${tab} ${i}`)))));
  const [seen, same] = [await rowsOf(one), await rowsOf(two)];
  expect(seen).toEqual(same);
  expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  expect(new Set(seen.map(({ text }) => text)).size).toBe(50);
  expect(await one.evaluate(async () => (await store.load()).device)).toBe(await two.evaluate(async () => (await store.load()).device));
  // A tap is one transaction: what is stored is asked for while the row and its number are written. Another tab's tap in between costs one more.
  await countWork(one);
  for (let taps = 0; taps < 3; taps++) await tap(one, `counted ${taps}`);
  expect(await workDone(one)).toMatchObject({ transactions: 3, reads: 3, writes: 6 });
  await tap(two, 'the other tab');
  await tap(one, 'after the other tab');
  expect(await workDone(one)).toMatchObject({ transactions: 2, writes: 4 });
  expect((await rowsOf(one)).map(({ seq }) => seq)).toEqual(Array.from({ length: 55 }, (_, i) => i + 1));
});

test('10,000 jobs and their cursor come back together, and one changed job is one small write', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await open(page);
  await countWork(page);
  const measured = await page.evaluate(async () => {
    const job = (i: number) => ({
      id: `0198d3a0-0000-7000-8000-${i.toString(16).padStart(12, '0')}`,
      rev: 1,
      status: 'ready_for_pickup',
      address: `${i} Elm St`,
      history: [],
    });
    const answer = (version: number, jobs: unknown[]) =>
      ({
        epoch: 1,
        version,
        lastSeq: 0,
        snapshot: version === 1,
        minSchema: 1,
        maxSchema: 1,
        serverTime: new Date().toISOString(),
        results: [],
        jobs,
        removed: [],
      }) as unknown as SyncResponse;
    const beganMs = performance.now();
    await store.settle(
      answer(
        1,
        Array.from({ length: 10_000 }, (_, i) => job(i)),
      ),
    );
    const allMs = performance.now() - beganMs;
    const againMs = performance.now();
    await store.settle(answer(2, [{ ...job(7), rev: 2 }]));
    return { allMs, oneMs: performance.now() - againMs };
  });
  console.log(`NOTE 10,000 jobs into the device's store in ${measured.allMs.toFixed(0)} ms, one more in ${measured.oneMs.toFixed(1)} ms`);
  // A hundred records and the cursor; then the one record that the job lies in, and the cursor.
  const { transactions, writes, largestWrite } = await workDone(page);
  expect({ transactions, writes }).toEqual({ transactions: 2, writes: 103 });
  expect(largestWrite).toBeLessThan(100 * 250);
  await page.reload();
  await open(page);
  const held = await page.evaluate(async () => {
    const { jobs, cursor } = (await store.load()) as Replica;
    return { size: jobs.size, cursor, changed: [...jobs.values()].filter(({ rev }) => rev === 2).length };
  });
  expect(held).toEqual({ size: 10_000, cursor: { epoch: 1, version: 2 }, changed: 1 });
});

test('A dropped connection is opened again: the next tap is kept (failure 14)', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await open(page);
  await tap(page, 'before');
  await page.evaluate(() => store.close());
  await tap(page, 'after');
  expect((await rowsOf(page)).map(({ text }) => text)).toEqual(['before', 'after']);
});

test('Taken back for another tab’s write, a photo fails nowhere unheard, and is kept with its tap', async ({ browser }) => {
  const context = await browser.newContext();
  const [page, other] = [await context.newPage(), await context.newPage()];
  const unheard: string[] = [];
  page.on('pageerror', ({ message }) => unheard.push(message));
  await open(page);
  await open(other);
  await tap(other, 'the other tab');
  const kept = await page.evaluate(async () => {
    const sha256 = 'a'.repeat(64);
    const args = { kind: 'job', sha256, text: 'with a photo' };
    await store.enqueue({ ...haul.draft(''), type: 'attach_photo', args } as MutationDraft, new ArrayBuffer(8));
    // A change that fails while what is stored is asked for.
    const failed = await store.enqueue(null as never).then(
      () => false,
      () => true,
    );
    const { photos } = store as unknown as { photos: { read(name: string): Promise<ArrayBuffer | null> } };
    return { bytes: (await photos.read(sha256))?.byteLength, failed };
  });
  expect(kept).toEqual({ bytes: 8, failed: true });
  expect((await rowsOf(page)).map(({ text }) => text)).toEqual(['the other tab', 'with a photo']);
  expect(unheard).toEqual([]);
});

test('What another tab wrote is read while the connection of a photo is lost: no job goes (failure 14)', async ({ browser }) => {
  const context = await browser.newContext();
  const [page, other] = [await context.newPage(), await context.newPage()];
  await open(page);
  await page.evaluate(async () => {
    const job = { id: '0198d3a0-0000-7000-8000-00000000000a', rev: 1, status: 'ready_for_pickup', history: [] };
    await store.settle({
      epoch: 1,
      version: 1,
      lastSeq: 0,
      snapshot: true,
      results: [],
      jobs: [job],
      removed: [],
    } as unknown as SyncResponse);
  });
  await open(other);
  await tap(other, 'the other tab');
  const jobs = await page.evaluate(async () => {
    const { getAll } = IDBObjectStore.prototype;
    const { transaction } = IDBDatabase.prototype;
    let reading: Promise<unknown> | null = null;
    let isDropped = false;
    // The system drops the connection just as the photo is asked for, between two answers of the other reading.
    IDBDatabase.prototype.transaction = function (...words) {
      if (words[0] !== 'photoBytes' || isDropped) return transaction.apply(this, words);
      isDropped = true;
      throw new DOMException('closing', 'InvalidStateError');
    };
    IDBObjectStore.prototype.getAll = function (...words) {
      reading ??= (store as unknown as { photos: { read(sha256: string): Promise<unknown> } }).photos.read('none');
      return getAll.apply(this, words);
    };
    const { size } = (await store.enqueue(haul.draft('this tab'))).jobs;
    return { size, isDropped, photo: await reading, stored: (await store.load()).jobs.size };
  });
  expect(jobs).toEqual({ size: 1, isDropped: true, photo: null, stored: 1 });
});

test('Emptying the device of jobs leaves its queue', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await open(page);
  await tap(page, 'still to tell');
  const left = await page.evaluate(async () => {
    const { jobs, cursor, rows } = await store.forget();
    return [jobs.size, cursor, rows.length];
  });
  expect(left).toEqual([0, null, 1]);
});

const browserWith = (profile: string) =>
  chromium.launchPersistentContext(profile, { args: ARGS, ...(existsSync(EXECUTABLE) && { executablePath: EXECUTABLE }) });

test(`${KILLS} kills of the browser right after a tap was kept: ${KILLS} taps there (failure 5)`, async () => {
  test.setTimeout(120_000 + KILLS * 20_000);
  const profile = await mkdtemp(join(tmpdir(), 'haul-kill-'));
  const kept: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const context = await browserWith(profile);
    const page = await context.newPage();
    await open(page);
    expect((await rowsOf(page)).map(({ text }) => text)).toEqual(kept);
    const text = `kill ${kill}`;
    await tap(page, text);
    kept.push(text);
    // Every process of this browser at once, as a dead battery would.
    killAll(profile);
    await context.close().catch(() => undefined);
  }
  const context = await browserWith(profile);
  const page = await context.newPage();
  await open(page);
  expect((await rowsOf(page)).map(({ text }) => text)).toEqual(kept);
  console.log(`NOTE killed right after Saved: ${kept.length} of ${KILLS} taps kept`);
  await context.close();
  await rm(profile, { recursive: true, force: true });
});
