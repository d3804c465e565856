// Promises of an update: offered, never forced; the queue and the page that is open survive it, and the former release's files still resolve.
import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'playwright/test';
import { base, PASSWORD, PHONE } from './people.ts';

/** The same site, which has a newer worker from `release()` on. */
async function siteWithReleases(): Promise<{ origin: string; release: () => void; server: Server }> {
  let newer = false;
  const server = createServer((incoming, outgoing) => {
    const { hostname, port } = new URL(base());
    const { 'if-none-match': _known, 'if-modified-since': _since, ...wanted } = incoming.headers;
    const headers = { ...wanted, host: `${hostname}:${port}`, 'accept-encoding': 'identity' };
    const onward = ask({ hostname, port, path: incoming.url, method: incoming.method, headers }, (answer) => {
      const worker = newer && incoming.url === '/service-worker.js';
      const { 'content-length': length, etag, ...rest } = answer.headers;
      outgoing.writeHead(
        answer.statusCode ?? 502,
        worker ? rest : { ...rest, ...(length && { 'content-length': length }), ...(etag && { etag }) },
      );
      answer.on('data', (bytes: Buffer) => outgoing.write(bytes));
      answer.on('end', () => outgoing.end(worker ? '\n// a newer release' : undefined));
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, release: () => (newer = true), server };
}

test('An update with a full queue is offered, keeps the open page working, and loses nothing (failure 18)', async ({ browser }) => {
  const { origin, release, server } = await siteWithReleases();
  const context = await browser.newContext({ viewport: PHONE, baseURL: origin });
  const page = await context.newPage();
  await page.goto('/app/?company=bayhaul');
  await page.getByLabel('Name', { exact: true }).fill('kit');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/app\/crew/);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await expect(page.getByRole('article').filter({ hasText: 'Wayne' })).toBeVisible();
  const files = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.includes('/immutable/')),
  );
  expect(files.length).toBeGreaterThan(5);

  await context.route('**/api/sync', (route) => route.abort('connectionreset'));
  const note = async (text: string): Promise<void> => {
    await page.getByRole('article').filter({ hasText: 'Wayne' }).getByRole('button').first().click();
    await page.getByRole('dialog').getByLabel('New note').fill(text);
    await page.getByRole('dialog').getByRole('button', { name: 'Add note' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  };
  await note('before the update');
  const other = await context.newPage();
  await other.goto('/app/crew');
  await expect(other.getByRole('article').filter({ hasText: 'Wayne' })).toBeVisible();
  release();
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration('/app/'))?.update()));
  const update = page.getByRole('button', { name: 'Update', exact: true });
  const elsewhere = other.getByRole('button', { name: 'Update', exact: true });
  await expect(update).toBeVisible();
  await expect(elsewhere).toBeVisible();
  // Not taken yet: the page that is open goes on with its own files, also those that it loads only now.
  await note('while it waits');
  await page.getByRole('button', { name: 'Me', exact: true }).click();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Without a signal' })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await update.click();
  await expect(update).toBeHidden();
  await expect(page.getByText('2 changes not sent yet')).toBeVisible();
  // Taken for both: in the other tab nobody waits any more, and its button opens that page anew all the same.
  await expect
    .poll(() => other.evaluate(async () => (await navigator.serviceWorker.getRegistration('/app/'))?.waiting === null))
    .toBe(true);
  await elsewhere.click();
  await expect(elsewhere).toBeHidden();
  await expect(other.getByText('2 changes not sent yet')).toBeVisible();
  await other.close();
  for (const file of files) expect((await page.request.get(file)).status(), file).toBe(200);
  await context.unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(page.getByText('Everything is with the office')).toBeVisible();
  await context.close();
  server.closeAllConnections();
  server.close();
});
