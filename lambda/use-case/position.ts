// Owns where a crew is: written by its phone, short-lived, never part of the job.
import * as v from 'valibot';
import { instant } from '#core/clock-time';
import { rolesOn, type Job } from '#core/job';
import type { JobId, TenantId } from '#core/id';
import { isClose, startOf } from '#core/closeness';
import { geoPoint } from '#core/mutation';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import { POSITION_FRESH_MS, type Position } from '#core/position';
import { uuidv5 } from '../deterministic-id.ts';
import type { Ports } from '../port.ts';
import { staffRoute } from '../route.ts';
import { noteNear, readNear } from '../text/near.ts';
import { dueKey } from '../text/due-key.ts';
import { jobParams, visibleJob } from './read-job.ts';

const positionSchema = v.strictObject({
  ...geoPoint.entries,
  accuracyM: v.pipe(v.number(), v.minValue(0), v.maxValue(100_000)),
  at: instant,
});

export const reportPosition = staffRoute({
  method: 'PUT',
  path: '/api/jobs/:id/position',
  who: 'crew',
  summary: "Where the job's crew is now",
  params: jobParams,
  body: positionSchema,
  answer: { status: 204, schema: null },
  problems: ['not-allowed', 'store-broken'],
  async handle({ services: { ports }, params, body }, { actor, tenant }) {
    const job = await visibleJob(ports, tenant, params.id, actor);
    if (!job.ok) return job;
    if (rolesOn(job.value.crew, actor.id).length === 0)
      return refuse(problem('not-allowed', 'Only the crew on this job shares its position.'));
    const atMs = Math.min(Date.parse(body.at), ports.now());
    if (ports.now() - atMs < POSITION_FRESH_MS) {
      await ports.shortLived.put(keyOf(tenant, params.id), { ...body, at: new Date(atMs).toISOString() }, atMs + POSITION_FRESH_MS);
      await noteCloseness(ports, tenant, job.value, body);
    }
    return ok({ status: 204 });
  },
});

export async function lastPosition({ shortLived }: Pick<Ports, 'shortLived'>, tenant: TenantId, job: JobId): Promise<Position | null> {
  const parsed = v.safeParse(positionSchema, (await shortLived.get(keyOf(tenant, job)))?.value);
  return parsed.success ? parsed.output : null;
}

/** A crew that was away since its start and is close by now gives rise to a text: due at once, sent by the sender like any other. */
async function noteCloseness({ shortLived, due, now }: Ports, tenant: TenantId, job: Job, position: Omit<Position, 'at'>): Promise<void> {
  const start = startOf(job);
  const close = isClose(job, position);
  if (!start || close === null) return;
  const before = await readNear(shortLived, tenant, job.id);
  const [wasAway, isTold] = [before?.cause === start.id, before?.cause === start.id && before.at !== null];
  const id = uuidv5([tenant, 'arriving', start.id]);
  if (!close && !wasAway) await noteNear(shortLived, tenant, job.id, { cause: start.id, at: null, id }, now());
  if (!close || !wasAway || isTold) return;
  await noteNear(shortLived, tenant, job.id, { cause: start.id, at: new Date(now()).toISOString(), id }, now());
  await due.set(dueKey(tenant, job.id), now());
}

const keyOf = (tenant: TenantId, job: JobId): string => `position ${tenant} ${job}`;
