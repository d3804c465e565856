// Promises of an app that can be installed: a manifest that browsers take, pictures that are what they say, and on iOS the same by its own means.
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from 'playwright/test';
import { base, openPage, PHONE, signIn } from './people.ts';

interface Icon {
  readonly src: string;
  readonly sizes: string;
  readonly purpose?: string;
}
interface Manifest {
  readonly id: string;
  readonly icons: readonly Icon[];
  readonly shortcuts: readonly { readonly name: string; readonly url: string; readonly icons: readonly Icon[] }[];
}

const sizeOf = (page: Page, url: string): Promise<string> =>
  page.evaluate(async (src) => {
    const image = await createImageBitmap(await (await fetch(src)).blob());
    return `${image.width}x${image.height}`;
  }, url);

test('The browser finds nothing that stands in the way of installing it', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'ana');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const session = await page.context().newCDPSession(page);
  const { errors, url } = await session.send('Page.getAppManifest');
  expect([new URL(url).pathname, errors]).toEqual(['/manifest.webmanifest', []]);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  const { appId } = await session.send('Page.getAppId');
  expect(appId).toBe(`${base()}/app/`);
});

test('The manifest opens the staff app and nothing else; icons and shortcuts are what they say', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await signIn(page, 'ana');
  const manifest = (await (await page.request.get('/manifest.webmanifest')).json()) as Manifest;
  expect(manifest).toMatchObject({ id: '/app/', scope: '/app/', start_url: '/app/', display: 'standalone' });
  const pictures = manifest.icons.filter(({ sizes }) => sizes !== 'any');
  const named = pictures.map(({ sizes, purpose = 'any' }) => `${purpose} ${sizes}`);
  for (const needed of ['any 192x192', 'any 512x512', 'maskable 192x192', 'maskable 512x512']) expect(named).toContain(needed);
  for (const { src, sizes } of [...pictures, ...manifest.shortcuts.flatMap(({ icons }) => icons)])
    expect([src, await sizeOf(page, src)]).toEqual([src, sizes]);
  expect(manifest.shortcuts.map(({ name }) => name)).toEqual(['Today', 'Tomorrow']);
  for (const { name, url } of manifest.shortcuts) {
    expect(url.startsWith('/app/')).toBe(true);
    await page.goto(url);
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  }
});

test('On an iPhone the app says how to install it, and has a picture for each screen while it opens', async ({ browser }) => {
  const { page } = await openPage(browser, PHONE);
  await page.addInitScript(() => Object.defineProperty(navigator, 'standalone', { value: false }));
  await signIn(page, 'ana');
  await page.getByRole('button', { name: 'Me', exact: true }).click();
  await expect(page.getByText('Add to Home Screen')).toBeVisible();
  await expect(page.locator('link[rel="apple-touch-icon"]')).toHaveAttribute('href', /\/icons\/apple-180\.png$/);
  const screens = JSON.parse(readFileSync('src/lib/splash-screens.json', 'utf8')) as [number, number, number][];
  const links = await page
    .locator('link[rel="apple-touch-startup-image"]')
    .evaluateAll((all) =>
      all.map((link) => [new URL(link.getAttribute('href') ?? '', location.href).pathname, link.getAttribute('media') ?? '']),
    );
  expect(links).toHaveLength(screens.length);
  for (const [at, [width, height, ratio]] of screens.entries()) {
    const [href = '', media = ''] = links[at] ?? [];
    expect(media).toContain(`(device-width: ${width}px) and (device-height: ${height}px) and (-webkit-device-pixel-ratio: ${ratio})`);
    expect([href, await sizeOf(page, href)]).toEqual([href, `${width * ratio}x${height * ratio}`]);
  }
});
