// Promises of the board under a finger: a card is carried to columns that are out of sight, and lands where the finger is.
import { expect, test, type Locator, type Page } from 'playwright/test';
import { bookJob } from './desk-jobs.ts';
import { openPage, PHONE, signIn } from './people.ts';

const column = (page: Page, label: string) => page.getByRole('region', { name: label, exact: true });
const card = (page: Page, label: string, who: string) => column(page, label).getByRole('article', { name: new RegExp(`, ${who}$`) });
/** a little more than the board waits before the first column, and before each that follows */
const FIRST_MS = 320;
const NEXT_MS = 920;
const FRAMES_MS = 100;

/** the column that a drop would go to */
const under = (page: Page) => page.locator('section.over');
const said = (page: Page) => page.locator('.foot [role=status]');

test('By touch a card goes to a column that is out of sight: held at the edge, columns come in one at a time, and the drop is where the finger is', async ({
  browser,
}) => {
  const { page, errors } = await openPage(browser, PHONE);
  // The page's time stands still while a finger thinks: what comes in is counted by its clock, not by how busy this machine is.
  await page.clock.install();
  // Nor by how long the board glides: a column that is nearly in sight would come in once more.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const finger = await touch(page);
  await signIn(page, 'dana');
  const name = `Touch ${Date.now()}`;
  await bookJob('8 Touch St, Hyde Park', 3, '10-12', '(617) 555-0133', name);
  // Alone on the board, wherever other tests have put their cards.
  await page.goto(`/app/dispatch?q=${name}`);
  const handle = card(page, 'Booking Confirmed', name).getByRole('button', { name: /^Move job/ });
  // Two columns on, which is refused with its reason.
  await finger.pickUp(handle);
  await finger.to(PHONE.width - 4);
  await page.clock.runFor(FIRST_MS);
  await expect(column(page, 'Ready for Pickup')).toBeInViewport({ ratio: 0.98 });
  await page.clock.runFor(NEXT_MS);
  await expect(column(page, 'In Progress')).toBeInViewport({ ratio: 0.98 });
  await finger.to(PHONE.width - 60);
  await expect(under(page)).toHaveAccessibleName('In Progress');
  await expect(under(page).getByText(/Not straight to In Progress/)).toBeVisible();
  await finger.drop();
  await expect(card(page, 'Booking Confirmed', name)).toHaveCount(1);
  // Back at the first column, then one on: the one that came in takes it.
  await column(page, 'Booking Confirmed').evaluate((first) => first.scrollIntoView({ inline: 'start' }));
  await finger.pickUp(handle);
  await finger.to(PHONE.width - 4);
  await page.clock.runFor(FIRST_MS);
  await expect(column(page, 'Ready for Pickup')).toBeInViewport({ ratio: 0.98 });
  // Away from the edge nothing more comes in, however long one thinks.
  await finger.to(PHONE.width / 2);
  await page.clock.runFor(10 * NEXT_MS);
  await expect(under(page)).toHaveAccessibleName('Ready for Pickup');
  await expect(under(page).getByText('Drop for Ready for Pickup')).toBeVisible();
  await finger.drop();
  await expect(card(page, 'Ready for Pickup', name)).toHaveCount(1);
  await expect(said(page)).toHaveText(/moved to Ready for Pickup/);
  expect(errors).toEqual([]);
});

/** A finger on a real touch screen, as the browser's own tools make it. */
async function touch(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  let at = { x: 0, y: 0 };
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd') =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [at] });
  const glide = async (x: number): Promise<void> => {
    for (const step of [0.25, 0.5, 0.75, 1]) {
      at = { x: at.x + (x - at.x) * step, y: at.y + 2 };
      await send('touchMove');
    }
    // What the page does with it takes a few of its frames.
    await page.clock.runFor(FRAMES_MS);
  };
  return {
    async pickUp(handle: Locator): Promise<void> {
      // It stands still and nothing lies over it: a card that was dropped flies back for a moment.
      await handle.click({ trial: true });
      const box = await handle.boundingBox();
      if (!box) throw new Error('nothing to touch');
      at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      await send('touchStart');
      await glide(at.x + 40);
      await expect(page.locator('[data-dragging]')).toHaveCount(1);
      await page.clock.pauseAt((await page.evaluate(() => Date.now())) + FRAMES_MS);
    },
    to: glide,
    async drop(): Promise<void> {
      await send('touchEnd');
      await page.clock.resume();
      await expect(page.locator('[data-dragging]')).toHaveCount(0);
    },
  };
}
