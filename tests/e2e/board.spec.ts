// Promises of the dispatcher's board: cards move by mouse, touch and keys, what is illegal is refused on the way, and a wrong move is taken back.
import { expect, test, type Page } from 'playwright/test';
import { DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

const column = (page: Page, label: string) => page.getByRole('region', { name: label, exact: true });
const card = (page: Page, label: string, who: string | RegExp) =>
  column(page, label).getByRole('article', { name: typeof who === 'string' ? new RegExp(`, ${who}$`) : who });
const said = (page: Page) => page.locator('.foot [role=status]');

/** A job of this test's own, made at the desk, so that tests do not meet on one card. */
async function makeJob(page: Page, name: string, address = '8 Board St, Hyde Park'): Promise<void> {
  await page.evaluate(
    async ({ name, address }) => {
      const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      const page = (await (await fetch('/api/tenants/quickdump')).json()) as {
        days: { date: string; slots: { slot: string; open: number }[] }[];
      };
      const day = page.days.slice(1).find(({ slots }) => slots.some(({ open }) => open > 0));
      const slot = day?.slots.find(({ open }) => open > 0);
      const body = JSON.stringify({
        tenant: 'quickdump',
        customer: { name, phone: '617-555-0133' },
        address,
        service: 'sofa',
        window: { date: day?.date, slot: slot?.slot },
      });
      const sha = hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)));
      const answer = await fetch('/api/bookings', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'x-amz-content-sha256': sha, 'idempotency-key': crypto.randomUUID() },
      });
      if (answer.status !== 201) throw new Error(`booking: ${answer.status} ${await answer.text()}`);
    },
    { name, address },
  );
  await page.bringToFront();
  await expect(card(page, 'Booking Confirmed', name)).toBeVisible();
}

async function dragTo(page: Page, from: string, who: string, to: string): Promise<void> {
  const handle = card(page, from, who).getByRole('button', { name: /^Move job/ });
  await handle.scrollIntoViewIfNeeded();
  const [a, b] = [await handle.boundingBox(), await column(page, to).boundingBox()];
  if (!a || !b) throw new Error('nothing to drag');
  await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2);
  await page.mouse.down();
  await page.mouse.move(a.x + 40, a.y + 30, { steps: 4 });
  await page.mouse.move(b.x + b.width / 2, b.y + 160, { steps: 10 });
}

test('A card goes to the next column by mouse; a column that is two steps away says why not, and nothing moves', async ({ browser }) => {
  const { page, errors } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  const name = `Mouse ${Date.now()}`;
  await makeJob(page, name);
  await dragTo(page, 'Booking Confirmed', name, 'Completed');
  await expect(page.getByText('Not straight to Completed: one step at a time, first Ready for Pickup.').first()).toBeVisible();
  await page.mouse.up();
  await expect(card(page, 'Booking Confirmed', name)).toBeVisible();
  await dragTo(page, 'Booking Confirmed', name, 'Ready for Pickup');
  await page.mouse.up();
  await expect(card(page, 'Ready for Pickup', name)).toBeVisible();
  await expect(said(page)).toHaveText(/moved to Ready for Pickup/);
  await expect(card(page, 'Booking Confirmed', name)).toHaveCount(0);
  // In hand while the crew finishes it: the drop was meant for another job than it is now, and takes nothing back.
  const crew = await page.context().newPage();
  await crew.goto(`/app/dispatch?q=${encodeURIComponent(name)}`);
  await dragTo(page, 'Ready for Pickup', name, 'In Progress');
  await expect(page.getByText('Drop for In Progress')).toBeVisible();
  await card(crew, 'Ready for Pickup', name).getByRole('button', { name: 'Start' }).click();
  await card(crew, 'In Progress', name).getByRole('button', { name: 'Complete' }).click();
  await expect(column(page, 'In Progress').getByText(/^Job #\d+ has moved on meanwhile: it is Completed\.$/)).toBeVisible();
  await page.mouse.up();
  await expect(said(page)).toHaveText(/^Job #\d+ has moved on meanwhile: it is Completed\./);
  await expect(card(page, 'Completed', name)).toBeVisible();
  expect(errors).toEqual([]);
});

test('By keys alone a card is picked up, told over each column, dropped, and keeps the focus', async ({ browser }) => {
  const { page, errors } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  const name = `Keys ${Date.now()}`;
  await makeJob(page, name);
  await card(page, 'Booking Confirmed', name)
    .getByRole('button', { name: /^Move job/ })
    .focus();
  await page.keyboard.press('Space');
  const told = page.locator('[id^="dnd-kit-announcement"]');
  await expect(told).toHaveText(new RegExp(`Picked up Job #\\d+, ${name}`));
  await page.keyboard.press('ArrowRight');
  await expect(told).toHaveText(/over Ready for Pickup/);
  await page.keyboard.press('ArrowRight');
  await expect(told).toHaveText(/Not straight to In Progress/);
  await page.keyboard.press('ArrowLeft');
  await expect(told).toHaveText(/over Ready for Pickup/);
  await page.keyboard.press('Space');
  await expect(card(page, 'Ready for Pickup', name)).toBeVisible();
  await expect(told).toHaveText(/moved to Ready for Pickup/);
  await expect(card(page, 'Ready for Pickup', name).getByRole('button', { name: /^Move job/ })).toBeFocused();
  // Escape gives up.
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  // Gone on at once: the drop, a quarter of a second at most, takes the focus back to nothing.
  const start = card(page, 'Ready for Pickup', name).getByRole('button', { name: 'Start' });
  await start.focus();
  await expect(told).toHaveText(/stays where it is/);
  await expect(card(page, 'Ready for Pickup', name)).toBeVisible();
  await page.waitForTimeout(400);
  await expect(start).toBeFocused();
  // The next step by its button: the focus goes along.
  await page.keyboard.press('Enter');
  await expect(card(page, 'In Progress', name).getByRole('button', { name: 'Complete' })).toBeFocused();
  expect(errors).toEqual([]);
});

test('Undo and redo, twenty steps deep, honest about what somebody else did since', async ({ browser }) => {
  const [dana, olive] = [await openPage(browser, DESK), await openPage(browser, DESK)];
  await signIn(dana.page, 'dana');
  await signIn(olive.page, 'olive');
  const name = `Undo ${Date.now()}`;
  await makeJob(dana.page, name);
  await card(dana.page, 'Booking Confirmed', name).getByRole('button', { name: 'Ready' }).click();
  await card(dana.page, 'Ready for Pickup', name).getByRole('button', { name: 'Start' }).click();
  await expect(card(dana.page, 'In Progress', name)).toBeVisible();
  await dana.page.keyboard.press('Control+z');
  await expect(card(dana.page, 'Ready for Pickup', name)).toBeVisible();
  await dana.page.getByRole('button', { name: 'Undo' }).click();
  await expect(card(dana.page, 'Booking Confirmed', name)).toBeVisible();
  await dana.page.keyboard.press('Control+Shift+z');
  await expect(card(dana.page, 'Ready for Pickup', name)).toBeVisible();
  // Somebody else, who has seen all this, moves it on: what was mine is not mine to take back any more.
  for (let i = 0; i < 2; i++) await olive.page.waitForResponse(/\/api\/sync/);
  await card(olive.page, 'Ready for Pickup', name).getByRole('button', { name: 'Start' }).click();
  await expect(card(dana.page, 'In Progress', name)).toBeVisible();
  await dana.page.getByRole('button', { name: 'Undo' }).click();
  await expect(said(dana.page)).toHaveText(/stays as it is: Olive has changed it since/);
  await expect(card(dana.page, 'In Progress', name)).toBeVisible();
});

test('A move made offline at one desk is queued, and on the other exactly once later; an open drawer and the scroll stay', async ({
  browser,
}) => {
  const [dana, olive] = [await openPage(browser, DESK), await openPage(browser, DESK)];
  await signIn(dana.page, 'dana');
  await signIn(olive.page, 'olive');
  const name = `Offline ${Date.now()}`;
  await makeJob(dana.page, name);
  await expect(card(olive.page, 'Booking Confirmed', name)).toBeVisible({ timeout: 7_000 });
  await card(olive.page, 'Booking Confirmed', name).getByRole('button', { name: 'Drawer' }).click();
  await expect(olive.page.getByRole('complementary')).toBeVisible();
  await dana.page.context().setOffline(true);
  await card(dana.page, 'Booking Confirmed', name).getByRole('button', { name: 'Ready' }).click();
  await expect(card(dana.page, 'Ready for Pickup', name).locator('[data-sync=queued]')).toBeVisible();
  await expect(dana.page.getByRole('banner').getByRole('status')).toHaveText(/1 unsent/);
  await dana.page.context().setOffline(false);
  await expect(card(olive.page, 'Ready for Pickup', name)).toBeVisible({ timeout: 15_000 });
  const drawer = olive.page.getByRole('complementary');
  await expect(drawer.getByText('Ready for Pickup').first()).toBeVisible();
  const moves = await olive.page.evaluate(async (q) => {
    const { jobs } = (await (await fetch(`/api/jobs?q=${encodeURIComponent(q)}`)).json()) as { jobs: { history: { type: string }[] }[] };
    return jobs.flatMap(({ history }) => history.filter(({ type }) => type === 'set_status')).length;
  }, name);
  expect(moves).toBe(1);
});

test('What is shown stands in the address: day, week, words, crew, service, area, and what wants somebody', async ({ browser }) => {
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  const name = `Filter ${Date.now()}`;
  await makeJob(page, name, '5 Filter St, Mattapan');
  await page.getByLabel('Search').fill('filter st');
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page).toHaveURL(/q=filter/);
  await page.getByLabel('Search').fill('');
  await page.getByRole('button', { name: /^Filters/ }).click();
  await page.getByLabel('Area').selectOption('Mattapan');
  await expect(page.getByRole('article')).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole('article', { name: new RegExp(name) })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(1);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByLabel('Crew', { exact: true }).selectOption({ label: 'Bo Lindgren' });
  await expect(page).toHaveURL(/crew=/);
  await expect(page.getByRole('article', { name: /Fenway Dental/ })).toBeVisible();
  await expect(page.getByRole('article', { name: new RegExp(name) })).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'Week', exact: true }).click();
  await expect(page).toHaveURL(/span=week/);
  await page.getByRole('button', { name: 'Week after' }).click();
  await page.getByRole('button', { name: 'Week before' }).click();
  await page.getByRole('button', { name: 'From today' }).click();
  await page.getByRole('button', { name: /unassigned/ }).click();
  await expect(page).toHaveURL(/show=unassigned/);
  await expect(page.getByRole('article', { name: new RegExp(name) })).toBeVisible();
  await expect(page.getByRole('article', { name: /Rosa Delgado/ })).toHaveCount(0);
});

test('Many at once: assigned, moved and taken back as one step; those that cannot are named', async ({ browser }) => {
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  const name = `Bulk ${Date.now()}`;
  await makeJob(page, `${name} a`, '1 Bulk St, Readville');
  await makeJob(page, `${name} b`, '2 Bulk St, Readville');
  await page.getByLabel('Search').fill(name);
  // The table shows what the board showed.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Table' }).click();
  await expect(page.getByRole('row')).toHaveCount(3);
  await page.getByLabel('Select all jobs').check();
  const bar = page.getByRole('region', { name: 'Selected jobs' });
  await expect(bar).toContainText('2 selected');
  await bar.getByRole('button', { name: 'Assign…' }).click();
  await page.getByLabel('Who').selectOption({ label: 'Sam Ortiz' });
  await page.getByRole('button', { name: 'Change 2 jobs' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Sam (driver)' })).toHaveCount(2);
  await bar.getByRole('button', { name: 'Change status…' }).click();
  await page.getByRole('dialog').getByRole('combobox').selectOption('in_progress');
  await expect(page.getByRole('dialog')).toContainText('2 jobs are passed by');
  await expect(page.getByRole('button', { name: 'Nothing to change' })).toBeDisabled();
  await page.getByRole('dialog').getByRole('combobox').selectOption('ready_for_pickup');
  await page.getByRole('button', { name: 'Change 2 jobs' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Ready for Pickup' })).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Booking Confirmed' })).toHaveCount(2);
  await page.getByRole('button', { name: 'Job', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Job', exact: true })).toHaveAttribute('aria-sort', 'ascending');
  await bar.getByRole('button', { name: 'Text…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Message').fill('Hi {name}, we come later.');
  // Both jobs are of one customer: told the same thing once, unless it is each job's own.
  await expect(dialog.getByText(/1 job is not texted:.*has the same number as #\d+: told once/s)).toBeVisible();
  await dialog.getByRole('button', { name: 'Tracking link' }).click();
  await expect(dialog.getByLabel('Message')).toHaveValue('Hi {name}, we come later.{link}');
  await expect(dialog.getByText(/2 customers, \d messages/)).toBeVisible();
  await expect(dialog.getByText(/^QuickDumpNow: Hi Bulk, we come later\.http/)).toBeVisible();
  await dialog.getByLabel('Message').fill('Hi {nam}');
  await expect(dialog.getByRole('alert')).toContainText('{nam} is not known here');
  await expect(dialog.getByRole('link', { name: 'Open in messages' })).toBeHidden();
  await dialog.getByText('From this device’s own messages instead').click();
  await expect(dialog.getByRole('link', { name: 'Open in messages' })).toHaveAttribute('href', /^sms:6175550133\?&body=/);
  await dialog.getByLabel('Message').fill('Hi {name}, we come later. {link}');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Send 2 texts' }).click();
  const fates = dialog.getByRole('list', { name: 'What became of them' }).getByRole('listitem');
  await expect(fates).toHaveText([/Bulk.*(Leaves after|Waits until)/s, /Bulk.*(Leaves after|Waits until)/s]);
  await dialog.getByRole('button', { name: 'Take back' }).click();
  await expect(dialog.getByText('2 texts taken back.')).toBeVisible();
  await expect(fates).toHaveText([/Taken back: it is not sent/, /Taken back: it is not sent/]);
});

for (const size of [DESK, PHONE])
  test(`Board, table and picture are accessible (${size.width} wide)`, async ({ browser }) => {
    const { page, errors } = await openPage(browser, size);
    await signIn(page, 'dana');
    for (const path of ['/app/dispatch', '/app/dispatch?view=table', '/app/dispatch?view=map']) {
      await page.goto(path);
      await expect(page.getByRole('main')).toHaveAttribute('aria-busy', 'false');
      await page.getByText('Rosa Delgado').first().waitFor();
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
    }
    await page.goto('/app/dispatch');
    await page.getByRole('button', { name: 'Select' }).click();
    await page
      .getByLabel(/^Pick job/)
      .first()
      .check();
    await expectAccessible(page);
    expect(errors).toEqual([]);
  });

test('The picture says where each stop lies, and leads into real maps', async ({ browser }) => {
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  await page.goto('/app/dispatch?view=map&q=delgado');
  const crew = page.getByRole('region', { name: 'Sam Ortiz' });
  await expect(crew.getByRole('img')).toBeVisible();
  await expect(crew.getByRole('link', { name: /Open job #\d+ in maps/ })).toHaveAttribute('href', /google\.com\/maps/);
  await crew.getByRole('button', { name: /Rosa Delgado/ }).click();
  await expect(page.getByRole('complementary', { name: /Job #/ })).toBeVisible();
});
