// Owns how a value lies in an item: JSON, packed when that pays, cut where one item would be too large.
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Below this a packed value is hardly smaller, and DynamoDB counts in whole kilobytes anyway. */
const PACKED_FROM = 600;
const PACKED = { level: constants.Z_BEST_SPEED };
/** Bytes of one part: an item takes 400 KB, names and keys included. */
export const PART_BYTES = 350_000;

/** One value, in as many parts as it takes; nearly always one. */
export function packValue(value: unknown): readonly AttributeValue[] {
  const text = JSON.stringify(value);
  if (text.length < PACKED_FROM) return [{ S: text }];
  const bytes = gzipSync(text, PACKED);
  const parts = Math.ceil(bytes.length / PART_BYTES);
  return Array.from({ length: parts }, (_, part) => ({ B: bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES) }));
}

/** @throws Error when the parts are not what was written */
export function unpackValue(parts: readonly (AttributeValue | undefined)[]): unknown {
  const [first] = parts;
  if (first?.S !== undefined) return JSON.parse(first.S);
  const bytes = parts.map((part) => part?.B ?? new Uint8Array());
  return JSON.parse(gunzipSync(Buffer.concat(bytes)).toString('utf8'));
}

/** What DynamoDB counts of a value, near enough to stay below its limits. */
export const bytesOf = (value: AttributeValue): number => value.B?.length ?? Buffer.byteLength(value.S ?? value.N ?? '');
