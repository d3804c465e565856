// Owns the customer's key to their job: made from the job's id and a secret, so that it can be sent again without being stored.
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { formatUuid, idSchema, type JobId, type TenantId } from '#core/id';
import type { Secrets } from '../config.ts';

export interface TrackingTokens {
  /** `<22 characters: job id><22 characters: 128-bit MAC><company slug>`, all of them safe in a URL. */
  mint(tenant: TenantId, job: JobId): string;
  /** Whose job a token opens; null when we never made it. */
  read(token: string): { readonly tenant: TenantId; readonly job: JobId } | null;
}

/** The link that customers get: what stands behind # is in no request. */
export const trackingUrl = (publicOrigin: string, token: string): string => `${publicOrigin}/track/#${token}`;

const ID_CHARS = 22;
const MAC_CHARS = 22;
const MAC_BYTES = 16;

export function createTrackingTokens(keys: Secrets['tracking']): TrackingTokens {
  const secrets = keys.map(({ key }) => Buffer.from(key, 'base64url'));
  return {
    mint(tenant, job) {
      const [newest] = secrets;
      if (!newest) throw new Error('Cannot make tracking links: no tracking secret');
      const id = Buffer.from(job.replaceAll('-', ''), 'hex');
      return `${id.toString('base64url')}${macOf(newest, tenant, id).toString('base64url')}${tenant}`;
    },
    read(token) {
      const tenant = v.safeParse(idSchema.tenant, token.slice(ID_CHARS + MAC_CHARS));
      const id = Buffer.from(token.slice(0, ID_CHARS), 'base64url');
      const mac = Buffer.from(token.slice(ID_CHARS, ID_CHARS + MAC_CHARS), 'base64url');
      if (!tenant.success || id.length !== 16 || mac.length !== MAC_BYTES) return null;
      const genuine = secrets.some((secret) => timingSafeEqual(macOf(secret, tenant.output, id), mac));
      return genuine ? { tenant: tenant.output, job: v.parse(idSchema.job, formatUuid(id)) } : null;
    },
  };
}

const macOf = (secret: Buffer, tenant: TenantId, id: Buffer): Buffer =>
  createHmac('sha256', secret).update(`tracking ${tenant} `).update(id).digest().subarray(0, MAC_BYTES);
