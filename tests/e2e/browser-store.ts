// Owns the device's store alone in a real browser: bundled as it is, on an empty page of its own origin, driven by a test.
import { build } from 'esbuild';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the page offers to a test; the functions are the product's own. */
const ENTRY = `
  import { openIdbStore } from './src/browser/idb-store.ts';
  const device = () => crypto.randomUUID();
  globalThis.haul = {
    open: async (name) => (globalThis.store = await openIdbStore({ name, newDevice: device })),
    draft: (text) => ({ id: crypto.randomUUID(), schema: 1, job: '0198d3a0-0000-7000-8000-00000000000a', type: 'add_note', args: { text }, baseStatus: null, baseRev: null, tappedAt: new Date().toISOString() }),
  };
`;

export interface StorePage {
  readonly origin: string;
  close(): Promise<void>;
}

export async function serveStorePage(): Promise<StorePage> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    format: 'iife',
    write: false,
    target: 'es2022',
    logLevel: 'warning',
  });
  const script = outputFiles[0]?.text ?? '';
  const server: Server = createServer((request, response) => {
    const isScript = request.url === '/store.js';
    response
      .writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
      .end(isScript ? script : '<!doctype html><title>store</title><script src="/store.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
