// Promises of the pages themselves: accessible, light, honest on errors, and sparing with the customer's token.
import { expect, test } from 'playwright/test';
import { base, DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

async function book(slot = '10-12'): Promise<{ trackingToken: string; trackingUrl: string; job: { id: string; number: number } }> {
  const body = JSON.stringify({
    tenant: 'quickdump',
    customer: { name: '<b>Ada</b> & Co', phone: '(617) 555-0177' },
    address: '9 Test Ave, Boston',
    service: 'bags',
    window: { date: new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10), slot },
  });
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(body))).toString('hex');
  const reply = await fetch(`${base()}/api/bookings`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'x-amz-content-sha256': hash },
  });
  expect(reply.status).toBe(201);
  return (await reply.json()) as Awaited<ReturnType<typeof book>>;
}

test('Every page is accessible', async ({ browser }) => {
  const { trackingUrl } = await book('08-10');
  const phone = await openPage(browser, PHONE);
  for (const path of [
    '/',
    '/book/quickdump',
    '/book/nobody-here',
    new URL(trackingUrl).pathname + new URL(trackingUrl).hash,
    '/app/',
    '/nothing-here',
  ]) {
    await phone.page.goto(path);
    await phone.page.waitForLoadState('networkidle');
    await expectAccessible(phone.page);
  }
  await signIn(phone.page, 'sam');
  await expect(phone.page.getByRole('article').first()).toBeVisible();
  await expectAccessible(phone.page);
  const desk = await openPage(browser, DESK);
  await signIn(desk.page, 'dana');
  await desk.page
    .getByRole('article', { name: /Rosa Delgado/ })
    .getByRole('button', { name: 'Drawer' })
    .click();
  await expect(desk.page.getByRole('complementary').getByText('Booked on the web')).toBeVisible();
  await expectAccessible(desk.page);
  await desk.page.goto('/app/roster');
  await expect(desk.page.getByRole('rowheader', { name: 'Sam Ortiz' })).toBeVisible();
  await expectAccessible(desk.page);
});

test('A wrong link gets a kind page; a lost connection keeps what was known and says since when', async ({ browser }) => {
  const { trackingUrl } = await book('14-16');
  const { page } = await openPage(browser, PHONE);
  await page.goto('/track/#not-a-token');
  await expect(page.getByText('This link does not work')).toBeVisible();
  await page.goto('about:blank');
  await page.goto(new URL(trackingUrl).pathname + new URL(trackingUrl).hash);
  await expect(page.getByRole('heading', { name: 'Your pickup is booked' })).toBeVisible();
  await page.context().setOffline(true);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect(page.getByText(/No connection. This is what we knew at \d\d:\d\d/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Your pickup is booked' })).toBeVisible();
});

test('The booking form names each wrong field, keeps everything, and a booking that is sent twice is one', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await page.goto('/book/quickdump');
  await page.getByLabel('Address').fill('12 Kept St');
  await page.getByLabel('Phone').fill('call me');
  await page.getByRole('button', { name: 'Book' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('listitem')).toHaveCount(4);
  await page.reload();
  await expect(page.getByLabel('Address')).toHaveValue('12 Kept St');
  await page.getByLabel('Bags and boxes').check();
  await page.getByRole('radio', { name: /left/ }).nth(3).check({ force: true });
  await page.getByRole('radio', { name: /place/ }).last().check({ force: true });
  await page.getByLabel('Your name').fill('Twice <script>');
  await page.getByLabel('Phone').fill('(617) 555-0178');
  let cut = true;
  const numbers: string[] = [];
  await page.route('**/api/bookings', async (route) => {
    const response = await route.fetch();
    numbers.push(((await response.json()) as { job: { number: number } }).job.number.toString());
    if (cut) await route.abort();
    else await route.fulfill({ response });
  });
  await page.getByRole('button', { name: 'Book' }).click();
  await expect(page.getByText('it can’t book twice')).toBeVisible();
  cut = false;
  await page.getByRole('button', { name: 'Book' }).click();
  await expect(page.getByRole('heading', { name: /is booked/ })).toBeVisible();
  expect(numbers).toHaveLength(2);
  expect(new Set(numbers).size).toBe(1);
});
