// Owns reading what came back from `POST /api/sync`: an answer is taken whole or not at all.
import * as v from 'valibot';
import { instant } from '#core/clock-time';
import { idSchema } from '#core/id';
import { status } from '#core/mutation';
import type { SyncResponse } from '#core/protocol';
import type { Job } from '#core/job';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const list = v.array(v.looseObject({}));

/** The parts of a job that screens and decisions rest on; a newer server may send more. */
const jobSchema = v.looseObject({
  id: idSchema.job,
  number: v.nullable(count),
  status,
  customer: v.looseObject({ name: v.string(), phone: v.string() }),
  address: v.string(),
  service: v.string(),
  window: v.looseObject({ date: v.string(), slot: v.string(), start: v.string(), end: v.string() }),
  crew: v.looseObject({}),
  notes: list,
  photos: list,
  history: v.array(
    v.looseObject({ id: idSchema.mutation, type: v.string(), outcome: v.string(), rev: count, by: v.looseObject({ name: v.string() }) }),
  ),
  attempts: count,
  rev: count,
  createdAt: v.string(),
  updatedAt: v.string(),
});

const resultSchema = v.looseObject({
  id: idSchema.mutation,
  seq: count,
  outcome: v.picklist(['applied', 'superseded', 'needs_review', 'refused']),
  code: v.nullable(v.string()),
  by: v.nullable(v.looseObject({ kind: v.string(), name: v.string() })),
  at: v.nullable(v.string()),
});

const answerSchema = v.looseObject({
  epoch: v.pipe(count, v.minValue(1)),
  version: count,
  lastSeq: count,
  snapshot: v.boolean(),
  minSchema: count,
  maxSchema: count,
  serverTime: instant,
  results: v.array(resultSchema),
  jobs: v.array(jobSchema),
  removed: v.array(idSchema.job),
  next: v.optional(v.string()),
  restored: v.optional(v.object({ at: v.string(), of: v.nullable(v.string()) })),
});

/** The answer; null when it is not one (a captive portal's JSON, a cut body, another program). */
export function readAnswer(body: unknown): SyncResponse | null {
  const parsed = v.safeParse(answerSchema, body);
  // Checked above down to what the engine and the screens rest on.
  return parsed.success ? (parsed.output as unknown as SyncResponse) : null;
}

/** One job as `GET /api/jobs/{id}` gives it; null when it is not one. */
export function readJob(body: unknown): Job | null {
  const parsed = v.safeParse(jobSchema, body);
  return parsed.success ? (parsed.output as unknown as Job) : null;
}
