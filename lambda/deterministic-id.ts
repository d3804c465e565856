// Owns ids that come out the same each time: UUIDv5 (RFC 9562 §5.5) of a company and a key, so that a repeat finds its first answer.
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { formatUuid, idSchema, type MutationId } from '#core/id';

const NAMESPACE = Buffer.from('6f1d3c0e8a5b4d7e9c2f0b1a2d3e4f50', 'hex');

/** A UUIDv5 of the parts, in order: `['quickdump', 'booking', key]`. */
export function uuidv5(parts: readonly string[]): MutationId {
  const hash = createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest().subarray(0, 16);
  hash[6] = 0x50 | ((hash[6] ?? 0) & 0x0f);
  hash[8] = 0x80 | ((hash[8] ?? 0) & 0x3f);
  return v.parse(idSchema.mutation, formatUuid(hash));
}
