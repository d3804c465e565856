// Promises of reports: the figures are what happened, the file and the sheet hold it, and everyone can read them.
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { expect, test, type Page } from 'playwright/test';
import { addDays, localDateAt } from '#core/clock-time';
import { bringAbout, inVain, moved } from './past-days.ts';
import { DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

const today = (): string => localDateAt(Date.now(), 'America/New_York');
const figure = (page: Page, name: string) => page.getByRole('figure', { name });
const worked = (date: string, start: string, end: string) => [
  moved('in_progress', `${date} ${start}`),
  moved('completed', `${date} ${end}`),
];

/** Two days long ago: three jobs completed (one on time, one early, one late), one cancelled, one visit in vain. */
async function longAgo(page: Page, monday: string): Promise<void> {
  const tuesday = addDays(monday, 1);
  const [sam, bo] = ['Sam Ortiz', 'Bo Lindgren'];
  await bringAbout(page, [
    {
      customer: '=HYPERLINK("http://example.com","Pay")',
      date: monday,
      slot: '10-12',
      driver: sam,
      mate: bo,
      then: worked(monday, '10:18', '10:52'),
    },
    { customer: 'Zoë "Z" Hart, Jr.', date: monday, slot: '10-12', driver: sam, then: worked(monday, '12:30', '13:00') },
    { customer: 'Early Bird', date: tuesday, slot: '10-12', driver: bo, then: worked(tuesday, '09:00', '09:30') },
    { customer: 'Changed Mind', date: tuesday, slot: '12-14', then: [{ type: 'cancel', args: {}, at: `${tuesday} 08:00` }] },
    {
      customer: 'Locked Gate',
      date: tuesday,
      slot: '14-16',
      driver: sam,
      then: [moved('in_progress', `${tuesday} 14:10`), inVain('no_access', `${tuesday} 14:20`)],
    },
  ]);
}

test('The figures are what happened, the file has a row for each job, and no customer’s formula runs in it', async ({ browser }) => {
  const { page, errors } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  await longAgo(page, '2025-03-03');
  await page.goto('/app/reports?from=2025-03-03&to=2025-03-09');
  await expect(page.getByText('Mon 3 Mar – Sun 9 Mar 2025')).toBeVisible();
  for (const words of ['1 of 3 completed jobs', 'of 5 jobs planned', 'visit in vain', '20 % of those planned'])
    await expect(page.getByText(words, { exact: true })).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: /^33 %$/ })).toBeVisible();

  // Each chart says the same as a table that the keyboard reaches.
  const perDay = figure(page, 'Jobs per day');
  await perDay.getByText('As a table').focus();
  await page.keyboard.press('Enter');
  await expect(perDay.getByRole('row', { name: 'Mon 3 Mar' }).getByRole('cell')).toHaveText(['0', '0', '0', '2', '0', '2']);
  await expect(perDay.getByRole('row', { name: 'Tue 4 Mar' }).getByRole('cell')).toHaveText(['1', '0', '0', '1', '1', '3']);
  await page.keyboard.press('Tab');
  await expect(perDay.getByRole('region', { name: 'Jobs per day, as a table' })).toBeFocused();
  await expect(figure(page, 'Crew').getByRole('img')).toHaveAccessibleName('Sam Ortiz: 2 completed, 1 in vain. Bo Lindgren: 2 completed');
  await expect(figure(page, 'On time').getByRole('img')).toHaveAccessibleName('On time: 1 · 33 %. Early: 1 · 33 %. Late: 1 · 33 %');
  await expect(figure(page, 'Time in each state').getByRole('img')).toHaveAccessibleName(/In Progress: 30 min · 34 min/);
  await expect(figure(page, 'Why visits').getByRole('img')).toHaveAccessibleName('No access: 1 · 100 %');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('jobs-quickdump-2025-03-03-to-2025-03-09.csv');
  const text = await readFile(await file.path(), 'utf8');
  expect(text.startsWith('\uFEFFNumber,Date,')).toBe(true);
  const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[];
  expect(rows.map((row) => [row['Customer'], row['Started'], row['Driver'], row['On time'], row['Reasons']])).toEqual([
    ['\'=HYPERLINK("http://example.com","Pay")', '2025-03-03 10:18', 'Sam Ortiz', 'on time', ''],
    ['Zoë "Z" Hart, Jr.', '2025-03-03 12:30', 'Sam Ortiz', 'late', ''],
    ['Early Bird', '2025-03-04 09:00', 'Bo Lindgren', 'early', ''],
    ['Changed Mind', '', '', '', ''],
    ['Locked Gate', '2025-03-04 14:10', 'Sam Ortiz', '', 'No access'],
  ]);
  expect(errors).toEqual([]);
});

test('The demo company’s day before yesterday: one job, on time, by Sam and Bo', async ({ browser }) => {
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'olive');
  const date = addDays(today(), -2);
  await page.goto(`/app/reports?from=${date}&to=${date}`);
  await expect(page.getByText('1 of 1 completed job', { exact: true })).toBeVisible();
  await expect(figure(page, 'Crew').getByRole('img')).toHaveAccessibleName(/Sam Ortiz: 1 completed/);
  await expect(figure(page, 'Time in each state').getByRole('img')).toHaveAccessibleName(
    'Ready for Pickup: 3 h 13 min · 3 h 13 min. In Progress: 34 min · 34 min',
  );
});

test('The days stand in the address; a wrong date is told beside it and nothing typed is lost', async ({ browser }) => {
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('button', { name: 'Last 30 days' }).click();
  await expect(page).toHaveURL(/range=last-30/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Last 30 days' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByLabel('To', { exact: true })).toHaveValue(today());
  await page.getByLabel('From', { exact: true }).fill('2024-01-01');
  await expect(page.getByText('Choose at most 92 days')).toBeVisible();
  await expect(page.getByLabel('To', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('From', { exact: true })).toHaveValue('2024-01-01');
  await expect(page.getByRole('button', { name: 'Save as CSV' })).toBeDisabled();
});

test('Without a signal the last figures stay and say so; the day sheet is made of what the device holds', async ({ browser }) => {
  const { page } = await openPage(browser, DESK);
  await signIn(page, 'dana');
  await bringAbout(page, [
    {
      customer: 'Paper Trail',
      date: '2025-04-07',
      slot: '10-12',
      driver: 'Sam Ortiz',
      mate: 'Bo Lindgren',
      notes: 'Gate 9, ring twice',
      then: [],
    },
    { customer: 'No Driver Co.', date: '2025-04-07', slot: '08-10', then: [] },
  ]);
  await page.goto('/app/reports/day?date=2025-04-07');
  await expect(page.getByText('Paper Trail')).toBeVisible();
  await page.getByRole('link', { name: 'All reports' }).click();
  await expect(page.getByText(/as of \d\d:\d\d/)).toBeVisible();
  const before = await page.getByText(/of \d+ jobs? planned/).textContent();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'This month' }).click();
  await expect(page.getByRole('alert')).toContainText('No signal');
  await expect(page.getByRole('alert')).toContainText('as they were last known');
  await expect(page.getByText(/of \d+ jobs? planned/)).toHaveText(before ?? '');

  await page.getByRole('link', { name: 'Day sheet' }).click();
  await page.getByLabel('Day', { exact: true }).fill('2025-04-07');
  const sam = page.getByRole('region', { name: 'Sam Ortiz, 1 stop' });
  for (const words of ['with Bo Lindgren', '10:00–12:00', '9 Past St, Boston', '+1 617 555 0177', 'Gate 9, ring twice', 'Signature'])
    await expect(sam).toContainText(words);
  await expect(page.getByRole('region', { name: 'No driver yet, 1 stop' })).toContainText('No Driver Co.');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(sam).toBeVisible();
  await page.context().setOffline(false);
  await page.emulateMedia({ media: null });
  // One sheet of paper for each crew.
  for (const format of ['A4', 'Letter'] as const) {
    const pdf = (await page.pdf({ format })).toString('latin1');
    expect(/\/Count (\d+)/.exec(pdf)?.[1]).toBe('2');
  }
});

test('A crew member has no reports', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'sam');
  for (const path of ['/app/reports', '/app/reports/day']) {
    await page.goto(path);
    await page.waitForURL(/\/app\/crew/);
  }
});

for (const [place, size] of [
  ['at a desk', DESK],
  ['on a phone', PHONE],
] as const)
  test(`Reports and day sheet are accessible ${place}`, async ({ browser }) => {
    // Axe looks at every table of the page.
    test.slow();
    const { page, errors } = await openPage(browser, size);
    const expectNoSideways = async (): Promise<void> =>
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await signIn(page, 'dana');
    await page.goto('/app/reports?range=week');
    await expect(page.getByText(/as of \d\d:\d\d/)).toBeVisible();
    for (const each of await page.getByText('As a table').all()) await each.click();
    await expectAccessible(page);
    await expectNoSideways();
    await page.getByRole('link', { name: 'Day sheet' }).click();
    await expect(page.getByRole('region', { name: /stop/ }).first()).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 700 });
    await expectNoSideways();
    expect(errors).toEqual([]);
  });
