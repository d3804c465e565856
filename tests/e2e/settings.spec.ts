// Promises of the settings page: customers see what was set, bad input is told at its field, two editors lose nothing, by keyboard too.
import { expect, test, type Browser, type Page } from 'playwright/test';
import { base, DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

// A company of its own (bayhaul): the other browser tests count on quickdump as it is.
const COMPANY = 'bayhaul';
// Many pages in one test, on machines that others share.
test.describe.configure({ timeout: 180_000 });

async function settings(browser: Browser, viewport = DESK) {
  const opened = await openPage(browser, viewport);
  await signIn(opened.page, 'rae', COMPANY);
  await opened.page.goto('/app/settings');
  await expect(field(opened.page, 'Phone')).toBeVisible();
  return opened;
}
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const save = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText(/^Saved at \d\d:\d\d\./)).toBeVisible();
};
/** A red square that a canvas draws: a real picture. */
const picture = (page: Page): Promise<Buffer> =>
  page
    .evaluate(() => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [400, 200];
      const context = canvas.getContext('2d');
      if (context) context.fillStyle = '#b02020';
      context?.fillRect(0, 0, 400, 200);
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    })
    .then((data) => Buffer.from(data, 'base64'));

async function book(): Promise<string> {
  const days = (await (await fetch(`${base()}/api/tenants/${COMPANY}`)).json()) as {
    days: { date: string; slots: { slot: string; open: number }[] }[];
  };
  const day = days.days.findLast(({ slots }) => slots.some(({ open }) => open > 0));
  const body = JSON.stringify({
    tenant: COMPANY,
    customer: { name: 'Ada', phone: '(617) 555-0177' },
    address: '9 Test Ave',
    service: 'bags',
    window: { date: day?.date, slot: day?.slots.find(({ open }) => open > 0)?.slot },
  });
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(body))).toString('hex');
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'x-amz-content-sha256': hash };
  const reply = await fetch(`${base()}/api/bookings`, { method: 'POST', body, headers });
  expect(reply.status).toBe(201);
  const url = new URL(((await reply.json()) as { trackingUrl: string }).trackingUrl);
  return url.pathname + url.hash;
}

test('Name, colour and logo are set; the booking page, the tracking page and the staff bar follow', async ({ browser }) => {
  const { page, errors } = await settings(browser);
  await field(page, 'Name').fill('Bay Haul & Sons');
  await field(page, 'Colour').fill('#7a1f3d');
  await expect(page.getByText(/Reads well/)).toHaveCount(2);
  await page.getByLabel('Logo', { exact: true }).setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: await picture(page) });
  await expect(page.getByRole('img', { name: 'The logo now' })).toBeVisible();
  await expect(page.getByText('4 changes not saved')).toBeVisible();
  await save(page);
  const bar = page.getByRole('banner').or(page.locator('header')).first();
  await expect(bar.getByText('Bay Haul & Sons')).toBeVisible();
  await expect(bar.locator('img')).toHaveJSProperty('complete', true);

  const customer = await openPage(browser, PHONE);
  // A sandbox may answer from settings that are half a minute old.
  await expect(async () => {
    await customer.page.goto(`/book/${COMPANY}`);
    await expect(customer.page.getByText('Bay Haul & Sons')).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 90_000 });
  const logo = customer.page.locator('header img');
  await expect.poll(() => logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);
  expect(await logo.evaluate((image) => image.getBoundingClientRect().height)).toBe(36);
  const brand = () => customer.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--brand'));
  await expect.poll(brand).toBe('#7a1f3d');
  const link = await book();
  await expect(async () => {
    await customer.page.goto('about:blank');
    await customer.page.goto(link);
    await expect(customer.page.getByText('Bay Haul & Sons')).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 90_000 });
  await expect.poll(() => customer.page.locator('#logo').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);
  await expect.poll(brand).toContain('#7a1f3d');
  await expectAccessible(customer.page);
  expect([...errors, ...customer.errors]).toEqual([]);
});

test('Bad input is told at its field, nothing is saved, and nothing typed is lost', async ({ browser }) => {
  const { page } = await settings(browser);
  await field(page, 'Colour').fill('#ffcc00');
  await expect(page.getByText(/1\.5 : 1 on white, needs 4\.5 : 1/)).toBeVisible();
  await page.getByLabel('Window 1 until').fill('7');
  await page.getByLabel('Places Tuesday', { exact: false }).first().fill('many');
  for (const [name, mimeType, text, words] of [
    ['logo.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>', /can carry scripts/],
    ['logo.png', 'image/png', 'not a picture at all', /not a picture/],
  ] as const) {
    await page.getByLabel('Logo', { exact: true }).setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
    await expect(page.getByText(words)).toBeVisible();
  }
  await page.getByRole('button', { name: 'Save changes' }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'not right' });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('listitem')).toHaveCount(2);
  await page.getByLabel('Places Tuesday', { exact: false }).first().fill('2');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(summary.getByText('This window ends before it starts')).toHaveCount(0);
  await page.getByRole('button', { name: /^Use #/ }).click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(summary.getByText('This window ends before it starts')).toBeVisible();
  await summary.getByRole('link', { name: 'Arrival windows' }).click();
  await expect(page.getByLabel('Window 1 until')).toBeFocused();
  await expect(page.getByLabel('Window 1 until')).toHaveValue('07:00');
  // Leaving asks first.
  await page.getByRole('link', { name: 'Board' }).click();
  await expect(page.getByRole('dialog', { name: 'Leave without saving?' })).toBeVisible();
  await page.getByRole('button', { name: 'Stay here' }).click();
  await expect(page.getByLabel('Window 1 until')).toHaveValue('07:00');
  await page.getByRole('link', { name: 'Board' }).click();
  await page.getByRole('button', { name: 'Leave without saving' }).click();
  await page.waitForURL(/dispatch/);
  await page.goto('/app/settings');
  await expect(field(page, 'Colour')).toHaveValue('#7a1f3d');
});

test('Two dispatchers set the same field: the later one sees whose is there and chooses; other fields go together', async ({ browser }) => {
  const first = await settings(browser);
  const second = await settings(browser);
  await field(second.page, 'Letters').fill('BH');
  await field(second.page, 'Phone').fill('(510) 555-0122');
  await field(first.page, 'Phone').fill('(510) 555-0111');
  await save(first.page);
  await second.page.getByRole('button', { name: 'Save changes' }).click();
  const box = second.page.getByRole('alert', { name: 'Two people changed the same setting' });
  await expect(box).toContainText(/Rae .* changed this at \d\d:\d\d/);
  await expect(box).toContainText('(510) 555-0111');
  await expect(box).toContainText('(510) 555-0122');
  await expectAccessible(second.page);
  await box.getByRole('button', { name: 'Use mine: Phone' }).click();
  await expect(second.page.getByText(/^Saved at/)).toBeVisible();
  await first.page.reload();
  await expect(field(first.page, 'Phone')).toHaveValue('(510) 555-0122');
  await expect(field(first.page, 'Letters')).toHaveValue('BH');
  // Different fields: nobody is asked.
  await field(second.page, 'Name').fill('Bay Haul');
  await field(first.page, 'Phone').fill('(510) 555-0100');
  await save(second.page);
  await save(first.page);
  await expect(first.page.getByText(/Also new: name by Rae/)).toBeVisible();
  await expect(field(first.page, 'Name')).toHaveValue('Bay Haul');
  // A running page hears of it when it is looked at again.
  await second.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect(field(second.page, 'Phone')).toHaveValue('(510) 555-0100');
  // Typing goes on while a save is under way: what was typed since stays, and is not called saved.
  const answered = Promise.withResolvers<void>();
  await second.page.route('**/api/company', async (route) => {
    if (route.request().method() === 'PUT') await answered.promise;
    await route.continue();
  });
  await field(second.page, 'Phone').fill('(510) 555-0101');
  await second.page.getByRole('button', { name: 'Save changes' }).click();
  await field(second.page, 'Letters').fill('BZ');
  answered.resolve();
  await expect(second.page.getByText('1 change not saved')).toBeVisible();
  await expect(field(second.page, 'Letters')).toHaveValue('BZ');
  await expect(field(second.page, 'Phone')).toHaveValue('(510) 555-0101');
});

test('By keyboard: a cell of the week is walked to and set, a service moved, a day off added; customers cannot book then', async ({
  browser,
}) => {
  const { page } = await settings(browser);
  await page.getByLabel(/^Places Monday 09:00/).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByLabel(/^Places Tuesday 12:00/)).toBeFocused();
  await page.keyboard.type('9');
  await page.getByRole('button', { name: /^Move Mattress and bed frame up/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Mattress and bed frame is now 1 of 6.')).toBeAttached();
  const date = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('Day', { exact: true }).fill(date);
  await page.getByLabel('Reason').fill('Stocktaking');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listitem').filter({ hasText: 'Stocktaking' })).toBeVisible();
  await page.getByRole('button', { name: 'Save changes' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Saved at/)).toBeVisible();
  const shown = (await (await fetch(`${base()}/api/tenants/${COMPANY}`)).json()) as {
    services: { id: string }[];
    days: { date: string; closed?: string; slots: { slot: string; open: number }[] }[];
  };
  expect(shown.services[0]?.id).toBe('mattress');
  expect(shown.days.find((day) => day.date === date)).toEqual({ date, closed: 'Stocktaking', slots: [] });
  await page.getByRole('button', { name: /after all/ }).click();
  await save(page);
});

test('A crew member sees what they may, and no fields', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'sam');
  await page.goto('/app/settings');
  await expect(page.getByText('The office sets these.')).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await expectAccessible(page);
});

test('The page is accessible and fits, on a phone and a desk', async ({ browser }) => {
  for (const viewport of [PHONE, DESK, { width: 320, height: 640 }]) {
    const { page, errors } = await settings(browser, viewport);
    await field(page, 'Phone').fill('(510) 555-0199');
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    expect(errors).toEqual([]);
  }
});
