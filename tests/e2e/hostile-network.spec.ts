// Promises about what stands between a phone and the office: nothing but the office's own answer settles a tap. Named after what went wrong
// elsewhere.
import { expect, test, type Page, type Route } from 'playwright/test';
import { expectDay, openPage, PHONE, signIn } from './people.ts';

const problem = (status: number, code: string) => (route: Route) =>
  route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ code, title: code, detail: code, status }) });
const html = (status: number) => (route: Route) =>
  route.fulfill({ status, contentType: 'text/html', body: '<h1>Welcome to our Wi-Fi</h1>' });

const WAYS: readonly [name: string, meet: (route: Route) => Promise<unknown>][] = [
  ['a captive portal says 200 with a page of its own', html(200)],
  ['a proxy says 404 (boardsesh 5295)', html(404)],
  ['a 500 is no success (workbox 2599)', problem(500, 'bug')],
  ['a gateway says 502', html(502)],
  ['a 401 deletes nothing (TanStack 1592)', problem(401, 'not-signed-in')],
  ['a 403 deletes nothing', problem(403, 'not-allowed')],
  ['the store is busy', problem(503, 'store-busy')],
  ['the connection is cut', (route) => route.abort('connectionreset')],
  [
    'the answer is lost after the office has saved it',
    async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    },
  ],
];

const banner = (page: Page) => page.getByRole('status').filter({ hasText: /not sent yet|with the office|No connection/ });

test('Whatever the network answers, a tap stays until the office has it, and is there once', async ({ browser }) => {
  test.setTimeout(120_000);
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  await expectDay(page);
  const job = await page.evaluate(async () => {
    const { jobs } = (await (await fetch('/api/jobs?q=Telegraph')).json()) as { jobs: { id: string }[] };
    return jobs[0]?.id ?? '';
  });
  const sheet = page.getByRole('dialog');
  for (const [name, meet] of WAYS) {
    await test.step(name, async () => {
      let met = 0;
      await page.route('**/api/sync', async (route) => {
        met += 1;
        await meet(route);
      });
      await page.goto(`/app/crew?job=${job}`);
      await sheet.getByLabel('New note').fill(name);
      await sheet.getByRole('button', { name: 'Add note' }).click();
      await expect.poll(() => met).toBeGreaterThan(0);
      await expect(banner(page)).toContainText('1 change not sent yet');
      await page.reload();
      await expect(banner(page)).toContainText('1 change not sent yet');
      await page.unrouteAll({ behavior: 'wait' });
      await sheet.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('button', { name: 'Send now' }).click();
      await expect(banner(page)).toContainText('Everything is with the office', { timeout: 20_000 });
    });
  }
  await test.step('what refuses is named also while nothing waits, and nothing says that all is well', async () => {
    for (const [meet, reason] of [
      [html(403), 'Something between this device and the office refuses'],
      [problem(403, 'of-tomorrow'), 'The office does not take this: of-tomorrow'],
    ] as const) {
      await page.route('**/api/sync', meet);
      // Pressed while the exchange before still ends, it has nothing to do.
      await expect(async () => {
        await page.getByRole('button', { name: 'Send now' }).click();
        await expect(page.getByRole('alert')).toContainText(reason, { timeout: 1_000 });
      }).toPass({ timeout: 20_000 });
      await expect(page.getByRole('status').filter({ hasText: 'Needs attention' })).toBeVisible();
      await expect(banner(page)).toHaveCount(0);
      await page.screenshot({ path: 'test-results/look/attention.png' });
      await page.unrouteAll({ behavior: 'wait' });
      await page.getByRole('button', { name: 'Send now' }).click();
      await expect(banner(page)).toContainText('Everything is with the office');
      await expect(page.getByRole('alert')).toHaveCount(0);
    }
  });
  const notes = await page.evaluate(async () => {
    const { jobs } = (await (await fetch('/api/jobs?q=Telegraph')).json()) as { jobs: { notes: { text: string }[] }[] };
    return jobs[0]?.notes.map(({ text }) => text);
  });
  expect(notes).toEqual(WAYS.map(([name]) => name));
});
