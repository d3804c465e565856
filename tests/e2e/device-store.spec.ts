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
});

test('10,000 jobs and their cursor come back together, and one changed job is one small write', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await open(page);
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
