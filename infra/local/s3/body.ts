// Owns a request's body: whole, unwrapped from aws-chunked, and equal to the hashes that came with it.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';

const MOST_BYTES = 64 * 1024 * 1024;

export class BodyRefused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** @throws BodyRefused with the S3 error code */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new BodyRefused('EntityTooLarge');
    chunks.push(chunk);
  }
  const raw = Buffer.concat(chunks);
  const declared = String(request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD');
  if (declared === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return fromChunked(raw);
  if (declared.startsWith('STREAMING-')) throw new BodyRefused('NotImplemented');
  if (declared !== 'UNSIGNED-PAYLOAD' && declared !== sha256(raw, 'hex')) throw new BodyRefused('XAmzContentSHA256Mismatch');
  return checked(raw, (name) => request.headers[name]?.toString());
}

/** "SIZE\r\nBYTES\r\n…0\r\nx-amz-checksum-…:VALUE\r\n\r\n" */
function fromChunked(raw: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = raw.indexOf('\r\n', at);
    const size = Number.parseInt(raw.subarray(at, end).toString('latin1'), 16);
    if (end < 0 || !Number.isFinite(size)) throw new BodyRefused('IncompleteBody');
    at = end + 2;
    if (size === 0) break;
    if (at + size > raw.length) throw new BodyRefused('IncompleteBody');
    parts.push(raw.subarray(at, at + size));
    at += size + 2;
  }
  const trailers = new Map(
    raw
      .subarray(at)
      .toString('latin1')
      .split('\r\n')
      .filter(Boolean)
      .map((line) => line.split(/:\s*/) as [string, string]),
  );
  return checked(Buffer.concat(parts), (name) => trailers.get(name));
}

function checked(body: Buffer, header: (name: string) => string | undefined): Buffer {
  const crc = header('x-amz-checksum-crc32');
  const sha = header('x-amz-checksum-sha256');
  const md5 = header('content-md5');
  if (crc !== undefined && crc !== crc32Base64(body)) throw new BodyRefused('BadDigest');
  if (sha !== undefined && sha !== sha256(body, 'base64')) throw new BodyRefused('BadDigest');
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) throw new BodyRefused('BadDigest');
  return body;
}

function crc32Base64(body: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

const sha256 = (body: Buffer, encoding: 'hex' | 'base64'): string => createHash('sha256').update(body).digest(encoding);
