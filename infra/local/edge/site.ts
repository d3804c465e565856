// Owns the site's origin: the built files as a private bucket serves them, compressed and tagged as CloudFront does.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface SiteFile {
  readonly status: 200 | 404;
  readonly type: string;
  readonly etag: string;
  readonly body: Buffer;
  readonly encoding: 'br' | 'gzip' | null;
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
/** CloudFront compresses from 1,000 bytes up. */
const COMPRESS_FROM_BYTES = 1_000;

/** Reads from one folder; a key that is not there is the site's own 404 page. */
export function createSite(dir: string) {
  const root = resolve(dir);
  const cache = new Map<string, { modifiedMs: number; file: Promise<SiteFile> }>();

  return async function read(uri: string, acceptEncoding: string): Promise<SiteFile> {
    const path = pathOf(root, uri);
    const known = path === null ? null : await stat(path).catch(() => null);
    if (path !== null && known?.isFile()) return cached(path, known.mtimeMs, 200, acceptEncoding);
    const missing = join(root, '404.html');
    const page = await stat(missing).catch(() => null);
    if (page) return cached(missing, page.mtimeMs, 404, acceptEncoding);
    return { status: 404, type: 'text/plain; charset=utf-8', etag: '404', body: Buffer.from('There is nothing here.'), encoding: null };
  };

  function cached(path: string, modifiedMs: number, status: 200 | 404, acceptEncoding: string): Promise<SiteFile> {
    const encoding = /\bbr\b/.test(acceptEncoding) ? 'br' : /\bgzip\b/.test(acceptEncoding) ? 'gzip' : null;
    const key = `${status} ${encoding ?? ''} ${path}`;
    const known = cache.get(key);
    if (known?.modifiedMs === modifiedMs) return known.file;
    const file = load(path, status, encoding);
    cache.set(key, { modifiedMs, file });
    return file;
  }
}

/** An object key is taken as it is; what would leave the folder is no key of ours. */
function pathOf(root: string, uri: string): string | null {
  let key: string;
  try {
    key = decodeURIComponent(uri);
  } catch {
    return null;
  }
  if (key.includes('\0') || key.includes('\\') || key.includes('//') || key.split('/').includes('..')) return null;
  const path = normalize(join(root, key));
  return path.startsWith(root + sep) ? path : null;
}

async function load(path: string, status: 200 | 404, wanted: SiteFile['encoding']): Promise<SiteFile> {
  const bytes = await readFile(path);
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const encoding = bytes.length >= COMPRESS_FROM_BYTES && /^(text|application\/(json|manifest)|image\/svg)/.test(type) ? wanted : null;
  const etag = createHash('md5').update(bytes).digest('hex');
  return { status, type, etag, encoding, body: compressed(bytes, encoding) };
}

function compressed(bytes: Buffer, encoding: SiteFile['encoding']): Buffer {
  if (encoding === 'gzip') return gzipSync(bytes);
  return encoding === 'br' ? brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }) : bytes;
}
