// Owns the people of the browser tests: how they sign in, and a page that fails the test on any console error.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Browser, type BrowserContext, type Page } from 'playwright/test';

export const base = (): string => process.env['BASE_URL'] ?? '';
export const PASSWORD = 'haul-demo-2026';
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

/** What this worker's tests opened, by test. */
const opened = new Map<string, BrowserContext[]>();

/** A board that nobody looks at any more still asks every five seconds: pages of earlier tests are closed before new ones open. */
async function closeEarlier(current: string): Promise<void> {
  for (const [id, contexts] of opened) {
    if (id === current) continue;
    opened.delete(id);
    for (const context of contexts) await context.close().catch(() => undefined);
  }
}

/** A page of a person of their own: nothing is shared with other pages, and a blocked script or an error is remembered. */
export async function openPage(browser: Browser, viewport: { width: number; height: number }): Promise<{ page: Page; errors: string[] }> {
  const { testId } = test.info();
  await closeEarlier(testId);
  const context = await browser.newContext({ viewport, baseURL: base() });
  opened.set(testId, [...(opened.get(testId) ?? []), context]);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    // The question who is signed in is answered 401 before anybody is; a test that takes the network away gets what it asked for.
    if (message.type() === 'error' && !/status of 401|ERR_INTERNET_DISCONNECTED/.test(message.text())) errors.push(message.text());
  });
  return { page, errors };
}

export async function signIn(page: Page, login: string, company = 'quickdump'): Promise<void> {
  await page.goto('/app/');
  await page.getByLabel('Company').fill(company);
  await page.getByLabel('Name', { exact: true }).fill(login);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/app\/(dispatch|crew)/);
  await expectDay(page);
}

/** The office has answered, or the device had kept its answer: what is shown is a day and not the wait for one. */
export const expectDay = (page: Page): Promise<void> => expect(page.locator('main')).toHaveAttribute('aria-busy', 'false');

/** By light and in the dark: only the colours differ, so only they are looked at again. */
export async function expectAccessible(page: Page): Promise<void> {
  const light = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(light.violations.map(tell)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish();
  });
  const dark = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(dark.violations.map((each) => `in the dark: ${tell(each)}`)).toEqual([]);
}
const tell = ({ id, nodes }: { id: string; nodes: { html: string }[] }): string =>
  `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`;

/** The worker has everything it keeps, and this page is its own. */
export async function readyForOffline(page: Page): Promise<void> {
  await expectDay(page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}
