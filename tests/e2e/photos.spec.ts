// Promises of a photo, in a real browser: taken without a signal, kept through a kill, stripped of place and time, and seen by the office.
import { expect, test, type Page } from 'playwright/test';
import { base, DESK, expectAccessible, openPage, PHONE, signIn } from './people.ts';

/** A real JPEG of 2,400 × 1,800 pixels with an EXIF block that tells a place. */
async function cameraPhoto(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2_400, 1_800];
    const pen = canvas.getContext('2d');
    if (pen) {
      pen.fillStyle = '#7a5c3e';
      pen.fillRect(0, 0, 2_400, 1_800);
      pen.fillStyle = '#d8cfc4';
      pen.fillRect(400, 700, 1_600, 800);
    }
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
  });
  const jpeg = Buffer.from(base64, 'base64');
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), Buffer.from('GPS 42.2553 -71.1204 2026:11:24')]);
  const marker = Buffer.from([0xff, 0xe1, (exif.length + 2) >> 8, (exif.length + 2) & 0xff]);
  return Buffer.concat([jpeg.subarray(0, 2), marker, exif, jpeg.subarray(2)]);
}
const banner = (page: Page) => page.getByRole('status').filter({ hasText: /not sent yet|still to send|with the office|No connection/ });

test('A photo taken without a signal survives the app, goes up once there is one, and the office sees it without place or time', async ({
  browser,
}) => {
  const { page, errors } = await openPage(browser, PHONE);
  const phone = page.context();
  await signIn(page, 'kit', 'bayhaul');
  const job = await page.evaluate(async () => {
    const { jobs } = (await (await fetch('/api/jobs?q=Telegraph')).json()) as { jobs: { id: string }[] };
    return jobs[0]?.id ?? '';
  });
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.goto(`/app/crew?job=${job}`);
  const photo = await cameraPhoto(page);
  expect(photo.includes('GPS 42.2553')).toBe(true);

  await phone.setOffline(true);
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Photo: Before').setInputFiles({ name: 'load.jpg', mimeType: 'image/jpeg', buffer: photo });
  await expect(sheet.locator('[data-sync="queued"]')).toHaveText('On this phone');
  await expect.poll(() => sheet.getByRole('img', { name: /Before/ }).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1_600);
  await expect(page.getByRole('status').filter({ hasText: '1 photo' })).toContainText('1 change not sent yet');
  const kinds = await page.evaluate(async () => {
    const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('haul bayhaul'))?.name ?? '';
    const db = await new Promise<IDBDatabase>((done, failed) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(new Error('not opened'));
    });
    const rows = await new Promise<unknown[]>((done) => {
      const asked = db.transaction('photoBytes').objectStore('photoBytes').getAll();
      asked.onsuccess = () => done(asked.result as unknown[]);
    });
    db.close();
    return rows.map((row) => Object.prototype.toString.call(row));
  });
  expect(kinds, 'Safari corrupts stored Blobs (failure 15)').toEqual(['[object ArrayBuffer]']);
  await page.close();

  const again = await phone.newPage();
  const uploads: boolean[] = [];
  again.on('response', (response) => {
    if (response.request().method() === 'PUT') uploads.push(response.fromServiceWorker());
  });
  await again.goto(`${base()}/app/crew?job=${job}`);
  expect(await again.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await expect(again.getByRole('dialog').locator('[data-sync="queued"]')).toHaveText('On this phone');
  await phone.setOffline(false);
  await again.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await again.getByRole('button', { name: 'Send now' }).click();
  await expect(banner(again)).toContainText('Everything is with the office');

  expect(uploads, 'an upload is none of the worker’s business (failure 16)').toEqual([false]);

  const desk = await openPage(browser, DESK);
  await signIn(desk.page, 'rae', 'bayhaul');
  await desk.page.goto(`/app/dispatch?job=${job}`);
  const image = desk.page.getByRole('img', { name: 'Before, by Kit' });
  await expect.poll(() => image.evaluate((each: HTMLImageElement) => each.naturalWidth)).toBe(1_600);
  const stored = await desk.page.evaluate(async (id) => {
    const { photos } = (await (await fetch(`/api/jobs/${id}`)).json()) as { photos: { sha256: string; state: string; bytes: number }[] };
    return photos;
  }, job);
  expect(stored).toMatchObject([{ state: 'stored' }]);
  const source = await desk.page.request.get(`/api/jobs/${job}/photos/${stored[0]?.sha256 ?? ''}`);
  const bytes = await source.body();
  expect(bytes.length).toBe(stored[0]?.bytes);
  expect(bytes.includes('Exif') || bytes.includes('GPS')).toBe(false);
  await image.click();
  await expect(desk.page.getByRole('dialog', { name: 'Before, by Kit' })).toBeVisible();
  await expectAccessible(desk.page);
  expect([...errors, ...desk.errors].filter((error) => !error.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});

test('A file that is no photo, or is over 10 MB, is told at once and changes nothing', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'kit', 'bayhaul');
  await page.getByRole('article').filter({ hasText: 'Wayne' }).getByRole('button').first().click();
  const sheet = page.getByRole('dialog');
  const pick = (buffer: Buffer) => sheet.getByLabel('Photo: After').setInputFiles({ name: 'load.jpg', mimeType: 'image/jpeg', buffer });
  await pick(Buffer.from('this is not a photo'));
  await expect(sheet.getByRole('alert')).toContainText('not a photo');
  await pick(Buffer.alloc(10 * 1024 * 1024 + 1, 0xff));
  await expect(sheet.getByRole('alert')).toContainText('larger than 10 MB');
  await expect(sheet.locator('[data-sync]')).toHaveCount(0);
  await expectAccessible(page);
});
