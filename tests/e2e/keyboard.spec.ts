// Promises to who works without a mouse: a whole day at the desk by keys alone, with the focus in sight at each stop and never lost.
import { expect, test, type Locator, type Page } from 'playwright/test';
import { DESK, openPage } from './people.ts';

const MOST_STOPS = 150;

/** Goes on, or back, until it is there; each stop on the way is in sight and marked. */
async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press(key);
    expect(await trouble(page), `stop ${stop + 1}`).toBe('');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not lead to ${String(wanted)}`);
}

/** What is wrong with the stop that has the focus; empty when nothing is. */
const trouble = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const stop = document.activeElement;
    // Past the last stop the browser's own frame has its turn.
    if (!stop || stop === document.body) return '';
    const { top, left, bottom, right, width, height } = stop.getBoundingClientRect();
    const name = `${stop.tagName} ${stop.getAttribute('aria-label') ?? stop.textContent.trim().slice(0, 30)}`;
    if (width < 1 || height < 1) return `${name} is not drawn`;
    if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth) return `${name} is out of sight`;
    const marked = [stop, stop.closest('label')].some((each) => each && getComputedStyle(each).outlineStyle !== 'none');
    return marked ? '' : `${name} is not marked`;
  });

/** The same person at another desk, who knew the job before it was cancelled: a disagreement, without a second browser. */
const claimFromElsewhere = (page: Page, job: string): Promise<string> =>
  page.evaluate(async (job) => {
    const { member } = (await (await fetch('/api/session')).json()) as { member: { id: string } };
    const id = (): string =>
      `${Date.now()
        .toString(16)
        .padStart(12, '0')
        .replace(/^(.{8})(.{4})$/, '$1-$2')}-7${crypto.randomUUID().slice(15)}`;
    const now = new Date().toISOString();
    const claim = {
      id: id(),
      seq: 1,
      schema: 1,
      job,
      type: 'set_status',
      args: { to: 'in_progress' },
      baseStatus: 'ready_for_pickup',
      baseRev: 1,
    };
    const body = JSON.stringify({
      protocol: 1,
      device: id(),
      author: member.id,
      sentAt: now,
      cursor: null,
      keptFrom: 1,
      queued: null,
      mutations: [{ ...claim, tappedAt: now }],
    });
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
    const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const headers = { 'content-type': 'application/json', 'x-amz-content-sha256': hex };
    const answer = (await (await fetch('/api/sync', { method: 'POST', body, headers })).json()) as { results: { outcome: string }[] };
    return answer.results.map(({ outcome }) => outcome).join();
  }, job);

test('By keyboard alone: sign in, take a job by phone, give it a driver, move it, take that back, cancel it, decide what meets it', async ({
  browser,
}) => {
  const { page, errors } = await openPage(browser, DESK);
  await page.goto('/app/');
  await page.getByLabel('Company').focus();
  for (const text of ['quickdump', 'dana', 'haul-demo-2026']) {
    await page.keyboard.type(text);
    if (text !== 'haul-demo-2026') await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/dispatch/);
  await expect(page.getByRole('main')).toHaveAttribute('aria-busy', 'false');

  await tabTo(page, page.getByRole('button', { name: 'New job' }));
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'New job' });
  await expect(sheet.getByLabel('Phone or name')).toBeFocused();
  const name = `Kim Keys ${Date.now()}`;
  await page.keyboard.type(name);
  await tabTo(page, sheet.getByLabel('Address'));
  await page.keyboard.type('5 Keyboard Row, Hyde Park');
  await tabTo(page, sheet.getByLabel('Phone', { exact: true }));
  await page.keyboard.type('617 555 0121');
  await page.keyboard.press('Enter');

  // Its drawer is open, and the focus in it.
  const drawer = page.getByRole('complementary');
  await expect(drawer.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(drawer.getByRole('heading', { level: 2 })).toHaveText(/#\d+/);
  const job = new URL(page.url()).searchParams.get('job') ?? '';
  await tabTo(page, drawer.getByLabel('Driver'));
  await page.keyboard.type('Sam');
  await expect(drawer.getByLabel('Driver').locator('option:checked')).toHaveText(/Sam Ortiz/);
  await expect(drawer.getByLabel('Driver')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);

  await tabTo(page, page.getByLabel('Search'), 'Shift+Tab');
  await page.keyboard.type(name);
  const card = page.getByRole('article', { name: new RegExp(name) });
  await expect(page.getByRole('article')).toHaveCount(1);
  await tabTo(page, card.getByRole('button', { name: /^Move job/ }));
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[id^="dnd-kit-announcement"]')).toHaveText(/over Ready for Pickup/);
  await page.keyboard.press('Space');
  const ready = page.getByRole('region', { name: 'Ready for Pickup', exact: true });
  await expect(ready.getByRole('article')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(ready.getByRole('article')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(ready.getByRole('article')).toHaveCount(1);
  await expect(card.getByRole('button', { name: /^Move job/ })).toBeFocused();

  await tabTo(page, card.getByRole('button', { name: 'Drawer' }));
  await page.keyboard.press('Enter');
  await expect(drawer.getByRole('heading', { level: 2 })).toBeFocused();
  await tabTo(page, drawer.getByRole('button', { name: 'Cancel job' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Cancel the job' }));
  await page.keyboard.press('Enter');
  await expect(drawer.getByRole('button', { name: 'Reopen' })).toBeVisible();
  await expect(drawer.locator('[data-sync="queued"], [data-sync="sending"]')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(card.getByRole('button', { name: 'Drawer' })).toBeFocused();
  expect(await claimFromElsewhere(page, job)).toBe('needs_review');

  await tabTo(page, page.getByRole('link', { name: /^Review/ }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  const open = page.getByRole('article', { name: new RegExp(name) });
  await tabTo(page, open.getByRole('button', { name: /^Keep/ }));
  await page.keyboard.press('Enter');
  await expect(open).toHaveCount(0);
  // The card that had the focus is gone: it waits at what comes next.
  await expect.poll(() => page.evaluate(() => document.activeElement?.matches('main h1, main h2'))).toBe(true);
  const back = page.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name: 'Undo' });
  await tabTo(page, back);
  await page.keyboard.press('Enter');
  await expect(open).toHaveCount(1);
  // A busy device may ask for its new job before it has kept it.
  expect(errors.filter((line) => !line.includes('status of 404'))).toEqual([]);
});
