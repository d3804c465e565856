// The main job, by hand of nobody: a customer books, the office assigns, the driver works, the customer watches.
import { expect, test } from 'playwright/test';
import { DESK, openPage, PHONE, signIn } from './people.ts';

/** The company's, whatever time it is: late in the day nothing is left of today. */
const tomorrow = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(Date.now() + 86_400_000);

test('Booked on a phone, assigned at the desk, done by the driver, watched by the customer', async ({ browser }) => {
  const name = `Nell Test ${Date.now()}`;
  const customer = await openPage(browser, PHONE);
  const desk = await openPage(browser, DESK);
  const driver = await openPage(browser, PHONE);

  await customer.page.goto('/book/quickdump');
  await customer.page.getByLabel('Sofa or armchair').check();
  await customer.page.getByLabel('Address').fill('3 Test St, Hyde Park');
  await customer.page.locator(`input[name="day"][value="${tomorrow()}"]`).check({ force: true });
  await customer.page.getByRole('radio', { name: /place/ }).first().check({ force: true });
  await customer.page.getByLabel('Your name').fill(name);
  await customer.page.getByLabel('Phone').fill('(617) 555-0190');
  await customer.page.getByRole('button', { name: 'Book' }).click();
  const heading = customer.page.getByRole('heading', { name: /Job #\d+ is booked/ });
  await expect(heading).toBeVisible();
  const number = /#(\d+)/.exec((await heading.textContent()) ?? '')?.[1] ?? '';

  await signIn(desk.page, 'dana');
  const column = (label: string) => desk.page.getByRole('region', { name: label, exact: true });
  const card = (label: string) => column(label).getByRole('article', { name: new RegExp(`#${number}\\b`) });
  await expect(card('Booking Confirmed')).toContainText(name);
  await card('Booking Confirmed').getByRole('button', { name: 'Drawer' }).click();
  const drawer = desk.page.getByRole('complementary', { name: `Job #${number}` });
  await expect(drawer.getByLabel('Driver')).toContainText('Sam Ortiz');
  await drawer.getByLabel('Driver').selectOption({ label: 'Sam Ortiz' });
  await drawer.getByRole('button', { name: 'Ready' }).click();
  await expect(card('Ready for Pickup')).toBeVisible();
  await expect(drawer.getByText('Driver: Sam Ortiz')).toBeVisible();

  await signIn(driver.page, 'sam');
  await driver.page.getByRole('link', { name: 'Tomorrow' }).click();
  await driver.page
    .getByRole('article', { name: new RegExp(`#${number}\\b`) })
    .getByRole('button')
    .first()
    .click();
  const sheet = driver.page.getByRole('dialog', { name: `Job #${number}` });
  await sheet.getByRole('button', { name: 'Start' }).click();
  await expect(card('In Progress')).toBeVisible({ timeout: 8_000 });
  await driver.page.clock.install();
  await sheet.getByRole('button', { name: 'Complete', exact: true }).click();
  // Offered for ten seconds from the tap, also when the sheet is closed meanwhile.
  const undo = driver.page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeVisible();
  await driver.page.clock.fastForward(9_000);
  await sheet.getByRole('button', { name: 'Close' }).click();
  await driver.page.clock.fastForward(1_500);
  await expect(undo).toBeHidden({ timeout: 2_000 });
  await expect(card('Completed')).toBeVisible({ timeout: 8_000 });

  await customer.page.getByRole('link', { name: 'See your pickup' }).click();
  await expect(customer.page.getByRole('heading', { name: 'Your pickup is done' })).toBeVisible();
  await expect(customer.page.getByRole('listitem')).toHaveText([
    /Booking Confirmed.*\d\d:\d\d/,
    /Ready for Pickup.*\d\d:\d\d/,
    /In Progress.*\d\d:\d\d/,
    /Completed.*\d\d:\d\d/,
  ]);
  expect([...customer.errors, ...desk.errors, ...driver.errors]).toEqual([]);
});

test('A change at one desk is on the other within five seconds, and in the other company never', async ({ browser }) => {
  const [one, two, other] = [await openPage(browser, DESK), await openPage(browser, DESK), await openPage(browser, DESK)];
  await signIn(one.page, 'dana');
  await signIn(two.page, 'olive');
  await signIn(other.page, 'rae', 'bayhaul');
  const theo = (page: typeof one.page, label: string) =>
    page.getByRole('region', { name: label, exact: true }).getByRole('article', { name: /Theo Lang/ });
  await expect(theo(two.page, 'Booking Confirmed')).toBeVisible();
  await theo(one.page, 'Booking Confirmed').getByRole('button', { name: 'Ready' }).click();
  await expect(theo(two.page, 'Ready for Pickup')).toBeVisible({ timeout: 7_000 });
  await expect(other.page.getByRole('article', { name: /June Asaro/ })).toBeVisible();
  await expect(other.page.getByText('Theo Lang')).toHaveCount(0);
});
