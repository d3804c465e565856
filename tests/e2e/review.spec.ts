// Promises of the review inbox: a fact from the field is put before a person with what it met, and both sides hear what was decided.
import { expect, test, type Browser, type Page } from 'playwright/test';
import { bookJob, openDrawer, type BookedJob } from './desk-jobs.ts';
import { DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

// A phone goes offline and comes back while two desks poll.
test.describe.configure({ timeout: 120_000 });

const cardOf = (page: Page, { number }: BookedJob) => page.getByRole('article', { name: new RegExp(`#${number}\\b`) });

/** A phone in a pocket asks once a minute; one that is looked at asks now. */
async function expectTold(phone: Page, text: RegExp): Promise<void> {
  await expect(async () => {
    await phone.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect(phone.getByRole('dialog').getByText(text)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 40_000 });
}

/** Sam starts and completes without a signal while Dana cancels; then his phone hears again. */
async function cancelledMeanwhile(browser: Browser, street: string, slot: string) {
  const job = await bookJob(street, 8, slot);
  const [desk, phone] = [await openPage(browser, DESK), await openPage(browser, PHONE)];
  await signIn(desk.page, 'dana');
  const drawer = await openDrawer(desk.page, job);
  await drawer.getByLabel('Driver').selectOption({ label: 'Sam Ortiz' });
  await drawer.getByRole('button', { name: 'Ready', exact: true }).click();
  await expect(drawer.getByRole('button', { name: 'Start', exact: true })).toBeVisible();
  await expect(drawer.locator('[data-sync="queued"], [data-sync="sending"]')).toHaveCount(0);

  await signIn(phone.page, 'sam');
  await phone.page.goto(`/app/crew?job=${job.id}`);
  const sheet = phone.page.getByRole('dialog', { name: `Job #${job.number}` });
  await expect(sheet.getByRole('button', { name: 'Start' })).toBeVisible();
  await phone.page.context().setOffline(true);
  await sheet.getByRole('button', { name: 'Start' }).click();
  await sheet.getByRole('button', { name: 'Complete', exact: true }).click();
  await expect(sheet.getByText('Completed', { exact: true }).first()).toBeVisible();

  await drawer.getByRole('button', { name: 'Cancel job' }).click();
  await desk.page.getByRole('button', { name: 'Customer called it off' }).click();
  await desk.page.getByRole('button', { name: 'Cancel the job' }).click();
  await expect(drawer.getByText('Cancelled: Customer called it off')).toBeVisible();
  await expect(drawer.locator('[data-sync="queued"], [data-sync="sending"]')).toHaveCount(0);
  await phone.page.context().setOffline(false);
  await expect(sheet.getByText(/Your completion \(\d\d:\d\d\) went to the office for review/)).toBeVisible({ timeout: 20_000 });
  return { job, desk, phone, sheet };
}

test('A completion that met a cancellation: both facts in the inbox, one tap accepts it, and the driver’s phone says so', async ({
  browser,
}) => {
  const { job, desk, phone, sheet } = await cancelledMeanwhile(browser, '1 Accept Row, Boston', '08-10');
  const { page } = desk;
  await page.goto('/app/review');
  const card = cardOf(page, job);
  await expect(card).toContainText(/Started.*Sam Ortiz.*tapped \d\d:\d\d · received \d\d:\d\d · Sam’s phone.*Completed/s);
  await expect(card).toContainText(/Cancelled: Customer called it off.*Dana Whitfield \(you\)/s);
  await expectAccessible(page);
  await expect(page.getByRole('link', { name: /Review \d/ })).toBeVisible();
  await card.getByRole('button', { name: 'Accept Sam’s' }).click();
  await expect(card).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: 'the claim is accepted' })).toBeAttached();
  await expect(page.getByRole('listitem').filter({ hasText: `#${job.number}` })).toContainText('Sam’s claim accepted · Completed');

  await expectTold(phone.page, /Your completion \(\d\d:\d\d\) was accepted by Dana Whitfield at \d\d:\d\d/);
  await expectAccessible(phone.page);
  await sheet.getByRole('button', { name: 'Understood' }).first().click();
  await expect(sheet.getByText(/was accepted by/)).toHaveCount(1);
  // The job is of another day: what is not read yet stands above today's, and leads to it.
  await sheet.getByRole('button', { name: 'Close' }).click();
  const told = phone.page.getByRole('main').locator('.notice').filter({ hasText: 'was accepted by' });
  await expect(told).toHaveCount(1);
  await expectAccessible(phone.page);
  await phone.page.screenshot({ path: 'test-results/look/told.png' });
  await told.getByRole('button', { name: `Job #${job.number} · 1 Accept Row` }).click();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await told.getByRole('button', { name: 'Understood' }).click();
  await expect(told).toHaveCount(0);
  expect([...desk.errors, ...phone.errors]).toEqual([]);
});

test('Kept as it stood, the driver is told too; the decision can be taken back, and another desk sees both', async ({ browser }) => {
  const { job, desk, phone } = await cancelledMeanwhile(browser, '2 Keep Row, Boston', '10-12');
  const other = await openPage(browser, DESK);
  await signIn(other.page, 'olive');
  await other.page.goto('/app/review');
  await expect(cardOf(other.page, job)).toBeVisible();
  await expectAccessible(other.page);
  await desk.page.goto('/app/review');
  const card = cardOf(desk.page, job);
  await card.getByRole('button', { name: 'Keep cancelled' }).focus();
  await desk.page.keyboard.press('Enter');
  await expect(card).toHaveCount(0);
  await expect(cardOf(other.page, job)).toHaveCount(0, { timeout: 12_000 });
  await expect(other.page.getByRole('listitem').filter({ hasText: `#${job.number}` })).toContainText('Dana Whitfield');

  await expectTold(phone.page, /Dana Whitfield decided at \d\d:\d\d: the job stays “Cancelled”\. Your completion/);

  await desk.page.getByRole('button', { name: `Undo the decision on #${job.number}` }).click();
  await expect(card).toBeVisible();
  await expect(cardOf(other.page, job)).toBeVisible({ timeout: 12_000 });
});

test('A change on a job that nobody knows is read, copied and put away, by name, and can be brought back', async ({ browser }) => {
  const phone = await openPage(browser, PHONE);
  await signIn(phone.page, 'bo');
  await phone.page.evaluate(async () => {
    const { member } = (await (await fetch('/api/session')).json()) as { member: { id: string } };
    const note = {
      id: crypto.randomUUID(),
      seq: 1,
      schema: 1,
      job: crypto.randomUUID(),
      type: 'add_note',
      args: { text: 'The fridge is still in the alley' },
      baseStatus: null,
      baseRev: null,
      tappedAt: new Date().toISOString(),
    };
    const body = JSON.stringify({
      protocol: 1,
      device: crypto.randomUUID(),
      author: member.id,
      sentAt: new Date().toISOString(),
      cursor: null,
      mutations: [note],
    });
    const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)))];
    await fetch('/api/sync', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-amz-content-sha256': hash.map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      },
    });
  });
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'dana');
  await page.getByRole('link', { name: /Review/ }).click();
  const card = page.getByRole('article', { name: 'A change on a job that is not known here' });
  await expect(card).toContainText(/Note added · Bo Lindgren.*The fridge is still in the alley/s);
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Put away' }).click();
  await expect(card).toHaveCount(0);
  await page.getByText('Put away (1)').click();
  await expect(card).toContainText('Put away by Dana Whitfield');
  await card.getByRole('button', { name: 'Bring back' }).click();
  await expect(card.getByRole('button', { name: 'Put away' })).toBeVisible();
});

test('An empty inbox says what will appear there; a crew member is led to their day', async ({ browser }) => {
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'rae', 'bayhaul');
  await page.goto('/app/review');
  await expect(page.getByText('Nothing waits for a decision.')).toBeVisible();
  await expectAccessible(page);
  const crew = await openPage(browser, PHONE);
  await signIn(crew.page, 'kit', 'bayhaul');
  await crew.page.goto('/app/review');
  await crew.page.waitForURL(/\/app\/crew/);
});
