// Promises of a day with no signal, in a real browser: it begins cold, keeps every tap on the disk, and tells the office once.
import { readFile } from 'node:fs/promises';
import { expect, test, type Locator, type Page } from 'playwright/test';
import { base, DESK, openPage, PHONE, readyForOffline, signIn } from './people.ts';

/** A hasty thumb: the second tap comes when the first has just been taken, on whatever stands there by then. */
const tapTwice = (button: Locator): Promise<void> =>
  button.evaluate(
    (element: HTMLElement) =>
      new Promise((done) => {
        const word = element.innerText;
        const again = (): void => {
          if (element.innerText === word) return void setTimeout(again);
          element.click();
          done();
        };
        element.click();
        again();
      }),
  );
const rowOf = (page: Page, name: string) => page.getByRole('article').filter({ hasText: name });
const banner = (page: Page) => page.getByRole('status').filter({ hasText: /not sent yet|with the office|No connection/ });

test('A driver without a signal opens the app cold, starts a job, closes the app, and it arrives exactly once', async ({ browser }) => {
  const { page, errors } = await openPage(browser, PHONE);
  const phone = page.context();
  await signIn(page, 'bo');
  await expect(rowOf(page, '46 Lincoln St')).toBeVisible();
  await readyForOffline(page);
  await expect(rowOf(page, '46 Lincoln St')).toBeVisible();

  await phone.setOffline(true);
  await page.close();
  const cold = await phone.newPage();
  await cold.goto(`${base()}/app/crew`);
  await expect(banner(cold)).toContainText('No connection');
  await rowOf(cold, '46 Lincoln St').getByRole('button').first().click();
  const sheet = cold.getByRole('dialog');
  await tapTwice(sheet.getByRole('button', { name: 'Start' }));
  await sheet.getByRole('button', { name: 'Complete', exact: true }).click();
  await sheet.getByRole('textbox').fill('Left the bed frame at the kerb');
  await sheet.getByRole('button', { name: /note/i }).click();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await expect(banner(cold)).toContainText('3 changes not sent yet');
  await expect(banner(cold)).toContainText('safe on this phone');
  await expect(rowOf(cold, '46 Lincoln St').locator('[data-sync="queued"]')).toHaveText('On this phone');

  await cold.close();
  const again = await phone.newPage();
  await again.goto(`${base()}/app/crew`);
  await expect(banner(again)).toContainText('3 changes not sent yet');
  await phone.setOffline(false);
  await again.getByRole('button', { name: 'Send now' }).click();
  await expect(banner(again)).toContainText('Everything is with the office');
  await expect(rowOf(again, '46 Lincoln St').locator('[data-sync="received"]')).toHaveText('Received');

  const desk = await openPage(browser, DESK);
  await signIn(desk.page, 'dana');
  const done = desk.page.getByRole('region', { name: 'Completed', exact: true });
  await expect(done.getByRole('article').filter({ hasText: 'Jules Marchetti' })).toBeVisible();
  const history = await desk.page.evaluate(async () => {
    const { jobs } = (await (await fetch('/api/jobs?q=Marchetti')).json()) as { jobs: { id: string }[] };
    const job = (await (await fetch(`/api/jobs/${jobs[0]?.id ?? ''}`)).json()) as { history: { type: string; outcome: string }[] };
    return job.history.slice(-3).map(({ type, outcome }) => `${type} ${outcome}`);
  });
  expect(history).toEqual(['set_status applied', 'set_status applied', 'add_note applied']);
  expect(errors).toEqual([]);
});

test('Everything that a crew opens in a day opens on a cold start with no signal, though it was never opened before', async ({
  browser,
}) => {
  const { page, errors } = await openPage(browser, PHONE);
  await signIn(page, 'bo');
  await readyForOffline(page);
  const phone = page.context();
  await phone.setOffline(true);
  await page.close();
  const cold = await phone.newPage();
  cold.on('pageerror', (error) => errors.push(String(error)));
  await cold.goto(`${base()}/app/crew`);
  const sheet = cold.getByRole('dialog');
  const card = cold.getByRole('article').filter({ has: cold.getByRole('button', { name: 'Could not complete' }) });
  for (const [button, inside] of [
    [card.getByRole('button', { name: 'Could not complete' }), 'What stood in the way?'],
    [card.getByRole('button', { name: 'Notes and photos' }), 'History'],
    [cold.getByRole('button', { name: 'New job', exact: true }), 'What is it?'],
    [cold.getByRole('button', { name: 'Me', exact: true }), 'Without a signal'],
  ] as const) {
    await button.click();
    await expect(sheet.getByText(inside).first()).toBeVisible();
    await sheet.getByRole('button', { name: 'Close' }).click();
  }
  await cold.getByRole('link', { name: 'Tomorrow' }).click();
  await expect(cold.getByRole('heading', { name: 'Tomorrow' })).toBeVisible();
  expect(errors).toEqual([]);
});

test('A wrong tap is taken back within ten seconds, by a change of its own; the queue can be taken out as a file', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  await readyForOffline(page);
  await expect(rowOf(page, '17 Wayne Pl')).toBeVisible();
  await page.context().setOffline(true);
  await rowOf(page, '17 Wayne Pl').getByRole('button').first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Start' }).click();
  await expect(sheet.getByRole('button', { name: 'Complete', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(sheet.getByRole('button', { name: 'Start' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await expect(banner(page)).toContainText('2 changes not sent yet');
  await page.getByRole('button', { name: 'Me' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('alert')).toContainText('2 changes are not sent yet');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Export 2 unsent/ }).click()]);
  const queue = JSON.parse(await readFile(await file.path(), 'utf8')) as { format: string; mutations: { type: string; seq: number }[] };
  expect([queue.format, queue.mutations.map(({ type, seq }) => `${seq} ${type}`)]).toEqual(['haul-queue', ['1 set_status', '2 undo']]);
  await page.context().setOffline(false);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(banner(page)).toContainText('Everything is with the office');
});

test('A session that ends while there is no signal locks nobody out of the day; sending waits for a sign-in', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'ana');
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
  await readyForOffline(page);
  await page.context().clearCookies();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'Your session has ended' })).toBeVisible();
});

test('A system that says there is a network again wakes an open page to send; without a page nothing is sent and nothing breaks', async ({
  browser,
}) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  await readyForOffline(page);
  const devtools = await page.context().newCDPSession(page);
  const registration = new Promise<string>((found) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(base()));
      if (own) found(own.registrationId);
    }),
  );
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registration;
  const asked = page.waitForRequest('**/api/sync');
  await devtools.send('ServiceWorker.dispatchSyncEvent', { origin: base(), registrationId, tag: 'haul-send', lastChance: false });
  await asked;
});

test('The worker answers for the staff app alone: booking, tracking, the API and uploads are never its business', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'ana');
  await readyForOffline(page);
  await page.goto('/app/crew');
  expect(await page.evaluate(() => new URL(navigator.serviceWorker.controller?.scriptURL ?? 'none:').pathname)).toBe('/service-worker.js');
  const answer = await page.request.get('/api/health');
  expect(answer.ok()).toBe(true);
  const cached = await page.evaluate(async () => {
    await fetch('/api/health');
    const names = await caches.keys();
    const urls = await Promise.all(
      names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)),
    );
    return urls.flat();
  });
  expect(cached.length).toBeGreaterThan(30);
  expect(cached.filter((path) => /^\/(?:api|book|track|booking|tracking|splash)(?:\/|$)/.test(path))).toEqual([]);
  for (const path of ['/book/quickdump', '/track/abc']) {
    await page.goto(path);
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  }
});
