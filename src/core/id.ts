// Owns identifiers: branded strings, and UUIDv7 made from a clock and random bytes that are passed in.
import * as v from 'valibot';

/** A UUID in lower-case canonical form (RFC 9562). */
export const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'Use a UUID'));
/** A company's name in links: 2–40 characters, lower case, digits and inner hyphens. */
export const tenantSlug = v.pipe(v.string(), v.regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/, 'Use a company name from its link'));

const jobId = v.pipe(uuid, v.brand('JobId'));
const memberId = v.pipe(uuid, v.brand('MemberId'));
const mutationId = v.pipe(uuid, v.brand('MutationId'));
const deviceId = v.pipe(uuid, v.brand('DeviceId'));
const tenantId = v.pipe(tenantSlug, v.brand('TenantId'));

export const idSchema = { job: jobId, member: memberId, mutation: mutationId, device: deviceId, tenant: tenantId } as const;

export type JobId = v.InferOutput<typeof jobId>;
export type MemberId = v.InferOutput<typeof memberId>;
export type MutationId = v.InferOutput<typeof mutationId>;
export type DeviceId = v.InferOutput<typeof deviceId>;
export type TenantId = v.InferOutput<typeof tenantId>;

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits.
 * @param nowMs  milliseconds since 1970, ≥ 0
 * @param random 16 random bytes, of which the last 10 are used
 */
export function uuidv7(nowMs: number, random: Uint8Array): string {
  const bytes = Uint8Array.from(random.subarray(0, 16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(nowMs / 2 ** (8 * (5 - i))) & 0xff;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return formatUuid(bytes);
}

/** 16 bytes as a canonical lower-case UUID. */
export function formatUuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The instant held in a UUIDv7, as milliseconds since 1970: the archive finds a job's day by it. */
export const uuidv7Ms = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
