// Owns how an answer leaves: JSON, compressed here because CloudFront does not compress what it does not cache, never stored, errors as RFC 9457.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { PROBLEMS, type Problem } from '#core/problem';
import type { Answer } from './route.ts';

/** Below this many bytes compression costs more than it saves. */
const COMPRESS_FROM_BYTES = 1_024;

export function respond(answer: Answer, request: Headers, extraCookies: readonly string[]): Response {
  const headers = baseHeaders();
  for (const cookie of [...extraCookies, ...(answer.setCookies ?? [])]) headers.append('set-cookie', cookie);
  if (answer.file) headers.set('cache-control', 'public, max-age=31536000, immutable');
  if (answer.etag !== undefined) headers.set('etag', `W/"${answer.etag}"`);
  if (answer.etag !== undefined && clientHas(request.get('if-none-match'), answer.etag))
    return new Response(null, { status: 304, headers });
  if (answer.location !== undefined) headers.set('location', answer.location);
  if (answer.file) {
    headers.set('content-type', answer.file.type);
    return new Response(Buffer.from(answer.file.bytes), { status: answer.status, headers });
  }
  if (answer.download) return downloadResponse(answer.download, headers, request);
  if (answer.body === undefined) return new Response(null, { status: answer.status, headers });
  headers.set('content-type', 'application/json');
  return bodyResponse(answer.status, headers, JSON.stringify(answer.body), request);
}

function downloadResponse({ type, name, text, next }: NonNullable<Answer['download']>, headers: Headers, request: Headers): Response {
  headers.set('content-type', type);
  headers.set('content-disposition', `attachment; filename="${name}"`);
  if (next !== null) headers.set('link', `<${next}>; rel="next"`);
  return bodyResponse(200, headers, text, request);
}

export function respondProblem(
  { code, detail, errors, retryAfterSeconds, extra }: Problem,
  request: Headers,
  extraCookies: readonly string[] = [],
): Response {
  const { status, title } = PROBLEMS[code];
  const headers = baseHeaders();
  // What lies between may keep a failure and give it to others. A renewal that is lost this way is only asked for again.
  if (status < 500) for (const cookie of extraCookies) headers.append('set-cookie', cookie);
  headers.set('content-type', 'application/problem+json');
  if (retryAfterSeconds !== undefined || status === 503) headers.set('retry-after', String(retryAfterSeconds ?? 5));
  if (typeof extra?.['allow'] === 'string') headers.set('allow', extra['allow']);
  return bodyResponse(status, headers, JSON.stringify({ ...extra, code, title, detail, status, ...(errors && { errors }) }), request);
}

function baseHeaders(): Headers {
  return new Headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', vary: 'accept-encoding, cookie' });
}

function bodyResponse(status: number, headers: Headers, text: string, request: Headers): Response {
  const bytes = Buffer.from(text);
  const encoding = bytes.length < COMPRESS_FROM_BYTES ? null : encodingFor(request.get('accept-encoding') ?? '');
  if (!encoding) return new Response(bytes, { status, headers });
  headers.set('content-encoding', encoding);
  return new Response(compress(bytes, encoding), { status, headers });
}

const encodingFor = (accepted: string): 'br' | 'gzip' | null =>
  /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
const compress = (bytes: Buffer, encoding: 'br' | 'gzip'): Buffer<ArrayBuffer> =>
  encoding === 'gzip'
    ? gzipSync(bytes)
    : brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });

const clientHas = (header: string | null, etag: string): boolean =>
  (header ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === `"${etag}"`);
