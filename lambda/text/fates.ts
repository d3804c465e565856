// Owns what is known of each text beside the job: claimed once, then what became of it, kept longer than any text could still leave.
import * as v from 'valibot';
import type { TenantId } from '#core/id';
import type { TextIntent } from '#core/text-kind';
import { DROP_REASONS, type FateOf, type TextFate } from '#core/text-truth';
import type { ShortLivedStore } from '../port.ts';

/** A text is let go a day after it was due: nothing that is forgotten by then can leave a second time. */
export const FATE_KEPT_MS = 45 * 86_400_000;

const fateSchema = v.object({
  state: v.picklist(['claimed', 'sent', 'delivered', 'failed', 'dropped']),
  at: v.string(),
  why: v.exactOptional(v.picklist(DROP_REASONS)),
  window: v.exactOptional(v.string()),
  messageId: v.exactOptional(v.string()),
});
export type StoredFate = TextFate & { readonly messageId?: string };

export interface Fates {
  read(id: string): Promise<{ readonly fate: StoredFate; readonly revision: number } | null>;
  /** Takes a text in hand; only the first who asks gets it. */
  claim(id: string, fate: StoredFate): Promise<boolean>;
  /** Answers whether it was written: not when somebody else has said something since. */
  note(id: string, fate: StoredFate, revision: number): Promise<boolean>;
  /** Gives a text back that certainly has not left. */
  release(id: string): Promise<void>;
}

export function openFates(shortLived: ShortLivedStore, tenant: TenantId, nowMs: () => number): Fates {
  const keyOf = (id: string): string => `text ${tenant} ${id}`;
  const put = (id: string, fate: StoredFate, revision: number) => shortLived.put(keyOf(id), fate, nowMs() + FATE_KEPT_MS, revision);
  return {
    async read(id) {
      const row = await shortLived.get(keyOf(id));
      // A row of a later release still says that the text was taken in hand: it must not leave again.
      if (!row) return null;
      const parsed = v.safeParse(fateSchema, row.value);
      return { fate: parsed.success ? parsed.output : { state: 'claimed', at: '' }, revision: row.revision };
    },
    claim: (id, fate) => put(id, fate, 0),
    note: put,
    release: (id) => shortLived.remove(keyOf(id)),
  };
}

/** What became of all of these. */
export async function fatesOf(fates: Fates, texts: readonly TextIntent[]): Promise<FateOf> {
  const rows = await Promise.all(texts.map(async ({ id }) => [id, await fates.read(id)] as const));
  const known = new Map(rows.flatMap(([id, row]) => (row ? [[id, row.fate] as const] : [])));
  return (id) => known.get(id);
}
