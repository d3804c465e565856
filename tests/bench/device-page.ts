// Owns a page on which our device's store and its peers write to the same browser's disk: each a bundle of its own on one origin, driven by a
// bench. Whoever cannot be bundled or opened is told of, and the others are measured.
import { build } from 'esbuild';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { withBrowser } from './browser.ts';

/** What a script puts under `globalThis.writers[name]`. Records have an `id`; each promise is the acknowledgement that a user would be shown. */
export interface Writer {
  open(database: string): Promise<void>;
  one(record: { readonly id: string }): Promise<unknown>;
  many?(records: readonly { readonly id: string }[]): Promise<unknown>;
}
export interface WriterScript {
  readonly name: string;
  readonly script: string;
}
declare global {
  var writers: Record<string, Writer>;
}

/** Finer clocks for the page: browsers blur them where others could be listening. */
const HEADERS = {
  'content-type': 'text/html',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** @param work is given the page, the names of those that can be measured, and why others cannot */
export async function withDevicePage<Value>(
  scripts: readonly WriterScript[],
  work: (page: Page, names: readonly string[], failed: ReadonlyMap<string, string>) => Promise<Value>,
): Promise<Value> {
  const server = createServer((_, response) => response.writeHead(200, HEADERS).end('<!doctype html><title>device</title>'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await withBrowser(origin, async (browser) => {
      const page = await browser.newPage();
      await page.goto(origin);
      await page.evaluate(flushEveryWrite);
      const failed = new Map<string, string>();
      for (const { name, script } of scripts) await load(page, name, script).catch((error: unknown) => failed.set(name, firstLine(error)));
      return work(
        page,
        scripts.map(({ name }) => name).filter((name) => !failed.has(name)),
        failed,
      );
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function load(page: Page, name: string, script: string): Promise<void> {
  await page.addScriptTag({ content: await bundled(script) });
  // Dexie refuses a second version of itself in one page, and RxDB brings one.
  await page.evaluate(() => Reflect.deleteProperty(globalThis, Symbol.for('Dexie')));
  // A database of its own that is thrown away: what cannot write at all is known now.
  await page.evaluate(async (each) => {
    const writer = globalThis.writers[each];
    if (!writer) throw new Error('its script put nothing there');
    await writer.open(`trial ${each}`);
    await writer.one({ id: crypto.randomUUID() });
  }, name);
}

/** For the browser, as an app would ship it; peers come from the bench's own package. */
export async function bundled(script: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: process.cwd(), loader: 'ts' },
    nodePaths: ['tests/bench/node_modules'],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

export const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/**
 * Runs in the page. Chromium acknowledges a write that is still in the system's memory unless asked for `strict`, and PouchDB and RxDB have no
 * setting for it: here every write of everybody is flushed, so that an acknowledgement means the same.
 */
export function flushEveryWrite(): void {
  globalThis.writers = {};
  const plain = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    return plain.call(this, stores, mode, mode === 'readwrite' ? { ...options, durability: 'strict' } : options);
  };
}
