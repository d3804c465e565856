// Promises of a company's data in the app: taken along from the settings, a customer erased from the drawer, and a restore that everybody is told of.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from 'playwright/test';
import { makeBigCompany, type BigCompany } from '../support/big-company.ts';
import { DESK, expectAccessible, openPage } from './people.ts';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

let company: BigCompany;
let dir: string;
const dataDir = (): string => process.env['CLOUD_DATA'] ?? '';
const command = (...words: string[]): string =>
  execFileSync(process.execPath, words, { env: { ...process.env, DATA_DIR: dataDir() }, encoding: 'utf8' });

test.beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'haul-data-'));
  company = await makeBigCompany(dataDir(), 'data-co', 6);
});
test.afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function signIn(page: Page): Promise<void> {
  await page.goto('/app/');
  await page.getByLabel('Company').fill(company.tenant);
  await page.getByLabel('Name', { exact: true }).fill(company.login);
  await page.getByLabel('Password', { exact: true }).fill(company.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/app\/dispatch/);
}

test('The settings save everything as one file that comes in again, and the jobs for a spreadsheet', async ({ browser }) => {
  const { page, errors } = await openPage(browser, DESK);
  await signIn(page);
  await page.goto('/app/settings');
  const section = page.getByRole('region', { name: 'Your data' });
  const saved = async (name: string): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent('download'), section.getByRole('button', { name }).click()]);
    const path = join(dir, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  };
  const whole = await saved('Download everything (JSON)');
  await expect(section.getByRole('status')).toContainText('Saved as data-co-');
  const csv = readFileSync(await saved('Download jobs (CSV)'), 'utf8');
  expect(csv.match(/^\d+,/gm)).toHaveLength(6);
  expect(csv).toContain('Customer 3');
  const other = join(dir, 'other');
  const said = execFileSync(process.execPath, ['infra/local/import.ts', whole], {
    env: { ...process.env, DATA_DIR: other },
    encoding: 'utf8',
  });
  expect(said).toContain('imported data-co: 6 jobs, 0 archived, 0 photos');
  await expectAccessible(page);
  expect(errors).toEqual([]);
});

test('A customer is erased from the drawer, after a question', async ({ browser }) => {
  const { page, errors } = await openPage(browser, DESK);
  await signIn(page);
  const card = page.getByRole('article', { name: /Customer 1$/ });
  await card.getByRole('button', { name: 'Drawer' }).click();
  const drawer = page.getByRole('complementary', { name: /^Job #/ });
  await drawer.getByRole('button', { name: 'Erase this customer’s data' }).click();
  const sheet = page.getByRole('dialog', { name: 'Erase Customer 1?' });
  await expect(sheet).toContainText('617-555-0101');
  await expectAccessible(page);
  await sheet.getByRole('button', { name: 'Keep the data' }).click();
  await expect(card).toBeVisible();
  await drawer.getByRole('button', { name: 'Erase this customer’s data' }).click();
  await sheet.getByRole('button', { name: 'Erase for good' }).click();
  await expect(drawer.getByText('This customer’s data were erased on request.')).toBeVisible({ timeout: 15_000 });
  await expect(drawer).not.toContainText('617-555-0101');
  await expect(drawer.getByText('Customer’s data erased on request')).toBeVisible();
  expect(errors).toEqual([]);
});

test('After a restore the board says what it did, until it is understood', async ({ browser }) => {
  const { page, errors } = await openPage(browser, DESK);
  await signIn(page);
  const folder = join(dir, 'export');
  command('infra/local/export.ts', '--tenant', company.tenant, '--to', folder);
  const card = page.getByRole('article', { name: /Customer 2$/ });
  await card.getByRole('button', { name: 'Drawer' }).click();
  const drawer = page.getByRole('complementary', { name: /^Job #/ });
  await drawer.getByRole('textbox', { name: /note/i }).fill('Confirmed before the restore');
  await drawer.getByRole('button', { name: /Add/ }).click();
  await expect(drawer.locator('[data-sync="queued"], [data-sync="sending"]')).toHaveCount(0);
  await expect(drawer.getByText('Confirmed before the restore')).toBeVisible();
  expect(command('infra/local/restore.ts', '--tenant', company.tenant, '--from', folder)).toContain('It is epoch 2 now');
  const note = page.getByRole('status').filter({ hasText: 'the office went back to its state of' });
  await expect(note).toContainText('1 change of yours that had arrived before was sent again.', { timeout: 30_000 });
  await expect(drawer.getByText('Confirmed before the restore')).toBeVisible();
  await expectAccessible(page);
  await note.getByRole('button', { name: 'Understood' }).click();
  await expect(note).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('article', { name: /Customer 2$/ })).toBeVisible();
  await expect(note).toHaveCount(0);
  expect(errors).toEqual([]);
});
