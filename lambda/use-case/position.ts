// Owns where a crew is: written by its phone, short-lived, never part of the job.
import * as v from 'valibot';
import { instant } from '#core/clock-time';
import { rolesOn } from '#core/job';
import type { JobId, TenantId } from '#core/id';
import { geoPoint } from '#core/mutation';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import { POSITION_FRESH_MS, type Position } from '#core/position';
import type { Ports } from '../port.ts';
import { staffRoute } from '../route.ts';
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
    if (ports.now() - atMs < POSITION_FRESH_MS)
      await ports.shortLived.put(keyOf(tenant, params.id), { ...body, at: new Date(atMs).toISOString() }, atMs + POSITION_FRESH_MS);
    return ok({ status: 204 });
  },
});

export async function lastPosition({ shortLived }: Pick<Ports, 'shortLived'>, tenant: TenantId, job: JobId): Promise<Position | null> {
  const parsed = v.safeParse(positionSchema, (await shortLived.get(keyOf(tenant, job)))?.value);
  return parsed.success ? parsed.output : null;
}

const keyOf = (tenant: TenantId, job: JobId): string => `position ${tenant} ${job}`;
