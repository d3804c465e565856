// Owns the browser that benches look through: a person of its own, and a port for tools that measure.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright';

const DEBIAN = '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const chromiumPath = (): string => (existsSync(DEBIAN) ? DEBIAN : chromium.executablePath());

/** @param work is given the browser, whose state is thrown away afterwards, and its debugging port */
export async function withBrowser<Value>(origin: string, work: (browser: BrowserContext, port: number) => Promise<Value>): Promise<Value> {
  const dir = await mkdtemp(join(tmpdir(), 'haul-bench-browser-'));
  const port = await freePort();
  const browser = await chromium.launchPersistentContext(dir, {
    executablePath: chromiumPath(),
    args: [...ARGS, `--remote-debugging-port=${port}`],
    baseURL: origin,
    viewport: { width: 390, height: 844 },
  });
  try {
    return await work(browser, port);
  } finally {
    await browser.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Signs a member of the demo company in, in this browser. */
export async function signIn(browser: BrowserContext, login: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto('/app/?company=quickdump');
  await page.getByLabel('Name', { exact: true }).fill(login);
  await page.getByLabel('Password', { exact: true }).fill('haul-demo-2026');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/app\/(?:crew|dispatch)/);
  await page.getByRole('article').first().waitFor();
  await page.close();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}
