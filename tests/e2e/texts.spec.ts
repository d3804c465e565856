// Texts as people meet them: a booking arrives on a phone with a link that opens, the desk sees what became of it, STOP is honoured, and the
// company sets its words.
import { expect, test, type Page } from 'playwright/test';
import { DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

/** Invented, each test its own: what one says STOP to, the others do not feel. */
let numbers = 0;
const newNumber = (): { typed: string; shown: string } => {
  const last = String(1000 + (Date.now() % 8_000) + ++numbers).slice(-4);
  return { typed: `617555${last}`, shown: `(617) 555-${last}` };
};

async function book(page: Page, phone: string): Promise<string> {
  await page.goto('/book/quickdump');
  await page.getByLabel('Sofa or armchair').check();
  await page.getByLabel('Address').fill('5 Text St, Hyde Park');
  await page.getByRole('radio', { name: /left/ }).nth(2).check({ force: true });
  await page.getByRole('radio', { name: /place/ }).last().check({ force: true });
  await page.getByLabel('Your name').fill(`Tess Text ${Date.now()}`);
  await page.getByLabel('Phone').fill(phone);
  await page.getByRole('button', { name: 'Book' }).click();
  const heading = page.getByRole('heading', { name: /Job #\d+ is booked/ });
  await expect(heading).toBeVisible();
  return /#(\d+)/.exec((await heading.textContent()) ?? '')?.[1] ?? '';
}

async function openDrawer(page: Page, number: string) {
  // A long column draws what is in sight: whoever looks for one job searches for it.
  await page.goto(`/app/dispatch?q=${number}`);
  await page
    .getByRole('article', { name: new RegExp(`#${number}\\b`) })
    .getByRole('button', { name: 'Drawer' })
    .click();
  return page.getByRole('complementary', { name: `Job #${number}` });
}

/** Quiet hours would hold the texts of a test that runs at night. */
async function noQuietHours(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const read = async () => (await (await fetch('/api/company')).json()) as { revision: string };
    const body = JSON.stringify({ revision: (await read()).revision, set: { textQuiet: { from: '00:00', to: '00:00' } } });
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
    const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    await fetch('/api/company', { method: 'PUT', headers: { 'content-type': 'application/json', 'x-amz-content-sha256': hex }, body });
  });
}

/** The browser's quota cannot be set from here: its own refusal is put where it would come from. */
const fillDisk = (page: Page, full: boolean): Promise<void> =>
  page.evaluate((isFull) => {
    const { prototype } = IDBObjectStore;
    const kept = globalThis as { put?: IDBObjectStore['put'] };
    kept.put ??= prototype.put;
    const { put } = kept;
    prototype.put = function (...given) {
      if (isFull) throw new DOMException('The disk is full', 'QuotaExceededError');
      return put.apply(this, given);
    };
  }, full);

test('A booking arrives on the phone with a link that opens, the desk sees it delivered, and STOP ends it', async ({ browser }) => {
  const [customer, desk] = [await openPage(browser, PHONE), await openPage(browser, DESK)];
  await signIn(desk.page, 'dana');
  await noQuietHours(desk.page);
  const { typed, shown } = newNumber();
  const number = await book(customer.page, typed);

  const phones = await openPage(browser, DESK);
  await phones.page.goto('/_phones');
  await phones.page.getByRole('link', { name: shown }).click();
  const conversation = phones.page.getByRole('region', { name: 'Conversation' });
  await expect(conversation.getByRole('listitem').filter({ hasText: `pickup #${number} is booked` })).toHaveCount(1);
  const link = await conversation.getByRole('link').first().getAttribute('href');
  await customer.page.goto(link ?? '');
  await expect(customer.page.getByRole('heading', { name: 'Your pickup is booked' })).toBeVisible();
  await expectAccessible(phones.page);

  const drawer = await openDrawer(desk.page, number);
  const texts = drawer.getByRole('list', { name: 'Texts' });
  await expect(texts.getByRole('listitem')).toHaveText([/Booked\s*Delivered \d\d:\d\d/]);
  await conversation.getByRole('button', { name: 'Reply STOP' }).click();
  await expect(drawer.getByText('The customer answered STOP: no text is sent to this number.')).toBeVisible();
  await drawer.getByRole('button', { name: 'Ready' }).click();
  await expect(texts.getByRole('listitem').first()).toHaveText(/Planned\s*Leaves after \d\d:\d\d, so that an undo comes in time/);
  await expect(texts.getByRole('listitem').first()).toHaveText(/Planned\s*Not sent: the customer answered STOP/, { timeout: 60_000 });
  expect([...customer.errors, ...desk.errors, ...phones.errors]).toEqual([]);
});

test('Undone within its time, a move is never told; what the office writes with no connection leaves when it is back', async ({
  browser,
}) => {
  const [customer, desk] = [await openPage(browser, PHONE), await openPage(browser, DESK)];
  await signIn(desk.page, 'dana');
  await noQuietHours(desk.page);
  const { typed, shown } = newNumber();
  const number = await book(customer.page, typed);
  const drawer = await openDrawer(desk.page, number);
  await expect(drawer.getByRole('list', { name: 'Texts' }).getByRole('listitem')).toHaveCount(1);
  await drawer.getByRole('button', { name: 'Text', exact: true }).click();
  const sheet = desk.page.getByRole('dialog');
  await sheet.getByLabel('Message').fill('We are late');
  await sheet.getByRole('button', { name: 'Send 1 text' }).click();
  await expect(sheet.getByText(/Leaves after \d\d:\d\d/)).toBeVisible();
  // Behind an open question the keys move nothing.
  await desk.page.keyboard.press('Control+z');
  await sheet.getByRole('button', { name: 'Take back' }).click();
  await expect(sheet.getByText('Taken back: it is not sent')).toBeVisible();
  await expect(sheet.getByText('1 text taken back.')).toBeVisible();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await expect(desk.page.getByRole('button', { name: 'Redo' })).toBeDisabled();
  await drawer.getByRole('button', { name: 'Text', exact: true }).click();
  await expect(sheet.getByLabel('Message')).toHaveValue('');
  await sheet.getByLabel('Message').fill('Hi {name}, please keep the gate open. {link}');
  await fillDisk(desk.page, true);
  await sheet.getByRole('button', { name: 'Send 1 text' }).click();
  await expect(sheet.getByText('Not kept on this device: nothing was sent')).toBeVisible();
  await expect(sheet.getByRole('alert')).toContainText('could not be kept on this device');
  await sheet.getByRole('button', { name: 'Close' }).click();
  // Nor is it called done behind the sheet, nor any other change.
  const toast = desk.page.getByText(/^Not kept on this device: /).first();
  await expect(toast).toContainText('Text to 1 customer');
  await drawer.getByRole('button', { name: 'Ready' }).click();
  await expect(toast).toContainText(`Job #${number}`);
  await fillDisk(desk.page, false);
  await drawer.getByRole('button', { name: 'Text', exact: true }).click();
  await expect(sheet.getByLabel('Message')).toHaveValue('Hi {name}, please keep the gate open. {link}');
  await desk.page.context().setOffline(true);
  await sheet.getByRole('button', { name: 'Send 1 text' }).click();
  await expect(sheet.getByText('On this device: it goes to the office as soon as there is a connection')).toBeVisible();
  await desk.page.context().setOffline(false);
  await expect(sheet.getByText(/Leaves after \d\d:\d\d/)).toBeVisible();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await drawer.getByRole('button', { name: 'Ready' }).click();
  const texts = drawer.getByRole('list', { name: 'Texts' });
  await expect(texts.getByRole('listitem').first()).toHaveText(/Planned\s*Leaves after/);
  await desk.page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(texts.getByRole('listitem').first()).toHaveText(/Planned\s*Not sent: it was undone/, { timeout: 60_000 });
  await expect(texts.getByRole('listitem').nth(1)).toHaveText(/Message\s*by Dana.*Delivered.*please keep the gate open/s, {
    timeout: 60_000,
  });
  await customer.page.goto('/_phones');
  await customer.page.getByRole('link', { name: shown }).click();
  const said = customer.page
    .getByRole('region', { name: 'Conversation' })
    .getByText(/^QuickDumpNow: Hi Tess, please keep the gate open\. http/);
  await expect(said).toHaveCount(1);
  // A full disk ends its transaction, and the browser says so.
  expect(desk.errors.filter((line) => !line.startsWith('AbortError'))).toEqual([]);
});

test('The company sets its words: a preview with its cost, an unknown placeholder refused by its field', async ({ browser }) => {
  const owner = await openPage(browser, DESK);
  await signIn(owner.page, 'rae', 'bayhaul');
  await owner.page.goto('/app/settings');
  const section = owner.page.getByRole('region', { name: 'Texts' });
  await section.getByText('Words of “Done”').click();
  const words = section.getByLabel('Done, English');
  await words.fill('{company}: done – thanks {nam}');
  await owner.page.getByRole('button', { name: 'Save changes' }).click();
  await expect(section.getByText('{nam} is not known here.')).toBeVisible();
  await words.fill('{company}: done – thanks. {link}');
  await expect(section.getByText(/\d+ messages?, \d+ of \d+.*dearer for –/s)).toBeVisible();
  await words.fill('{company}: done, thanks. {link}');
  await expect(section.getByText(/^Bay Haul[^:]*: done, thanks\. http/)).toBeVisible();
  await words.blur();
  await expect(owner.page.getByRole('alert')).toHaveCount(0);
  await owner.page.getByRole('button', { name: 'Save changes' }).click();
  await expect(owner.page.getByText(/Saved at \d\d:\d\d/)).toBeVisible();
  await owner.page.reload();
  await section.getByText('Words of “Done”').click();
  await expect(section.getByLabel('Done, English')).toHaveValue('{company}: done, thanks. {link}');
  await expectAccessible(owner.page);
  expect(owner.errors.filter((line) => !line.includes('422'))).toEqual([]);
});
