// Owns what a crew's shared position says of the start that it follows: kept beside the job, as positions never enter `jobs.json`.
import * as v from 'valibot';
import type { JobId, TenantId } from '#core/id';
import type { Job } from '#core/job';
import type { TextIntent } from '#core/text-kind';
import type { ShortLivedStore } from '../port.ts';

const nearSchema = v.object({ cause: v.string(), at: v.nullable(v.string()), id: v.string() });
/** Away (`at` is null), or close by since. */
export type Near = v.InferOutput<typeof nearSchema>;
const nearKey = (tenant: TenantId, job: JobId): string => `text-near ${tenant} ${job}`;

export async function readNear(shortLived: ShortLivedStore, tenant: TenantId, job: JobId): Promise<Near | null> {
  const parsed = v.safeParse(nearSchema, (await shortLived.get(nearKey(tenant, job)))?.value);
  return parsed.success ? parsed.output : null;
}
/** As long as what became of its text is known. */
const KEPT_MS = 45 * 86_400_000;
export const noteNear = (shortLived: ShortLivedStore, tenant: TenantId, job: JobId, near: Near, nowMs: number): Promise<boolean> =>
  shortLived.put(nearKey(tenant, job), near, nowMs + KEPT_MS);

/** The job's texts and the one that its crew's position gave rise to, right behind the start that it follows. */
export function textsWith({ texts = [] }: Job, near: Near | null): readonly TextIntent[] {
  const at = near?.at ? texts.findIndex(({ id }) => id === near.cause) : -1;
  if (!near?.at || at < 0) return texts;
  return texts.toSpliced(at + 1, 0, { id: near.id, kind: 'arriving', dueAt: near.at, cause: near.cause });
}
