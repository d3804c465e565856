// Promises of the customer's page: light, silent about its token, honest about age, and a change made once whatever the network does.
import { expect, test, type Browser, type Page } from 'playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { dayAhead } from './desk-jobs.ts';
import { base, DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

const BUDGET_BYTES = 6 * 1024;

interface Booked {
  readonly trackingToken: string;
  readonly job: { readonly id: string; readonly number: number };
}
async function book(days: number, slot = '10-12'): Promise<Booked> {
  const body = JSON.stringify({
    tenant: 'quickdump',
    customer: { name: 'Tam Winter', phone: '(617) 555-0188' },
    address: `${Date.now() % 100_000} Link St, Boston`,
    service: 'bags',
    window: { date: dayAhead(days), slot },
  });
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(body))).toString('hex');
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'x-amz-content-sha256': hash };
  const reply = await fetch(`${base()}/api/bookings`, { method: 'POST', body, headers });
  expect(reply.status).toBe(201);
  return (await reply.json()) as Booked;
}

/** The office's steps on a job, by who is signed in on a page. */
async function office(browser: Browser, job: string, steps: readonly (readonly [type: string, args: unknown])[]): Promise<Page> {
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  await page.evaluate(
    async ([id, all]) => {
      const session = (await (await fetch('/api/session')).json()) as { member: { id: string } };
      const mutations = all.map(([type, args], at) => ({
        ...{ id: crypto.randomUUID().replace(/^(.{14})./, '$17'), seq: at + 1, schema: 1, job: id, type, args },
        tappedAt: new Date().toISOString(),
      }));
      const device = crypto.randomUUID();
      const body = JSON.stringify({ protocol: 1, device, author: session.member.id, sentAt: new Date().toISOString(), mutations });
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)));
      const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      const reply = await fetch('/api/sync', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'x-amz-content-sha256': hash },
      });
      const { results } = (await reply.json()) as { results?: { outcome: string }[] };
      if (!results?.every(({ outcome }) => outcome === 'applied'))
        throw new Error(`Cannot prepare: ${reply.status} ${JSON.stringify(results)}`);
    },
    [job, steps] as const,
  );
  return page;
}

/** A customer's phone in a language of its own. */
async function openCustomer(browser: Browser, locale = 'en-US') {
  const context = await browser.newContext({ viewport: PHONE, locale, baseURL: base() });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  return { page, context, errors };
}

for (const [locale, title] of [
  ['en-US', 'Your pickup is booked'],
  ['es-US', 'Su recogida está reservada'],
] as const) {
  test(`The first view is at most 6 KB in 3 requests, and useful before any script (${locale})`, async ({ browser }) => {
    const { trackingToken } = await book(6, '12-14');
    const { page, context, errors } = await openCustomer(browser, locale);
    const seen: { url: string; bytes: number }[] = [];
    const before: string[] = [];
    page.on('request', (request) => {
      if (!before.some((url) => url.includes('/api/'))) before.push(request.url());
    });
    page.on('response', async (response) => {
      if (response.url().includes('/api/') || response.url().endsWith('.svg')) return;
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
      seen.push({ url: response.url(), bytes: brotliCompressSync(await response.body(), { params }).length });
    });
    await page.goto(`/track/#${trackingToken}`);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await page.waitForLoadState('networkidle');
    const bytes = seen.reduce((sum, each) => sum + each.bytes, 0);
    console.log(
      `NOTE tracking page (${locale}): ${bytes} B brotli 11 in ${seen.length} requests, ${before.length - 1} before the API call`,
    );
    expect(before.length - 1).toBeLessThanOrEqual(3);
    expect(seen.length).toBeLessThanOrEqual(3);
    expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
    expect(errors).toEqual([]);

    const still = await browser.newContext({ javaScriptEnabled: false, baseURL: base() });
    const plain = await still.newPage();
    await plain.goto('/track/');
    for (const words of ['Looking for your pickup', 'Buscamos su recogida']) await expect(plain.getByText(words)).toBeVisible();
    await still.close();
    await context.close();
  });
}

test('Nothing that the page asks for, and nothing that edge and API logged, holds the token', async ({ browser }) => {
  const { trackingToken } = await book(5, '12-14');
  const { page, context } = await openCustomer(browser);
  const urls: string[] = [];
  const sent: string[] = [];
  page.on('request', (request) => {
    urls.push(request.url());
    sent.push(request.headers()['referer'] ?? '', request.postData() ?? '');
  });
  await page.goto(`/track/${trackingToken}`);
  await expect(page.getByRole('heading', { name: 'Your pickup is booked' })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/track/');
  await page.getByRole('button', { name: 'Change the time' }).click();
  await page.getByRole('button', { name: 'Other times' }).click();
  await page.getByLabel('Day').selectOption({ index: 3 });
  await page.getByRole('button', { name: '14:00–16:00' }).click();
  await expect(page.getByText('The new time is booked.')).toBeVisible();
  // The first request is the link as it was opened, in the form that we do not send.
  expect(urls[0]).toContain(trackingToken);
  expect(urls.length).toBeGreaterThan(4);
  expect([...urls.slice(1), ...sent].filter((text) => text.includes(trackingToken))).toEqual([]);
  const logs = process.env['CLOUD_LOGS'] ?? '';
  const files = readdirSync(logs);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect([file, readFileSync(join(logs, file), 'utf8').includes(trackingToken)]).toEqual([file, false]);
  await context.close();
});

test('No storage, no cookies, no worker, no third party: it works where all of them are forbidden', async ({ browser }) => {
  const { trackingToken } = await book(6, '14-16');
  const { page, context, errors } = await openCustomer(browser);
  const origins = new Set<string>();
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  await page.addInitScript(() => {
    const forbid = (owner: object, name: string): void =>
      void Object.defineProperty(owner, name, {
        get() {
          throw new DOMException('forbidden', 'SecurityError');
        },
      });
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) forbid(window, name);
    forbid(Document.prototype, 'cookie');
    forbid(Navigator.prototype, 'serviceWorker');
  });
  await page.goto(`/track/#${trackingToken}`);
  await expect(page.getByRole('heading', { name: 'Your pickup is booked' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel pickup' }).click();
  await expect(page.getByRole('heading', { name: 'Cancel this pickup?' })).toBeFocused();
  expect(await context.cookies()).toEqual([]);
  expect([...origins]).toEqual([base()]);
  expect(errors).toEqual([]);
  await context.close();
});

test('An answer that was lost moves the pickup once, and the office reads who moved it', async ({ browser }) => {
  const booked = await book(7, '08-10');
  const { page, context } = await openCustomer(browser);
  await page.goto(`/track/#${booked.trackingToken}`);
  await page.getByRole('button', { name: 'Change the time' }).click();
  await page.getByRole('button', { name: 'Other times' }).click();
  await page.getByLabel('Day').selectOption({ index: 5 });
  const keys: (string | undefined)[] = [];
  await page.route('**/api/track/reschedule', async (route) => {
    keys.push((await route.request().allHeaders())['idempotency-key']);
    const response = await route.fetch();
    if (keys.length === 1) await route.abort();
    else await route.fulfill({ response });
  });
  await page.getByRole('button', { name: '12:00–14:00' }).click();
  await expect(page.getByText('it cannot happen twice')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('The new time is booked.')).toBeVisible();
  await expect(page.getByText(/between 12:00 and 14:00/)).toBeVisible();
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  const { page: desk } = await openPage(browser, DESK);
  await signIn(desk, 'dana');
  await desk.goto(`/app/dispatch?job=${booked.job.id}`);
  const drawer = desk.getByRole('complementary', { name: `Job #${booked.job.number}` });
  await expect(drawer.getByText(/Moved to .*12–14/)).toHaveCount(1);
  await expect(drawer.getByText('by the customer, Tam').first()).toBeVisible();
  await context.close();
});

test('After a visit in vain: why, and one tap for a new time; then done, with photos and a word that the office reads', async ({
  browser,
}) => {
  const booked = await book(4, '10-12');
  const desk = await office(browser, booked.job.id, [
    ['set_status', { to: 'ready_for_pickup' }],
    ['cannot_complete', { reason: 'not_home' }],
  ]);
  const { page, context, errors } = await openCustomer(browser);
  await page.goto(`/track/#${booked.trackingToken}`);
  await expect(page.getByRole('heading', { name: 'We could not pick it up' })).toBeVisible();
  await expect(page.getByText('but nobody was home.')).toBeVisible();
  const offer = page.getByRole('button', { name: /\d\d:\d\d–\d\d:\d\d$/ }).first();
  await expect(offer).toBeVisible();
  await expectAccessible(page);
  await offer.click();
  await expect(page.getByRole('heading', { name: 'Your pickup is booked' })).toBeVisible();

  const photo = await desk.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    const pen = canvas.getContext('2d');
    pen?.fillRect(0, 0, 640, 480);
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
  });
  await desk.goto(`/app/dispatch?job=${booked.job.id}`);
  const drawer = desk.getByRole('complementary', { name: `Job #${booked.job.number}` });
  // The desk begins with what it kept: a step from before the customer's change would rightly ask for a review.
  await expect(drawer.getByText(/Moved to/).first()).toBeVisible();
  for (const step of ['Ready', 'Start', 'Complete']) await drawer.getByRole('button', { name: step, exact: true }).click();
  await drawer
    .getByLabel('Photo: After')
    .setInputFiles({ name: 'after.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(photo, 'base64') });
  await expect(page.getByRole('heading', { name: 'Your pickup is done' })).toBeVisible({ timeout: 60_000 });
  const picture = page.getByRole('img', { name: 'Photo 1 of 1 of the finished work' });
  await expect(async () => {
    await page.reload();
    await expect(picture).toBeVisible({ timeout: 3_000 });
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  }).toPass();
  await expectAccessible(page);
  // Opened large it is the picture that is there: its address may be minutes too old to be asked again.
  await page.route(/photos/, (route) => route.abort());
  await picture.click();
  await expect(page.getByRole('dialog').getByRole('img')).toHaveJSProperty('naturalWidth', 640);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('radio', { name: '4 stars' }).check({ force: true });
  await page.getByLabel('A few words').fill('Quick, and <b>swept</b> the drive');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('You gave 4 of 5.')).toBeVisible();
  await expect(drawer.getByText('4 of 5', { exact: false }).first()).toBeVisible({ timeout: 15_000 });
  await expect(drawer.getByText('Rated 4 of 5: Quick, and <b>swept</b> the drive')).toBeVisible();
  expect(errors).toEqual([]);
  await context.close();
});

test('It asks while somebody looks, rests when nothing is new, and waits as long as a busy server says', async ({ browser }) => {
  const { trackingToken } = await book(6, '08-10');
  const { page, context } = await openCustomer(browser);
  await page.clock.install();
  const asked: string[] = [];
  let busy = false;
  await page.route('**/api/track', async (route) => {
    asked.push((await route.request().allHeaders())['if-none-match'] ?? 'whole');
    if (busy)
      await route.fulfill({ status: 503, headers: { 'retry-after': '90', 'content-type': 'application/problem+json' }, body: '{}' });
    else await route.continue();
  });
  await page.goto(`/track/#${trackingToken}`);
  await expect(page.getByRole('heading', { name: 'Your pickup is booked' })).toBeVisible();
  expect(asked).toEqual(['whole']);
  await page.clock.runFor(21_000);
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[1]).toMatch(/^W\/"/);
  await page.waitForTimeout(300);
  await page.clock.runFor(21_000);
  expect(asked).toHaveLength(2);
  busy = true;
  await page.clock.runFor(10_000);
  await expect(page.getByText(/Our server does not answer. This is what we knew at \d\d:\d\d/)).toBeVisible();
  await page.clock.runFor(85_000);
  expect(asked).toHaveLength(3);
  busy = false;
  await page.clock.runFor(8_000);
  await expect(page.getByText('Our server does not answer')).toBeHidden();
  await context.close();
});

test('The page is accessible in each of its states, in both languages', async ({ browser }) => {
  const booked = await book(8, '14-16');
  for (const locale of ['en-US', 'es-US']) {
    const { page, context } = await openCustomer(browser, locale);
    await page.goto('/track/#wrong');
    await expect(page.getByText(/does not work|no funciona/)).toBeVisible();
    await expectAccessible(page);
    await page.goto('about:blank');
    await page.goto(`/track/#${booked.trackingToken}`);
    await page.getByRole('button', { name: /Change the time|Cambiar la hora/ }).click();
    await page.getByRole('button', { name: /Other times|Otras horas/ }).click();
    await expect(page.getByLabel(/Day|Día/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: /Keep|Dejarla/ }).click();
    await page.getByRole('button', { name: /Cancel pickup|Cancelar/ }).click();
    await expectAccessible(page);
    const heights = await page
      .getByRole('button')
      .evaluateAll((all) => all.map((each) => [each.textContent, each.getBoundingClientRect().height]));
    expect(heights.filter(([, height]) => Number(height) < 48)).toEqual([]);
    await context.close();
  }
});
