// Promises of the roster page: people are added and let go, days are set and undone, and it is said who is free.
import { expect, test, type Page } from 'playwright/test';
import { DESK, expectAccessible, openPage, PASSWORD, PHONE, signIn } from './people.ts';

async function openRoster(browser: Parameters<typeof openPage>[0], login = 'dana', viewport = DESK) {
  const opened = await openPage(browser, viewport);
  await signIn(opened.page, login);
  await opened.page.goto('/app/roster');
  await expect(opened.page.getByText('Signed in on').first()).toBeVisible({ timeout: 30_000 });
  return opened;
}
/** A Monday three weeks on: what other tests do does not meet it. */
async function goOn(page: Page, weeks: number): Promise<void> {
  for (let i = 0; i < weeks; i++) await page.getByRole('button', { name: 'A week later' }).click();
}
const cells = (page: Page, member: string) => page.getByRole('row', { name: member }).getByRole('gridcell');
const today = (): Date => new Date();
const may23 = (): string => {
  const text = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(today());
  return `${Number(text.slice(0, 4)) + (text.slice(5) > '05-23' ? 1 : 0)}`;
};

test('Somebody new is added, signs in with the password shown once, and is signed out everywhere at once', async ({ browser }) => {
  const { page, errors } = await openRoster(browser);
  await page.getByRole('button', { name: 'Add a member' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name').fill('Zoe Osei');
  await sheet.getByLabel('Signs in as').fill('sam');
  await sheet.getByLabel('Driver').check();
  await sheet.getByLabel('Phone').fill('555');
  await sheet.getByRole('button', { name: 'Add to the roster' }).click();
  await expect(sheet.getByText('Use a phone number such as')).toBeVisible();
  await sheet.getByLabel('Phone').fill('(617) 555-0160');
  await sheet.getByRole('button', { name: 'Add to the roster' }).click();
  await expect(sheet.getByText('Somebody signs in as sam')).toBeVisible();
  await expect(sheet.getByLabel('Name')).toHaveValue('Zoe Osei');
  await sheet.getByLabel('Signs in as').fill('zoe');
  await sheet.getByRole('button', { name: 'Add to the roster' }).click();
  await expect(sheet.getByText('Give Zoe a password below')).toBeVisible();
  await expect(sheet.getByText('No password yet')).toBeVisible();
  await sheet.getByRole('button', { name: 'New password' }).click();
  await sheet.getByRole('button', { name: 'Make the password' }).click();
  const password = await sheet.getByTestId('one-time-password').innerText();
  expect(password).not.toBe(PASSWORD);
  // Whoever has given the password goes on with the profile: nobody else has changed it.
  await sheet.getByLabel('Phone').fill('(617) 555-0161');
  await sheet.getByRole('button', { name: 'Save', exact: true }).click();

  const phone = await openPage(browser, PHONE);
  await phone.page.goto('/app/');
  await phone.page.getByLabel('Company').fill('quickdump');
  await phone.page.getByLabel('Name', { exact: true }).fill('zoe');
  await phone.page.getByLabel('Password', { exact: true }).fill(password);
  await phone.page.getByRole('button', { name: 'Sign in' }).click();
  await phone.page.waitForURL(/\/app\/crew/);

  await sheet.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Edit Zoe Osei' }).click();
  await expect(page.getByRole('dialog').getByLabel('Phone')).toHaveValue('(617) 555-0161');
  await expect(page.getByRole('dialog').getByTestId('one-time-password')).toHaveCount(0);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere now' }).click();
  await expect(page.getByRole('dialog').getByText('Zoe is signed out everywhere.')).toBeVisible();
  await phone.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect(phone.page.getByRole('alert').getByRole('link', { name: 'Sign in' })).toBeVisible();
  expect(errors.filter((error) => !/status of 4(09|22)/.test(error))).toEqual([]);
});

test('Who is disabled is told what they hold, is out, and may be enabled again', async ({ browser }) => {
  const { page } = await openRoster(browser, 'olive');
  await page.getByRole('button', { name: 'Edit Bo Lindgren' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Disable…' }).click();
  await expect(sheet.getByText(/Bo still holds \d+ open jobs?\./)).toBeVisible();
  await sheet.getByRole('button', { name: 'Disable Bo' }).click();
  await expect(sheet.getByText('Bo is disabled and signed out everywhere.')).toBeVisible();
  // On the board what Bo held has nobody, under Bo's own name.
  await page.goto('/app/dispatch?show=unassigned');
  const left = page.getByRole('article').filter({ hasText: 'driver disabled' }).first();
  await expect(left.getByTitle('Driver: Bo Lindgren')).toBeVisible();
  await page.goto('/app/roster');
  await page.getByRole('checkbox', { name: 'Show 1 disabled member' }).check();
  await page.getByRole('button', { name: 'Edit Bo Lindgren' }).click();
  await sheet.getByRole('button', { name: 'Enable' }).click();
  await sheet.getByRole('button', { name: 'Enable Bo' }).click();
  await expect(sheet.getByText('Bo may sign in again.')).toBeVisible();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Edit Olive Brandt' }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: /Disable|New password/ })).toHaveCount(0);
});

test('A range is chosen with the mouse, set at once, and undone', async ({ browser }) => {
  const { page, errors } = await openRoster(browser);
  await goOn(page, 4);
  const [bo, sam] = [cells(page, 'Bo Lindgren'), cells(page, 'Sam Ortiz')];
  await expect(sam).toHaveCount(14);
  await bo.nth(2).hover();
  await page.mouse.down();
  await sam.nth(4).hover();
  await page.mouse.up();
  const form = page.getByRole('region', { name: 'Set days' });
  await expect(form.getByText('Bo Lindgren (3 days) and Sam Ortiz (3 days) become free.')).toBeVisible();
  await form.getByRole('button', { name: 'Set 6 days' }).click();
  await expect(page.getByText('Saved: Bo Lindgren, 3 days and Sam Ortiz, 3 days.')).toBeVisible();
  await expect(sam.nth(4)).toHaveAccessibleName(/free as driver and first mate/);
  await page.reload();
  await goOn(page, 4);
  await expect(sam.nth(4)).toHaveAccessibleName(/free as driver and first mate/);
  await sam.nth(4).click();
  await form.getByLabel('Time off', { exact: true }).check();
  await form.getByLabel('Reason').fill('Moving house');
  await form.getByRole('button', { name: 'Set 1 day' }).click();
  await expect(sam.nth(4)).toHaveAccessibleName(/away: Moving house/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone')).toBeVisible();
  await expect(sam.nth(4)).toHaveAccessibleName(/free as driver and first mate/);
  expect(errors).toEqual([]);
});

test('By keyboard alone: a range across the week becomes time off', async ({ browser }) => {
  const { page } = await openRoster(browser);
  await goOn(page, 6);
  const ana = cells(page, 'Ana Pires');
  await ana.first().focus();
  await page.keyboard.press('ArrowRight');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(ana.nth(4)).toBeFocused();
  await expect(page.locator('[aria-selected="true"]')).toHaveCount(4);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio', { name: 'Free to work' })).toBeFocused();
  for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Course');
  await expect(page.getByRole('button', { name: 'Set 4 days' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(ana.nth(1)).toHaveAccessibleName(/away: Course/);
  await expect(ana.nth(5)).toHaveAccessibleName(/not free/);
});

test('Who is free on May 23–31, in words; whoever is away is not', async ({ browser }) => {
  const { page } = await openRoster(browser, 'dana');
  const year = may23();
  const free = page.getByRole('region', { name: 'Who is free' });
  const set = page.getByRole('region', { name: 'Set days' });
  const ask = async (): Promise<void> => {
    await free.getByLabel('From', { exact: true }).fill(`${year}-05-23`);
    await free.getByLabel('To', { exact: true }).fill(`${year}-05-31`);
    await free.getByRole('button', { name: 'Show who is free' }).click();
  };
  await ask();
  await expect(free.getByText('Bo Lindgren and Sam Ortiz are free as driver on all 9 days')).toBeVisible();
  await set.getByLabel('Sam Ortiz').check();
  await set.getByLabel('From', { exact: true }).fill(`${year}-05-25`);
  await set.getByLabel('To', { exact: true }).fill(`${year}-05-26`);
  await set.getByLabel('Time off', { exact: true }).check();
  await set.getByRole('button', { name: 'Set 2 days' }).click();
  await expect(free.getByText('Bo Lindgren is free as driver on all 9 days')).toBeVisible();
  await expect(free.getByText('Sam Ortiz on 7 days of 9')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(free.getByText('Bo Lindgren and Sam Ortiz are free as driver on all 9 days')).toBeVisible();
});

test('What somebody else changed meanwhile is shown, and neither change is lost unasked', async ({ browser }) => {
  const [dana, olive] = [await openRoster(browser), await openRoster(browser, 'olive')];
  for (const { page } of [dana, olive]) await page.getByRole('button', { name: 'Edit Ana Pires' }).click();
  const [mine, theirs] = [dana.page.getByRole('dialog'), olive.page.getByRole('dialog')];
  await theirs.getByLabel('Phone').fill('(617) 555-0171');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await expect(theirs.getByText('Saved.')).toBeVisible();
  await mine.getByLabel('Phone').fill('(617) 555-0172');
  await mine.getByLabel('E-mail').fill('ana@example.com');
  await mine.getByRole('button', { name: 'Save' }).click();
  await expect(mine.getByText('Olive Brandt changed this member meanwhile.')).toBeVisible();
  await expect(mine.getByText('You both changed phone: (617) 555-0171')).toBeVisible();
  await mine.getByRole('button', { name: 'Keep theirs' }).click();
  await expect(mine.getByLabel('E-mail')).toHaveValue('ana@example.com');
  await mine.getByRole('button', { name: 'Save' }).click();
  await expect(mine.getByText('Saved.')).toBeVisible();
  await mine.getByRole('button', { name: 'Close' }).click();
  await expect(dana.page.getByText('(617) 555-0171')).toBeVisible();
});

test('Without a signal the last known roster stays, says so, and nothing typed is lost', async ({ browser }) => {
  const { page } = await openRoster(browser);
  await page.context().setOffline(true);
  await cells(page, 'Sam Ortiz').nth(9).click();
  const form = page.getByRole('region', { name: 'Set days' });
  await form.getByLabel('Time off', { exact: true }).check();
  await form.getByLabel('Reason').fill('Dentist');
  await form.getByRole('button', { name: 'Set 1 day' }).click();
  await expect(form.getByText('Not saved for Sam Ortiz. No connection')).toBeVisible();
  await expect(form.getByLabel('Reason')).toHaveValue('Dentist');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect(page.getByText(/This is the roster as of \d\d:\d\d; nothing can be saved now/)).toBeVisible();
  await expect(page.getByRole('rowheader', { name: 'Sam Ortiz' })).toBeVisible();
});

test('Accessible on a desk and on a phone, and on the phone days are set too', async ({ browser }) => {
  const desk = await openRoster(browser, 'dana', DESK);
  await cells(desk.page, 'Sam Ortiz').nth(8).click();
  await expectAccessible(desk.page);
  await desk.page.getByRole('button', { name: 'Edit Sam Ortiz' }).click();
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Disable…' }).click();
  await expectAccessible(desk.page);
  const phone = await openRoster(browser, 'dana', PHONE);
  await goOn(phone.page, 8);
  await expectAccessible(phone.page);
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await phone.page.getByRole('button', { name: 'Set days of Bo Lindgren' }).click();
  await expectAccessible(phone.page);
  await phone.page.getByRole('dialog').getByRole('button', { name: 'Set 1 day' }).click();
  await expect(phone.page.getByText('Saved: Bo Lindgren, 1 day.')).toBeVisible();
  await expect(phone.page.getByRole('list', { name: 'Bo Lindgren, a fortnight' }).getByText(/free as driver/)).toHaveCount(1);
});
