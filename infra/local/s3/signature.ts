// Owns checking AWS Signature Version 4 on a request: in its headers, or in the query of a presigned address.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedRequest {
  readonly method: string;
  /** path and query as they came */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const MAX_SKEW_MS = 15 * 60_000;

/** Null when the signature is right; else the S3 error code. */
export function signatureError(request: SignedRequest, credentials: Credentials, nowMs: number): string | null {
  const [path = '/', search = ''] = request.url.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const signed = query.has('X-Amz-Signature') ? fromQuery(query) : fromHeader(request.headers);
  if (!signed) return 'AccessDenied';
  if (signed.accessKeyId !== credentials.accessKeyId) return 'InvalidAccessKeyId';
  const atMs = Date.parse(signed.date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(nowMs - atMs < signed.validMs && atMs - nowMs < MAX_SKEW_MS)) return 'RequestTimeTooSkewed';
  const canonical = canonicalRequest(request, path, query, signed);
  const expected = Buffer.from(sign(canonical, signed, credentials.secretAccessKey), 'hex');
  const given = Buffer.from(signed.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected) ? null : 'SignatureDoesNotMatch';
}

interface Signature {
  readonly accessKeyId: string;
  /** "20261124/us-east-1/s3/aws4_request" */
  readonly scope: string;
  readonly date: string;
  readonly validMs: number;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payloadHash: string;
}

function fromQuery(query: URLSearchParams): Signature | null {
  const [accessKeyId = '', ...scope] = (query.get('X-Amz-Credential') ?? '').split('/');
  return {
    accessKeyId,
    scope: scope.join('/'),
    date: query.get('X-Amz-Date') ?? '',
    validMs: Number(query.get('X-Amz-Expires') ?? 0) * 1000,
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    payloadHash: 'UNSIGNED-PAYLOAD',
  };
}

function fromHeader(headers: SignedRequest['headers']): Signature | null {
  const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(
    headers['authorization'] ?? '',
  );
  if (!match) return null;
  const [, accessKeyId = '', scope = '', signedHeaders = '', signature = ''] = match;
  return {
    accessKeyId,
    scope,
    date: headers['x-amz-date'] ?? '',
    validMs: MAX_SKEW_MS,
    signedHeaders: signedHeaders.split(';'),
    signature,
    payloadHash: headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
  };
}

function canonicalRequest(request: SignedRequest, path: string, query: URLSearchParams, signed: Signature): string {
  const pairs = [...query].filter(([name]) => name !== 'X-Amz-Signature').map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const headers = signed.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`).join('');
  return [request.method, path, pairs.toSorted().join('&'), headers, signed.signedHeaders.join(';'), signed.payloadHash].join('\n');
}

function sign(canonical: string, { date, scope }: Signature, secret: string): string {
  const text = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>((derived, part) => createHmac('sha256', derived).update(part).digest(), `AWS4${secret}`);
  return createHmac('sha256', key).update(text).digest('hex');
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
