// Promises of the booking page: light, in the customer's language, honest about what is not known, never booking twice, usable by anybody.
import { expect, test, type Page } from 'playwright/test';
import { brotliCompressSync } from 'node:zlib';
import { DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

const BUDGET_BYTES = 36 * 1024;
const PHOTO = { name: 'load.png', mimeType: 'image/png', buffer: Buffer.from(pngOfOnePixel(), 'base64') };
let booked = 0;

/** Everything that is needed, in a window and at a door of its own. */
async function fill(page: Page, day: number, address = `${Date.now() % 100_000}${++booked} Form St`): Promise<void> {
  await page.locator('.services input').first().check();
  await page.locator('.days input:not([disabled])').nth(day).check({ force: true });
  await page.locator('.slots input:not([disabled])').first().check({ force: true });
  await page.locator('#address').fill(address);
  await page.locator('#name').fill('Nell Form');
  await page.locator('#phone').fill('(617) 555-0181');
}
const receipt = (page: Page) => page.getByRole('heading', { name: /Job #\d+ is booked/ });

test('The first view is at most 36 KB', async ({ browser }) => {
  const { page, errors } = await openPage(browser, PHONE);
  const seen: { url: string; bytes: number }[] = [];
  page.on('response', async (response) => {
    if (response.url().includes('/api/') || response.url().endsWith('.svg')) return;
    const bytes = brotliCompressSync(await response.body()).length;
    seen.push({ url: response.url(), bytes });
  });
  await page.goto('/book/quickdump');
  await expect(page.getByRole('button', { name: 'Book' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const bytes = seen.reduce((sum, each) => sum + each.bytes, 0);
  console.log(`NOTE booking page: ${bytes} B brotli in ${seen.length} requests`);
  expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  expect(errors).toEqual([]);
});

test('An answer that is lost with its tab: the page says that it does not know, finds out, and has booked once', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await page.goto('/book/quickdump');
  await fill(page, 7);
  const numbers: number[] = [];
  const keys = new Set<string>();
  let answered = false;
  await page.context().route('**/api/bookings', async (route) => {
    const response = await route.fetch();
    if (response.status() === 201) numbers.push(((await response.json()) as { job: { number: number } }).job.number);
    keys.add((await route.request().allHeaders())['idempotency-key'] ?? '');
    await (answered ? route.fulfill({ response }) : route.abort());
  });
  await page.getByRole('button', { name: 'Book' }).click();
  await expect(page.getByRole('alert')).toContainText('We don’t know yet whether your booking arrived');
  await expect(page.locator('#address')).toBeDisabled();
  const again = await page.context().newPage();
  await page.close();
  await again.goto('/book/quickdump');
  await expect(again.getByRole('alert')).toContainText('We don’t know yet');
  await expect(again.locator('#name')).toHaveValue('Nell Form');
  answered = true;
  await again.getByRole('button', { name: 'Find out now' }).click();
  await expect(receipt(again)).toBeVisible();
  expect([new Set(numbers).size, keys.size]).toEqual([1, 1]);
  await again.reload();
  await expect(receipt(again)).toBeVisible();
  await again.getByRole('button', { name: 'Book another pickup' }).click();
  await expect(again.locator('#name')).toHaveValue('');
});

test('Without a connection the booking waits and goes by itself; the receipt works offline and makes a calendar file', async ({
  browser,
}) => {
  const { page } = await openPage(browser, PHONE);
  await page.goto('/book/quickdump');
  await fill(page, 8, '8 Café; St, Boston');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Book' }).click();
  await expect(page.getByRole('alert')).toContainText('sent as soon as there is one');
  await page.context().setOffline(false);
  await expect(receipt(page)).toBeVisible();
  await page.context().setOffline(true);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Add to calendar' }).click()]);
  expect(download.suggestedFilename()).toMatch(/^pickup-\d+\.ics$/);
  const text = await new Response(await download.createReadStream().then((stream) => stream as unknown as ReadableStream)).text();
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*LOCATION:8 Café\\; St\\, Boston\r\n[\s\S]*END:VCALENDAR\r\n$/);
});

test('Two want the last place: one has it, the other is offered the next and takes it with a tap', async ({ browser }) => {
  const [one, two] = [await openPage(browser, PHONE), await openPage(browser, PHONE)];
  for (const { page } of [one, two]) {
    await page.goto('/book/bayhaul');
    await fill(page, 9);
  }
  // Kit is alone that day: two jobs a window. One is taken here, so that one place is left.
  const rival = await openPage(browser, PHONE);
  await rival.page.goto('/book/bayhaul');
  await fill(rival.page, 9);
  await rival.page.getByRole('button', { name: 'Book' }).click();
  await expect(receipt(rival.page)).toBeVisible();
  await Promise.all([one, two].map(({ page }) => page.getByRole('button', { name: 'Book' }).click()));
  await expect(async () => {
    const shown = await Promise.all(
      [one, two].map(async ({ page }) => [await receipt(page).count(), await page.getByRole('alert').count()]),
    );
    expect(shown.toSorted()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  }).toPass();
  const loser = (await receipt(one.page).count()) === 1 ? two.page : one.page;
  await expect(loser.getByRole('alert')).toContainText('Somebody just took the last place');
  await loser.getByRole('alert').getByRole('button').first().click();
  await loser.getByRole('button', { name: 'Book' }).click();
  await expect(receipt(loser)).toBeVisible();
});

test('The same door and day again is noticed and named; a second tap books it, and the office sees a flag', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  const address = `${Date.now() % 100_000} Twice Avenue`;
  const numbers: string[] = [];
  for (const again of [false, true]) {
    await page.goto('/book/quickdump');
    await fill(page, 10, address);
    await page.getByRole('button', { name: 'Book' }).click();
    if (again) {
      await expect(page.getByRole('alert')).toContainText(`booked this address for this day already: job ${numbers[0]}`);
      await page.getByRole('button', { name: 'Book one more' }).click();
    }
    await expect(receipt(page)).toBeVisible();
    numbers.push(/#\d+/.exec((await receipt(page).textContent()) ?? '')?.[0] ?? '');
    await page.getByRole('button', { name: 'Book another pickup' }).click();
  }
  const desk = await openPage(browser, DESK);
  await signIn(desk.page, 'dana');
  await desk.page.goto(`/app/dispatch?q=${encodeURIComponent(address)}`);
  const card = (number: string) => desk.page.getByRole('article', { name: new RegExp(`${number}\\b`) });
  await expect(card(numbers[1] ?? '')).toContainText('booked twice?');
  await expect(card(numbers[0] ?? '')).not.toContainText('booked twice?');
});

test('A number that does not exist is told beside its field, and everything else stays', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await page.goto('/book/quickdump');
  await fill(page, 6);
  await page.locator('#phone').fill('117 555 0148');
  await page.getByRole('button', { name: 'Book' }).click();
  await expect(page.locator('#phone-wrong')).toHaveText('This is no phone number that exists: check its digits');
  await expect(page.locator('#phone')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#name')).toHaveValue('Nell Form');
});

test('A photo goes after the booking, says so truly, and is in the drawer; one that cannot be sent leaves the booking alone', async ({
  browser,
}) => {
  const { page } = await openPage(browser, PHONE);
  await page.goto('/book/quickdump');
  await fill(page, 11);
  await page.setInputFiles('input[type=file]', PHOTO);
  await expect(page.getByRole('img', { name: 'Photo 1' })).toBeVisible();
  let cut = true;
  await page.route('**/api/track/photos', (route) => (cut ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'Book' }).click();
  await expect(receipt(page)).toBeVisible();
  await expect(page.getByText('1 photo still sending. Keep this page open.')).toBeVisible();
  cut = false;
  await expect(page.getByText('1 photo received')).toBeVisible({ timeout: 15_000 });
  const number = /#\d+/.exec((await receipt(page).textContent()) ?? '')?.[0] ?? '';
  const desk = await openPage(browser, DESK);
  await signIn(desk.page, 'dana');
  await desk.page.goto(`/app/dispatch?q=${encodeURIComponent(number)}`);
  await expect(desk.page.getByRole('article', { name: new RegExp(`${number}\\b`) })).toContainText('1 photo');
});

test('Spanish by the link, the browser or the switch: the whole page, its errors and its receipt', async ({ browser }) => {
  const owner = await openPage(browser, DESK);
  await signIn(owner.page, 'olive');
  await owner.page.evaluate(async () => {
    const { revision } = (await (await fetch('/api/company')).json()) as { revision: string };
    const body = JSON.stringify({ revision, set: { languages: ['en', 'es'] } });
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
    const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    await fetch('/api/company', { method: 'PUT', body, headers: { 'content-type': 'application/json', 'x-amz-content-sha256': hash } });
  });
  const { page } = await openPage(browser, PHONE);
  await page.goto('/book/quickdump?lang=es');
  await expect(page.getByRole('heading', { name: 'Reserve una recogida' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await page.getByRole('button', { name: 'Reservar' }).click();
  await expect(page.getByRole('alert')).toContainText('5 cosas faltan o están mal');
  await expect(page.getByLabel('Sofá o sillón')).toBeVisible();
  await expectAccessible(page);
  await expect(page.locator('#window-wrong')).toBeVisible();
  await page.locator('.days input:not([disabled])').nth(3).check({ force: true });
  await page.locator('.slots input:not([disabled])').first().check({ force: true });
  await expect(page.locator('#window-wrong')).toBeHidden();
  await expect(page.getByRole('alert')).toContainText('4 cosas faltan o están mal');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('alert')).toContainText('4 things are missing or wrong');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Book a pickup' })).toBeVisible();
  await page.getByRole('button', { name: 'Español' }).click();
  await fill(page, 12);
  await page.getByRole('button', { name: 'Reservar' }).click();
  const heading = page.getByRole('heading', { name: /El trabajo #\d+ está reservado/ });
  await expect(heading).toBeVisible();
  await expectAccessible(page);
  const number = /#(\d+)/.exec((await heading.textContent()) ?? '')?.[1];
  const language = await owner.page.evaluate(async (wanted) => {
    const { jobs } = (await (await fetch(`/api/jobs?q=${wanted}`)).json()) as { jobs: { customer: { language?: string } }[] };
    return jobs[0]?.customer.language;
  }, number);
  expect(language).toBe('es');
});

test('By keyboard alone, at 320 pixels and letters twice as large: filled, sent, nothing beyond the edge, targets of 48 pixels', async ({
  browser,
}) => {
  const { page } = await openPage(browser, { width: 320, height: 640 });
  await page.goto('/book/quickdump');
  await expect(page.getByRole('button', { name: 'Book' })).toBeVisible();
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  const focused = () => page.evaluate(() => document.activeElement?.id || (document.activeElement as HTMLInputElement | null)?.name);
  const tabTo = async (wanted: string): Promise<void> => {
    for (let tabs = 0; tabs < 40 && (await focused()) !== wanted; tabs++) await page.keyboard.press('Tab');
    expect(await focused()).toBe(wanted);
  };
  await tabTo('service');
  await page.keyboard.press('Space');
  await tabTo('address');
  await page.keyboard.type(`${Date.now() % 100_000} Key St`);
  await tabTo('day');
  await page.keyboard.press('ArrowUp');
  await tabTo('slot');
  await page.keyboard.press('Space');
  await tabTo('name');
  await page.keyboard.type('Kay Board');
  await tabTo('phone');
  await page.keyboard.type('617-555-0182');
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a, input, textarea, label:has(input)')]
      .filter((each) => !each.closest('.unseen') && !(each.matches('input') && each.closest('label')))
      .filter((each) => each.getBoundingClientRect().height < 48)
      .map((each) => each.outerHTML.slice(0, 80)),
  );
  expect([beyond, small]).toEqual([0, []]);
  await page.keyboard.press('Enter');
  await expect(receipt(page)).toBeVisible();
});

/** A picture of one red pixel. */
function pngOfOnePixel(): string {
  return 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
}
