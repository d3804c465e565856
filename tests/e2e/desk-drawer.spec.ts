// Promises of the drawer and of a job taken by phone: everything about a job, nothing typed lost, and two people at one field choose.
import { expect, test, type Page } from 'playwright/test';
import { bookJob, dayAhead, openDrawer } from './desk-jobs.ts';
import { DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

// Two desks wait for each other's polls.
test.describe.configure({ timeout: 120_000 });

/** A small picture of one colour. */
async function picture(page: Page, color: string): Promise<Buffer> {
  const base64 = await page.evaluate((fill) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 240];
    const pen = canvas.getContext('2d');
    if (pen) {
      pen.fillStyle = fill;
      pen.fillRect(0, 0, 320, 240);
    }
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
  }, color);
  return Buffer.from(base64, 'base64');
}

test('Two dispatchers at one field: the later sees both values and chooses; nothing typed is lost', async ({ browser }) => {
  const job = await bookJob('11 Clash Row, Hyde Park', 5, '08-10');
  const [dana, olive] = [await openPage(browser, DESK), await openPage(browser, DESK)];
  await signIn(dana.page, 'dana');
  await signIn(olive.page, 'olive');
  const [hers, theirs] = [await openDrawer(dana.page, job), await openDrawer(olive.page, job)];

  await hers.getByRole('button', { name: 'Edit' }).click();
  const sheet = dana.page.getByRole('dialog', { name: 'Edit job' });
  await sheet.getByLabel('Phone').fill('(617) 555-0171');
  await sheet.getByLabel('Name', { exact: true }).fill('Ines Falk-Ortega');

  await theirs.getByRole('button', { name: 'Edit' }).click();
  const other = olive.page.getByRole('dialog', { name: 'Edit job' });
  await other.getByLabel('Phone').fill('(617) 555-0172');
  await other.getByLabel('Address').fill('12 Clash Row, Hyde Park');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(theirs.getByText('Phone: (617) 555-0166 → (617) 555-0172')).toBeVisible();

  const clash = sheet.getByRole('alert');
  await expect(clash).toContainText('Olive changed this while you typed.', { timeout: 12_000 });
  await expect(sheet.getByLabel('Address')).toHaveValue('12 Clash Row, Hyde Park');
  await expectAccessible(dana.page);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(clash.getByRole('button', { name: /Use Olive/ })).toBeFocused();

  // Closed by accident, what was typed is there again.
  await dana.page.keyboard.press('Escape');
  await hers.getByRole('button', { name: 'Edit' }).click();
  await expect(sheet.getByText('What you typed before is still here.')).toBeVisible();
  await clash.getByRole('button', { name: /Keep mine/ }).click();
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(hers.getByText('(617) 555-0171', { exact: true })).toBeVisible();
  await expect(hers.getByText('Phone: (617) 555-0172 → (617) 555-0171')).toBeVisible();
  await expect(theirs.getByText('Ines Falk-Ortega', { exact: true })).toBeVisible({ timeout: 12_000 });
  expect([...dana.errors, ...olive.errors]).toEqual([]);
});

test('An edit from a desk without a connection that met another is put before its author, both values beside each other', async ({
  browser,
}) => {
  const job = await bookJob('21 Late Edit Row, Hyde Park', 5, '10-12');
  const [dana, olive] = [await openPage(browser, DESK), await openPage(browser, DESK)];
  await signIn(dana.page, 'dana');
  await signIn(olive.page, 'olive');
  const [hers, theirs] = [await openDrawer(dana.page, job), await openDrawer(olive.page, job)];
  await dana.page.context().setOffline(true);
  await hers.getByRole('button', { name: 'Edit' }).click();
  const sheet = dana.page.getByRole('dialog', { name: 'Edit job' });
  await sheet.getByLabel('Address').fill('22 Late Edit Row');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(hers.locator('[data-sync="queued"]')).toBeVisible();
  await theirs.getByRole('button', { name: 'Edit' }).click();
  await olive.page.getByRole('dialog').getByLabel('Address').fill('23 Late Edit Row');
  await olive.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(theirs.getByText('23 Late Edit Row', { exact: true })).toBeVisible();
  // Theirs is with the office before hers comes.
  await expect(theirs.locator('[data-sync]')).toHaveCount(0);
  await dana.page.context().setOffline(false);
  const box = hers.getByRole('region', { name: 'Two facts disagree' });
  await expect(box.getByRole('row', { name: /Address/ })).toHaveText(/22 Late Edit Row.*23 Late Edit Row/, { timeout: 20_000 });
  await box.getByRole('button', { name: 'Use mine' }).click();
  await expect(theirs.getByText('22 Late Edit Row', { exact: true })).toBeVisible({ timeout: 12_000 });
  await expect(box).toHaveCount(0);
});

test('A wrong field is named beside it, and the rest stays', async ({ browser }) => {
  const job = await bookJob('31 Wrong Row, Hyde Park', 5, '12-14');
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  const drawer = await openDrawer(page, job);
  await drawer.getByRole('button', { name: 'Edit' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Phone').fill('call me');
  await sheet.getByLabel('Name', { exact: true }).fill('Ines F.');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByLabel('Phone')).toBeFocused();
  await expect(sheet.getByText('Use a phone number such as')).toBeVisible();
  await expect(sheet.getByLabel('Name', { exact: true })).toHaveValue('Ines F.');
});

test('Who is chosen for a job is shown with their load, and a double booking names the other job before and after', async ({ browser }) => {
  const [one, two] = [await bookJob('41 Double Row, Hyde Park', 6, '14-16'), await bookJob('42 Double Row, Hyde Park', 6, '14-16')];
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  const first = await openDrawer(page, one);
  await first.getByLabel('Driver').selectOption({ label: 'Sam Ortiz' });
  await expect(first.getByText('Driver: Sam Ortiz')).toBeVisible();
  const second = await openDrawer(page, two);
  const driver = second.getByLabel('Driver');
  await expect(driver.locator(`optgroup[label="Also on #${one.number}, 14–16"]`)).toContainText('Sam Ortiz');
  await expect(driver.locator('optgroup[label^="Free"]')).toContainText('Bo Lindgren');
  await driver.focus();
  await driver.selectOption({ label: 'Sam Ortiz' });
  await expect(second.getByText(`Sam is also on #${one.number}, 14–16.`)).toBeVisible();
  await expect(driver).toBeFocused();
  await expect(second.getByText(/That day: 1 other job, next 14–16/)).toBeVisible();
});

test('Photos fill the screen: arrows and swipes lead through them, Escape closes them alone, focus is back on the picture', async ({
  browser,
}) => {
  const job = await bookJob('51 Photo Row, Hyde Park', 6, '08-10');
  const { page, errors } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  const drawer = await openDrawer(page, job);
  for (const [kind, color] of [
    ['Before', '#7a5c3e'],
    ['After', '#3e7a5c'],
  ] as const) {
    await drawer
      .getByLabel(`Photo: ${kind}`)
      .setInputFiles({ name: `${kind}.jpg`, mimeType: 'image/jpeg', buffer: await picture(page, color) });
    await expect(drawer.getByRole('img', { name: `${kind}, by Dana` })).toBeVisible();
  }
  const thumb = drawer.getByRole('button', { name: 'Before, by Dana' });
  await thumb.click();
  const viewer = page.getByRole('dialog');
  await expect(viewer).toHaveAccessibleName('Before, by Dana');
  await expect(viewer.getByText('1 of 2')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(viewer.getByRole('img', { name: /^After, by Dana, \d\d:\d\d$/ })).toBeVisible();
  await expectAccessible(page);
  await page.mouse.move(500, 450);
  await page.mouse.down();
  await page.mouse.move(800, 450);
  await page.mouse.up();
  await expect(viewer).toHaveAccessibleName('Before, by Dana');
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  await expect(drawer).toBeVisible();
  await expect(thumb).toBeFocused();
  expect(errors).toEqual([]);

  // Without the office, a photo that only it has says so instead of a broken picture.
  await expect(drawer.locator('[data-sync]')).toHaveCount(0);
  await expect(drawer.getByText('Still on Dana’s phone')).toHaveCount(0);
  await page.route(/\/photos\/[0-9a-f]{64}$/, (route) => route.abort());
  await page.reload();
  await expect(drawer.getByText('With the office. Shown with a signal.')).toHaveCount(2);
});

test('A job by phone begins with two fields, knows who calls again, warns of the same door, and is kept when closed by accident', async ({
  browser,
}) => {
  const street = `61 Phone Row ${Date.now() % 1000}`;
  const earlier = await bookJob(`${street}, Hyde Park`, 0 + 7, '10-12', '(617) 555-0167', 'Vito Amsel');
  const { page, errors } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  await page.goto(`/app/dispatch?date=${dayAhead(7)}`);
  await expect(page.getByRole('article', { name: /Vito Amsel/ })).toBeVisible();
  await page.getByRole('button', { name: 'New job' }).click();
  const sheet = page.getByRole('dialog', { name: 'New job' });
  await expect(sheet.getByLabel('Phone or name')).toBeFocused();
  await expect(sheet.getByRole('textbox')).toHaveCount(2);
  await page.keyboard.type('617-555-0167');
  await expect(sheet.getByRole('list', { name: 'Customers who called before' })).toContainText(/Vito Amsel.*1 job, last/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(sheet.getByLabel('Name', { exact: true })).toHaveValue('Vito Amsel');
  await expect(sheet.getByLabel('Address')).toBeFocused();
  await expect(sheet.getByText(`#${earlier.number} of Vito Amsel is at this address that day already`)).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New job' }).click();
  await expect(sheet.getByText('What you typed before is still here.')).toBeVisible();
  await sheet.getByLabel('Address').fill('1');
  await page.keyboard.press('Enter');
  await expect(sheet.getByText('Use at least 3 characters')).toBeVisible();
  await expect(sheet.getByLabel('Address')).toBeFocused();

  await page.context().setOffline(true);
  await sheet.getByLabel('Address').fill(`9 Other Door ${Date.now() % 1000}`);
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('complementary', { name: 'Job New job' });
  await expect(drawer.getByText('Vito Amsel')).toBeVisible();
  await expect(drawer.locator('[data-sync="queued"]')).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByRole('complementary', { name: /Job #\d+/ })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'New job' }).click();
  await expect(sheet.getByLabel('Phone or name')).toHaveValue('');
  expect(errors).toEqual([]);
});

test('At phone size the drawer fills the screen, the main action under the thumb; by keys alone it is left one step at a time', async ({
  browser,
}) => {
  const job = await bookJob('71 Thumb Row, Hyde Park', 6, '16-18');
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'olive');
  const drawer = await openDrawer(page, job);
  await expectAccessible(page);
  const main = drawer.getByRole('button', { name: 'Ready' });
  const box = await main.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(PHONE.height - 40);
  expect(box?.height).toBeGreaterThanOrEqual(64);
  await expect(drawer.getByRole('heading', { level: 2 })).toBeFocused();
  await drawer.getByLabel('New note').fill('Ring twice');
  await page.keyboard.press('Escape');
  await expect(drawer.getByRole('heading', { level: 2 })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await page.getByRole('button', { name: 'Drawer' }).first().waitFor();
  await openDrawer(page, job);
  for (const step of ['Ready', 'Start', 'Complete']) {
    await drawer.getByRole('button', { name: step, exact: true }).focus();
    await page.keyboard.press('Enter');
  }
  // The main button is gone with the work; focus is not.
  await expect(drawer.getByRole('button', { name: 'Reopen' })).toBeVisible();
  await expect(drawer.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(drawer.getByLabel('What the customer sees now')).toContainText('Your pickup is done');
  const text = drawer.getByRole('link', { name: 'Text it myself' });
  expect(decodeURIComponent((await text.getAttribute('href')) ?? '')).toMatch(/^sms:6175550166\?&body=QuickDumpNow: .*\/track\/#/);
});
