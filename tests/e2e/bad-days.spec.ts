// Promises on bad days: a clock that is wrong, a disk that is full, a tab that is frozen, a worker that is stopped.
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test, type Page, type Request } from 'playwright/test';
import { base, DESK, openPage, PHONE, readyForOffline, signIn } from './people.ts';

const banner = (page: Page) => page.getByRole('status').filter({ hasText: /not sent yet|with the office|No connection/ });
const jobOf = (page: Page, words: string) =>
  page.evaluate(async (q) => {
    const { jobs } = (await (await fetch(`/api/jobs?q=${q}`)).json()) as { jobs: { id: string }[] };
    return jobs[0]?.id ?? '';
  }, words);
const notesOf = (page: Page, job: string) =>
  page.evaluate(async (id) => {
    const { notes } = (await (await fetch(`/api/jobs/${id}`)).json()) as { notes: { text: string }[] };
    return notes.map(({ text }) => text);
  }, job);
async function addNote(page: Page, job: string, text: string): Promise<void> {
  await page.goto(`/app/crew?job=${job}`);
  await page.getByRole('dialog').getByLabel('New note').fill(text);
  await page.getByRole('dialog').getByRole('button', { name: 'Add note' }).click();
}

test('A phone whose clock is a day ahead shows the company’s today, and its taps get their true time', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await page.clock.setFixedTime(Date.now() + 26 * 3_600_000);
  await signIn(page, 'kit', 'bayhaul');
  await expect(page.getByRole('article').filter({ hasText: 'Wayne' })).toBeVisible();
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/Los_Angeles', day: 'numeric', month: 'short' }).format(new Date());
  await expect(page.getByRole('banner')).toContainText(day);
  const job = await jobOf(page, 'Wayne');
  await addNote(page, job, 'by a wrong clock');
  await expect(banner(page)).toContainText('Everything is with the office');
  const entry = await page.evaluate(async (id) => {
    const { history } = (await (await fetch(`/api/jobs/${id}`)).json()) as {
      history: { type: string; tappedAt: string; receivedAt: string; skewMs?: number }[];
    };
    return history.at(-1);
  }, job);
  const skewHours = (entry?.skewMs ?? 0) / 3_600_000;
  expect(skewHours).toBeGreaterThan(25.9);
  const trueTap = Date.parse(entry?.tappedAt ?? '') - (entry?.skewMs ?? 0);
  expect(Math.abs(trueTap - Date.parse(entry?.receivedAt ?? ''))).toBeLessThan(60_000);
  // Closed, and opened where nobody can tell it the time.
  await readyForOffline(page);
  await page.context().setOffline(true);
  await page.reload();
  await expect(page.getByRole('article').filter({ hasText: 'Wayne' })).toBeVisible();
  await expect(page.getByRole('banner')).toContainText(day);
});

test('A full disk is told at the tap: nothing is called kept that is not', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  const job = await jobOf(page, 'Wayne');
  await page.goto(`/app/crew?job=${job}`);
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByLabel('New note')).toBeVisible();
  // The browser's quota cannot be set from here: its own refusal is put where it would come from.
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    Object.assign(globalThis, { diskIsFull: true });
    IDBObjectStore.prototype.put = function (...given) {
      if ((globalThis as { diskIsFull?: boolean }).diskIsFull) throw new DOMException('The disk is full', 'QuotaExceededError');
      return put.apply(this, given);
    };
  });
  await sheet.getByLabel('New note').fill('written on a full disk');
  await sheet.getByRole('button', { name: 'Add note' }).click();
  await expect(sheet.getByRole('alert')).toContainText('could not be kept on this device');
  await expect(sheet.getByText('written on a full disk')).toHaveCount(0);
  await expect(sheet.getByLabel('New note')).toHaveValue('written on a full disk');
  await expect(sheet.locator('[data-sync]')).toHaveCount(0);
  await page.evaluate(() => Object.assign(globalThis, { diskIsFull: false }));
  await sheet.getByRole('button', { name: 'Add note' }).click();
  await expect(sheet.getByText('written on a full disk')).toBeVisible();
  await expect(sheet.getByLabel('New note')).toHaveValue('');
});

/** A disk of the given kind, for pages that open from now on; the page's own storage says which, so that a test can change it. */
async function openOnDisk(page: Page): Promise<void> {
  await page.context().addInitScript(() => {
    const disk = (): string | null => localStorage.getItem('disk of the test');
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...given) {
      if (disk() === 'full') throw new DOMException('The disk is full', 'QuotaExceededError');
      return put.apply(this, given);
    };
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...given) {
      if (disk() === 'broken') throw new DOMException('Internal error opening backing store', 'UnknownError');
      return open.apply(this, given);
    };
  });
}

test('A queue on a disk that is full, or cannot be read, when the app opens: never hidden, sent, and nobody signs out before', async ({
  browser,
}) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  const job = await jobOf(page, 'Wayne');
  const phone = page.context();
  await phone.route('**/api/sync', (route) => route.abort('connectionreset'));
  await addNote(page, job, 'kept before the disk was full');
  await expect(banner(page)).toContainText('1 change not sent yet');
  await openOnDisk(page);
  const reopenOn = async (disk: string): Promise<void> => {
    await page.evaluate((kind) => localStorage.setItem('disk of the test', kind), disk);
    await page.goto('/app/crew');
  };
  const signOut = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Me', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  };
  const refusal = page.getByRole('dialog').getByRole('alert');

  await reopenOn('broken');
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be read now' })).toBeVisible();
  await phone.unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(page.getByRole('article').filter({ hasText: 'Wayne' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Needs attention' })).toBeVisible();
  await signOut();
  await expect(refusal).toContainText('cannot be read now');

  await phone.route('**/api/sync', (route) => route.abort('connectionreset'));
  await reopenOn('full');
  await expect(page.getByRole('alert').filter({ hasText: 'takes no more' })).toBeVisible();
  await expect(page.getByRole('article').filter({ hasText: 'Wayne' })).toBeVisible();
  await expect(banner(page)).toContainText('1 change not sent yet');
  await signOut();
  await expect(refusal).toContainText('1 change is not sent yet');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await phone.unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(banner(page)).toContainText('Everything is with the office');
  const notes = async (): Promise<number> => (await notesOf(page, job)).filter((text) => text === 'kept before the disk was full').length;
  expect(await notes()).toBe(1);

  // The disk has heard nothing of that, and tells it again once it is well.
  await reopenOn('well');
  await expect(banner(page)).toContainText('Everything is with the office');
  await addNote(page, job, 'kept when it was well again');
  await expect(banner(page)).toContainText('Everything is with the office');
  expect(await notesOf(page, job)).toContain('kept when it was well again');
  expect(await notes()).toBe(1);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await signOut();
  await expect(page).toHaveURL(/\/app\/$/);
});

test('A dispatcher sends the exported queue of a phone that cannot; the phone may still send it, and each counts once', async ({
  browser,
}) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  const job = await jobOf(page, 'Wayne');
  await page.route('**/api/sync', (route) => route.abort('connectionreset'));
  await addNote(page, job, 'carried by hand');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Me', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Export/ }).click();
  const file = await (await download).path();

  const desk = await openPage(browser, DESK);
  await signIn(desk.page, 'rae', 'bayhaul');
  await desk.page.goto('/app/settings');
  const pick = desk.page.getByLabel('File of unsent changes');
  await pick.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"format":"other"}') });
  await expect(desk.page.getByRole('alert')).toContainText('not a file of unsent changes');
  for (let again = 0; again < 2; again++) {
    await pick.setInputFiles(file);
    await expect(desk.page.getByText('1 change of Kit Marlow: 1 applied.')).toBeVisible();
  }
  await page.unrouteAll({ behavior: 'wait' });
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(banner(page)).toContainText('Everything is with the office');
  expect((await notesOf(page, job)).filter((text) => text === 'carried by hand')).toHaveLength(1);
  const entry = await page.evaluate(async (id) => {
    const { history } = (await (await fetch(`/api/jobs/${id}`)).json()) as {
      history: { by: { name: string }; carriedBy?: { name: string } }[];
    };
    return history.findLast((each) => each.carriedBy);
  }, job);
  expect([entry?.by.name, entry?.carriedBy?.name.split(' ')[0]]).toEqual(['Kit Marlow', 'Rae']);
});

test('A tab that froze while it was sending holds up no other tab', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  const job = await jobOf(page, 'Wayne');
  // Its request never ends, so it keeps the lock; then the system freezes it.
  await page.route('**/api/sync', () => new Promise(() => undefined));
  await addNote(page, job, 'tapped before the freeze');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  const other = await page.context().newPage();
  await other.goto('/app/crew');
  await expect(banner(other)).toContainText('Everything is with the office', { timeout: 40_000 });
  expect((await notesOf(other, job)).filter((text) => text === 'tapped before the freeze')).toHaveLength(1);
  await page.context().close();
});

test('A service worker that is stopped while something is sent changes nothing', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  const job = await jobOf(page, 'Wayne');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('ServiceWorker.enable');
  let stopped = 0;
  await page.route('**/api/sync', async (route) => {
    await devtools.send('ServiceWorker.stopAllWorkers');
    stopped += 1;
    await route.continue();
  });
  await addNote(page, job, 'the worker is gone');
  await expect.poll(async () => (await notesOf(page, job)).filter((text) => text === 'the worker is gone').length).toBe(1);
  await expect(banner(page)).toContainText('Everything is with the office');
  expect(stopped).toBeGreaterThan(0);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

/** Counted at brotli 11, as every budget is; the edge compresses quicker and sends a little more. */
const SHELL_KB = 75;
const brotli11 = (bytes: Buffer): number => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

async function sizesOf(request: Request): Promise<{ sent: number; best: number }> {
  const body = (await (await request.response())?.body()) ?? Buffer.alloc(0);
  return { sent: (await request.sizes()).responseBodySize, best: brotli11(body) };
}

test('The crew’s day stays within its budget', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  const second = await browser.newContext({
    viewport: PHONE,
    baseURL: base(),
    serviceWorkers: 'block',
    storageState: await page.context().storageState(),
  });
  const fresh = await second.newPage();
  const sizes: Promise<{ sent: number; best: number }>[] = [];
  const asked: string[] = [];
  fresh.on('request', (request) => {
    if (request.url().includes('/api/')) asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  fresh.on('requestfinished', (request) => {
    if (!request.url().includes('/api/') && !/\.(png|svg)$/.test(request.url())) sizes.push(sizesOf(request));
  });
  await fresh.goto('/app/crew');
  await expect(fresh.getByRole('article').filter({ hasText: 'Wayne' })).toBeVisible();
  const all = await Promise.all(sizes);
  const best = all.reduce((sum, size) => sum + size.best, 0);
  const sent = all.reduce((sum, size) => sum + size.sent, 0);
  console.log(
    `NOTE the crew’s day: ${(best / 1_024).toFixed(1)} KB at brotli 11, ${(sent / 1_024).toFixed(1)} KB as sent, ${all.length} files`,
  );
  console.log(`NOTE the crew’s day asks the API for ${asked.join(', ')}`);
  expect(best).toBeLessThanOrEqual(SHELL_KB * 1_024);
  // Who is signed in, and the day: whatever is asked more, a phone on one bar of signal waits for.
  expect(asked.filter((each) => each === 'POST /api/sync').length).toBe(1);
  expect(asked.length).toBeLessThanOrEqual(3);
  await second.close();
});
