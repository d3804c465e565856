// Owns the bytes of a crew's first load of their day: as this edge sends them, and as the best that brotli can do.
import { brotliCompressSync, constants } from 'node:zlib';
import type { Response } from 'playwright';
import type { CloudBench } from './bench.ts';
import { signIn, withBrowser } from './browser.ts';

const BUDGET_KB = 75;

export const crewShell: CloudBench = {
  name: 'crew-shell',
  measure: ({ origin }) =>
    withBrowser(origin, async (browser) => {
      await signIn(browser, 'sam');
      const page = await browser.newPage();
      const devtools = await browser.newCDPSession(page);
      // A first load, as on a phone that has nothing yet.
      await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'service_workers,cache_storage' });
      await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
      await devtools.send('Network.setBypassServiceWorker', { bypass: true });
      const files: Response[] = [];
      page.on('response', (response) => void (isShell(response) && files.push(response)));
      await page.goto('/app/crew');
      await page.getByRole('article').first().waitFor();
      const sent = await sum(files, async (file) => Number(await file.headerValue('content-length')));
      const best = await sum(files, async (file) => brotli11(await file.body()));
      return [
        {
          what: `crew’s day, first load, brotli 11 (${files.length} files)`,
          ours: kb(best),
          budget: `≤ ${BUDGET_KB} KB`,
          held: best <= BUDGET_KB * 1_024,
        },
        { what: 'crew’s day, first load, as this edge sends it', ours: kb(sent), budget: '–', held: null },
      ];
    }),
};

const isShell = (response: Response): boolean => !/\/api\/|\.(?:png|svg)$|service-worker/.test(response.url());
const brotli11 = (bytes: Buffer): number => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const kb = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} KB`;

async function sum(files: readonly Response[], sizeOf: (file: Response) => Promise<number>): Promise<number> {
  return (await Promise.all(files.map(sizeOf))).reduce((total, size) => total + size, 0);
}
