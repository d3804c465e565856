// Owns when a person's device was last heard of, written at most every five minutes.
import * as v from 'valibot';
import type { MemberId, TenantId } from '#core/id';
import type { Ports } from '../port.ts';
import type { Signed } from '../route.ts';
import { StoreUnreachable } from '../store-errors.ts';

const EVERY_MS = 5 * 60_000;
const KEPT_MS = 7 * 24 * 3_600_000;
const contactSchema = v.object({ at: v.string() });

export async function noteContact(
  ports: Pick<Ports, 'shortLived' | 'now' | 'log'>,
  { actor, tenant }: Pick<Signed, 'actor' | 'tenant'>,
): Promise<void> {
  try {
    const last = await lastContact(ports, tenant, actor.id);
    if (last && ports.now() - Date.parse(last) < EVERY_MS) return;
    await ports.shortLived.put(keyOf(tenant, actor.id), { at: new Date(ports.now()).toISOString() }, ports.now() + KEPT_MS);
  } catch (error) {
    // The exchange is saved by now: its answer matters more than when the phone was last heard of.
    if (!(error instanceof StoreUnreachable)) throw error;
    ports.log({ level: 'warn', event: 'contact-not-noted', service: error.service, status: error.status });
  }
}

/** ISO UTC; null when not within the last week. */
export async function lastContact({ shortLived }: Pick<Ports, 'shortLived'>, tenant: TenantId, member: MemberId): Promise<string | null> {
  const parsed = v.safeParse(contactSchema, (await shortLived.get(keyOf(tenant, member)))?.value);
  return parsed.success ? parsed.output.at : null;
}

const keyOf = (tenant: TenantId, member: MemberId): string => `contact ${tenant} ${member}`;
