// Promise: a job that was finished days ago is one search away, opens as any other, and a word on it brings it back to the board.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { makeBigCompany } from '../support/big-company.ts';
import { base, DESK, expectAccessible, openPage } from './people.ts';

test.describe.configure({ timeout: 120_000 });

const DAYS_MS = 4 * 86_400_000;

test('The office finds an archived job, opens it, is told without a signal, and brings it back with a note', async ({ browser }) => {
  const dataDir = process.env['CLOUD_DATA'] ?? '';
  const { tenant, login, password } = await makeBigCompany(dataDir, 'olderhaul', 5);
  const asOf = new Date(Date.now() + DAYS_MS).toISOString();
  const { stdout } = await promisify(execFile)(process.execPath, ['infra/local/archive.ts', '--tenant', tenant, '--as-of', asOf], {
    env: { ...process.env, DATA_DIR: dataDir },
  });
  expect(stdout).toContain('archived 1 jobs of 1 companies');

  const { page, errors } = await openPage(browser, DESK);
  await page.goto(`${base()}/app/`);
  await page.getByLabel('Company').fill(tenant);
  await page.getByLabel('Name', { exact: true }).fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/app\/dispatch/);
  await expect(page.getByRole('article').first()).toBeVisible();

  await page.getByLabel('Search').fill('truman');
  const older = page.getByRole('region', { name: 'Older jobs' });
  await expect(page.getByRole('article')).toHaveCount(0);
  await older.getByRole('button', { name: 'Search older jobs' }).click();
  const hit = older.getByRole('button', { name: /Drawer of older job #/ });
  await expect(hit).toContainText('Customer 4');
  await expectAccessible(page);

  await page.context().setOffline(true);
  await hit.click();
  await expect(page.getByText('Older jobs are at the office, which does not answer now.')).toBeVisible();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  const drawer = page.getByRole('complementary', { name: /^Job #/ });
  await expect(drawer.getByText('Customer 4', { exact: true })).toBeVisible();

  await page.reload();
  await expect(drawer.getByText('Customer 4', { exact: true })).toBeVisible();
  await drawer.getByLabel('New note').fill('They left a glove.');
  await drawer.getByRole('button', { name: 'Add note' }).click();
  await expect(page.getByRole('article')).toHaveCount(1, { timeout: 15_000 });
  await expect(drawer.getByText('They left a glove.').first()).toBeVisible();
  expect(errors).toEqual([]);
});
