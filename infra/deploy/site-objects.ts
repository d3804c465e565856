// Owns what each file of the site is as an object: its type, how long it may be kept, and in which step of an upload it goes.
import { extname } from 'node:path';

/** Steps in order: a page never names a file that is not there yet, and the worker comes last because it makes phones fetch the rest. */
export const STEPS = ['immutable', 'asset', 'page', 'worker'] as const;
export type Step = (typeof STEPS)[number];

export interface SiteObject {
  readonly step: Step;
  readonly contentType: string;
  readonly cacheControl: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** @param key "_app/immutable/…" or "tracking/index.html", as in the bucket */
export function siteObject(key: string): SiteObject {
  const step = stepOf(key);
  return {
    step,
    contentType: TYPES[extname(key)] ?? 'application/octet-stream',
    cacheControl: step === 'immutable' ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}

function stepOf(key: string): Step {
  if (key.startsWith('_app/immutable/')) return 'immutable';
  if (key === 'service-worker.js') return 'worker';
  return key.endsWith('.html') ? 'page' : 'asset';
}
