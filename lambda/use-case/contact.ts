// Owns when a person's device was last heard of, written at most every five minutes.
import * as v from 'valibot';
import type { MemberId, TenantId } from '#core/id';
import type { Ports } from '../port.ts';
import type { Signed } from '../route.ts';

const EVERY_MS = 5 * 60_000;
const KEPT_MS = 7 * 24 * 3_600_000;
const contactSchema = v.object({ at: v.string() });

export async function noteContact(
  ports: Pick<Ports, 'shortLived' | 'now'>,
  { actor, tenant }: Pick<Signed, 'actor' | 'tenant'>,
): Promise<void> {
  const last = await lastContact(ports, tenant, actor.id);
  if (last && ports.now() - Date.parse(last) < EVERY_MS) return;
  await ports.shortLived.put(keyOf(tenant, actor.id), { at: new Date(ports.now()).toISOString() }, ports.now() + KEPT_MS);
}

/** ISO UTC; null when not within the last week. */
export async function lastContact({ shortLived }: Pick<Ports, 'shortLived'>, tenant: TenantId, member: MemberId): Promise<string | null> {
  const parsed = v.safeParse(contactSchema, (await shortLived.get(keyOf(tenant, member)))?.value);
  return parsed.success ? parsed.output.at : null;
}

const keyOf = (tenant: TenantId, member: MemberId): string => `contact ${tenant} ${member}`;
