// Owns which sessions a member has: their ids, so that they can be counted. Whether one still stands is said by its own row.
import * as v from 'valibot';
import type { MemberId, TenantId } from '#core/id';
import type { ShortLivedStore } from '../port.ts';

const rowSchema = v.object({ sids: v.array(v.string()) });
/** From here on a new one first sweeps out those that have ended. */
const SWEEP_FROM = 20;

export interface SessionIndex {
  /** Takes note of a session that began or was renewed. */
  note(tenant: TenantId, member: MemberId, sid: string, expiresAtMs: number): Promise<void>;
  of(tenant: TenantId, member: MemberId): Promise<readonly string[]>;
}

export function createSessionIndex(
  shortLived: Pick<ShortLivedStore, 'get' | 'put'>,
  stands: (tenant: TenantId, sid: string) => Promise<boolean>,
): SessionIndex {
  return { note, of: async (tenant, member) => (await read(tenant, member)).sids };

  async function read(tenant: TenantId, member: MemberId): Promise<{ sids: string[]; revision: number }> {
    const stored = await shortLived.get(keyOf(tenant, member));
    const row = v.safeParse(rowSchema, stored?.value);
    return { sids: row.success ? row.output.sids : [], revision: stored?.revision ?? 0 };
  }

  async function note(tenant: TenantId, member: MemberId, sid: string, expiresAtMs: number): Promise<void> {
    const { sids, revision } = await read(tenant, member);
    if (sids.includes(sid)) return;
    const standing = sids.length < SWEEP_FROM ? sids : await standingOf(tenant, sids);
    // Somebody who signs in on two devices at once is counted twice: who comes second reads again.
    if (!(await shortLived.put(keyOf(tenant, member), { sids: [...standing, sid] }, expiresAtMs, revision)))
      await note(tenant, member, sid, expiresAtMs);
  }

  async function standingOf(tenant: TenantId, sids: readonly string[]): Promise<string[]> {
    const kept = await Promise.all(sids.map((sid) => stands(tenant, sid)));
    return sids.filter((_, index) => kept[index]);
  }
}

const keyOf = (tenant: TenantId, member: MemberId): string => `sessions ${tenant} ${member}`;
