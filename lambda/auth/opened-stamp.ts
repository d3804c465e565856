// Owns when a booking form was opened, in a stamp that nobody can make up: the clock is ours, nothing is stored.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../config.ts';

export interface OpenedStamps {
  /** `<milliseconds since 1970, base 36>.<22 characters: 128-bit MAC>` */
  mint(tenant: string, nowMs: number): string;
  /** When this company's form was opened, in milliseconds since 1970; null when the stamp is not ours. */
  read(tenant: string, stamp: string): number | null;
}

const MAC_BYTES = 16;

export function createOpenedStamps(keys: Secrets['tracking']): OpenedStamps {
  const secrets = keys.map(({ key }) => Buffer.from(key, 'base64url'));
  const macOf = (secret: Buffer, tenant: string, time: string): Buffer =>
    createHmac('sha256', secret).update(`opened ${tenant} ${time}`).digest().subarray(0, MAC_BYTES);
  return {
    mint(tenant, nowMs) {
      const [newest] = secrets;
      if (!newest) throw new Error('Cannot stamp forms: no tracking secret');
      const time = nowMs.toString(36);
      return `${time}.${macOf(newest, tenant, time).toString('base64url')}`;
    },
    read(tenant, stamp) {
      const [time = '', mac = ''] = stamp.split('.');
      const given = Buffer.from(mac, 'base64url');
      if (!/^[0-9a-z]{1,11}$/.test(time) || given.length !== MAC_BYTES) return null;
      return secrets.some((secret) => timingSafeEqual(macOf(secret, tenant, time), given)) ? Number.parseInt(time, 36) : null;
    },
  };
}
