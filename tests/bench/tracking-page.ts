// Owns the customer's page on a slow network: its bytes, and its first paint beside a bare page at 300 ms round trips in the same run.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';
import type { BrowserContext } from 'playwright';
import type { CloudBench } from './bench.ts';
import { withBrowser } from './browser.ts';
import { bookPickup } from './pickup.ts';

const BUDGET_BYTES = 6 * 1_024;
const ROUND_TRIP_MS = 300;
const RUNS = 9;
const BARE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title><h1>Your pickup is booked</h1></html>';

export const trackingPage: CloudBench = {
  name: 'tracking-page',
  measure: async ({ origin, onProgress }) => {
    const token = await bookPickup(origin);
    const slow = await slowServer(origin);
    try {
      return await withBrowser(slow.origin, async (browser) => {
        const bytes = await bytesOf(browser, `${origin}/track/#${token}`);
        onProgress(`tracking-page: ${RUNS} first paints each`);
        const paints = { ours: [] as number[], bare: [] as number[] };
        for (let run = 0; run < RUNS; run++) {
          paints.bare.push(await firstPaint(browser, `${slow.origin}/bare`));
          paints.ours.push(await firstPaint(browser, `${slow.origin}/track/#${token}`));
        }
        const [ours, bare] = [median(paints.ours), median(paints.bare)];
        return [
          {
            what: 'tracking page, first view, brotli 11',
            ours: `${(bytes / 1_024).toFixed(2)} KB`,
            budget: `≤ ${BUDGET_BYTES / 1_024} KB`,
            held: bytes <= BUDGET_BYTES,
          },
          {
            what: `tracking page, observed first paint at ${ROUND_TRIP_MS} ms round trips (bare page ${Math.round(bare)} ms)`,
            ours: `${Math.round(ours)} ms, ${(ours / bare).toFixed(2)} × bare`,
            budget: '≤ 1.1 × bare',
            held: null,
          },
        ];
      });
    } finally {
      slow.close();
    }
  },
};

/** The cloud behind a network whose every answer takes one round trip more; one page of its own has nothing but a heading. */
async function slowServer(origin: string): Promise<{ readonly origin: string; close(): void }> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const roundTrip = new Promise((passed) => setTimeout(passed, ROUND_TRIP_MS));
    if (request.url === '/bare') {
      await roundTrip;
      return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(BARE);
    }
    const headers = new Headers();
    for (const name of ['x-tracking-token', 'if-none-match', 'accept'])
      if (request.headers[name]) headers.set(name, String(request.headers[name]));
    const answer = await fetch(`${origin}${request.url ?? '/'}`, { headers });
    const kept = [...answer.headers].filter(([name]) => !/^(?:content-encoding|content-length|transfer-encoding|connection)$/.test(name));
    const body = Buffer.from(await answer.arrayBuffer());
    // The cloud answers within the round trip: its own time is not the network's.
    await roundTrip;
    response.writeHead(answer.status, Object.fromEntries(kept)).end(body);
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

async function bytesOf(browser: BrowserContext, url: string): Promise<number> {
  const page = await browser.newPage();
  let bytes = 0;
  const counted: Promise<void>[] = [];
  page.on('response', (response) => {
    if (/\/api\/|\.svg$/.test(response.url())) return;
    const count = async (): Promise<void> => {
      bytes += brotliCompressSync(await response.body(), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
    };
    counted.push(count());
  });
  await page.goto(url);
  await page.getByRole('heading', { name: 'Your pickup is booked' }).waitFor();
  await page.waitForLoadState('networkidle');
  await Promise.all(counted);
  await page.close();
  return bytes;
}

/** What the browser itself saw, on a page that has nothing cached. */
async function firstPaint(browser: BrowserContext, url: string): Promise<number> {
  const page = await browser.newPage();
  const devtools = await browser.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto(url);
  const painted = (): number | undefined => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
  await page.waitForFunction(painted);
  const at = (await page.evaluate(painted)) ?? Number.NaN;
  await page.close();
  return at;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
