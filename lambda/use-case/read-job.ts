// Owns one job with its full history, and for the office the customer's tracking link.
import * as v from 'valibot';
import { isOffice } from '#core/crew';
import { idSchema, type JobId, type TenantId } from '#core/id';
import type { Actor, Job } from '#core/job';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { viewOf } from '#core/visibility';
import { readWithArchived } from '../archived-jobs.ts';
import { trackingUrl } from '../auth/tracking-token.ts';
import type { Ports } from '../port.ts';
import { staffRoute } from '../route.ts';
import { fullJobAnswer } from '../wire.ts';

export const jobParams = v.object({ id: idSchema.job });

export const readJob = staffRoute({
  method: 'GET',
  path: '/api/jobs/:id',
  who: 'crew',
  summary: 'One job with its full history',
  params: jobParams,
  answer: { status: 200, schema: fullJobAnswer },
  problems: ['store-broken'],
  async handle({ services, params }, { actor, tenant }) {
    const job = await visibleJob(services.ports, tenant, params.id, actor);
    if (!job.ok) return job;
    const office = actor.access !== 'none' && isOffice(actor.access);
    const url = office ? trackingUrl(services.publicOrigin, services.tracking.mint(tenant, params.id)) : undefined;
    return ok({
      status: 200,
      body: { ...job.value, ...(url && { trackingUrl: url }) },
      etag: `${job.value.id}.${job.value.rev}.${actor.id.slice(-12)}.${actor.access}`,
    });
  },
});

/** The job as this member may see it; what is not theirs is not there. */
export async function visibleJob(ports: Ports, tenant: TenantId, id: JobId, viewer: Actor): Promise<Result<Job, Problem>> {
  const book = await readWithArchived(ports, tenant, () => [id]);
  if (!book.ok) return book;
  const stored = book.value.jobs.get(id);
  const job = stored ? viewOf(stored.job, viewer) : null;
  return job ? ok(job) : noSuchJob();
}

export const noSuchJob = (): Result<never, Problem> => refuse(problem('not-found', 'There is no such job.'));
