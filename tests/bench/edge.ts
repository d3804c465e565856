// Owns what the rewrite at the edge weighs and takes. Method: the built bundle that is copied to every region, called a hundred thousand times on
// CloudFront's own events for every kind of address, after as many to warm up; the median of ten such runs. Bytes are judged, times printed.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll, isBundleStale } from '../../infra/build.ts';
import type { AloneBench } from './bench.ts';
import { median } from './spread.ts';

const BUNDLE = 'dist/edge/handler.mjs';
const CALLS = { full: 100_000, quick: 20_000 };
const RUNS = 10;
const MOST = { bytes: 4_096, us: 2 };
const ADDRESSES = [
  '/',
  '/track/0198d3a0',
  '/book/quickdump',
  '/app',
  '/app/crew',
  '/app/manifest.webmanifest',
  '/_app/immutable/a.js',
  '/none',
];

type Handler = (event: unknown) => Promise<unknown>;

export const edge: AloneBench = {
  name: 'edge',
  alone: true,
  async measure({ quick, onProgress }) {
    if (isBundleStale()) await buildAll({ onProgress });
    const { handler } = (await import(pathToFileURL(resolve(BUNDLE)).href)) as { handler: Handler };
    const calls = quick ? CALLS.quick : CALLS.full;
    await callMany(handler, calls);
    const took: number[] = [];
    for (let run = 0; run < RUNS; run++) took.push(((await callMany(handler, calls)) * 1_000) / calls);
    const bytes = statSync(BUNDLE).size;
    return [
      {
        what: 'edge rewrite, bundle',
        ours: `${bytes} bytes`,
        peer: 'CloudFront Function limit 10,240',
        ratio: bytes / 10_240,
        budget: `≤ ${MOST.bytes}`,
        held: bytes <= MOST.bytes,
      },
      {
        what: 'edge rewrite, a request, with its event made and awaited',
        ours: `${median(took).toFixed(2)} µs`,
        peer: 'CloudFront Function limit 1,000 µs',
        budget: `≤ ${MOST.us} µs`,
        held: median(took) <= MOST.us,
        judged: false,
      },
    ];
  },
};

/** In milliseconds. */
async function callMany(handler: Handler, calls: number): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < calls; i++) {
    const request = { uri: ADDRESSES[i % ADDRESSES.length], querystring: '', method: 'GET', headers: {} };
    await handler({ Records: [{ cf: { request } }] });
  }
  return performance.now() - begun;
}
