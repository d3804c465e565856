// Owns sending somebody's exported queue for them: read with care, sent in order as it was, told result by result.
import * as v from 'valibot';
import { idSchema, type MemberId } from '#core/id';
import { PROTOCOL } from '#core/limits';
import { envelopeSchema } from '#core/mutation';
import type { Cursor, MutationResult } from '#core/protocol';
import { ok, refuse, type Result } from '#core/result';
import { readAnswer } from './answer.ts';
import type { Remote } from './port.ts';
import { firstThatFit } from './push-pull.ts';

const fileSchema = v.object({
  format: v.literal('haul-queue'),
  version: v.literal(1),
  tenant: idSchema.tenant,
  author: v.object({ id: idSchema.member, name: v.string() }),
  device: idSchema.device,
  exportedAt: v.string(),
  mutations: v.array(envelopeSchema),
});
export type CarriedQueue = v.InferOutput<typeof fileSchema>;

export type CarryRefusal = 'not-a-queue' | 'other-company' | 'gap' | 'not-sent';

/** @param text of the file, as `queueFile` wrote it */
export function readQueueFile(text: string, tenant: string): Result<CarriedQueue, CarryRefusal> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text);
  if (!parsed.success) return refuse('not-a-queue');
  return parsed.output.tenant === tenant ? ok(parsed.output) : refuse('other-company');
}

export interface Carrier {
  readonly id: MemberId;
  /** what the carrier's own device has read: nothing else need be told */
  readonly cursor: Cursor | null;
  readonly nowMs: number;
}

/** Sends all of it; what was sent before a refusal stays sent, and may be sent again without harm. */
export async function carryQueue(
  remote: Remote,
  { author, device, mutations }: CarriedQueue,
  { id, cursor, nowMs }: Carrier,
): Promise<Result<readonly MutationResult[], CarryRefusal>> {
  const results: MutationResult[] = [];
  for (let left = mutations; left.length > 0;) {
    const batch = firstThatFit(left);
    left = left.slice(batch.length);
    const answer = await remote.exchange({
      protocol: PROTOCOL,
      device,
      author: author.id,
      carriedBy: id,
      // The file may be hours old: its age is no fault of the phone's clock.
      sentAt: new Date(nowMs).toISOString(),
      cursor,
      keptFrom: 1,
      queued: null,
      mutations: batch,
    });
    if (!answer.ok) return refuse(answer.error.kind === 'problem' && answer.error.code === 'sequence-gap' ? 'gap' : 'not-sent');
    const read = readAnswer(answer.value);
    if (!read) return refuse('not-sent');
    results.push(...read.results);
  }
  return ok(results);
}
