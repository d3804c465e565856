// Owns the site's origin: the built files as a private bucket serves them, compressed and tagged as CloudFront does.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, normalize, relative, resolve, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { siteObject } from '../../deploy/site-objects.ts';

export interface SiteFile {
  readonly status: 200 | 403 | 404;
  readonly type: string;
  /** as the upload sets it on the object; null on an error */
  readonly cacheControl: string | null;
  readonly etag: string;
  readonly body: Buffer;
  readonly encoding: 'br' | 'gzip' | null;
}

/** CloudFront compresses from 1,000 bytes up. */
const COMPRESS_FROM_BYTES = 1_000;

/** Reads from one folder. A key that is not there is answered as the bucket does: as missing, or as forbidden to who may not list it. */
export function createSite(dir: string) {
  const root = resolve(dir);
  const cache = new Map<string, { modifiedMs: number; file: Promise<SiteFile> }>();

  return async function read(uri: string, encoding: SiteFile['encoding'], missing: 403 | 404 = 404): Promise<SiteFile> {
    const path = pathOf(root, uri);
    const known = path === null ? null : await stat(path).catch(() => null);
    return path !== null && known?.isFile() ? cached(path, known.mtimeMs, encoding) : refused(missing);
  };

  function cached(path: string, modifiedMs: number, encoding: SiteFile['encoding']): Promise<SiteFile> {
    const key = `${encoding ?? ''} ${path}`;
    const known = cache.get(key);
    if (known?.modifiedMs === modifiedMs) return known.file;
    const file = load(root, path, encoding);
    cache.set(key, { modifiedMs, file });
    return file;
  }
}

function refused(status: 403 | 404): SiteFile {
  const code = status === 404 ? 'NoSuchKey' : 'AccessDenied';
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`);
  return { status, type: 'application/xml', cacheControl: null, etag: String(status), body, encoding: null };
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

async function load(root: string, path: string, wanted: SiteFile['encoding']): Promise<SiteFile> {
  const bytes = await readFile(path);
  const { contentType: type, cacheControl } = siteObject(relative(root, path).split(sep).join('/'));
  const encoding = bytes.length >= COMPRESS_FROM_BYTES && /^(text|application\/(json|manifest)|image\/svg)/.test(type) ? wanted : null;
  const etag = createHash('md5').update(bytes).digest('hex');
  return { status: 200, type, cacheControl, etag, encoding, body: compressed(bytes, encoding) };
}

function compressed(bytes: Buffer, encoding: SiteFile['encoding']): Buffer {
  if (encoding === 'gzip') return gzipSync(bytes);
  return encoding === 'br' ? brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }) : bytes;
}
