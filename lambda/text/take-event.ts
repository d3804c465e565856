// Owns what wakes the text sender: a commit of some company's jobs, the minute, or the provider. Anything else is a bug and throws.
import * as v from 'valibot';
import { idSchema, type TenantId } from '#core/id';
import type { TextServices } from './look-at-job.ts';
import { takeProviderEvent } from './provider-events.ts';
import { lookAtChanges, sweepEndMs, sweepTexts } from './sweep.ts';

const commitSchema = v.object({
  Records: v.pipe(
    v.array(v.object({ eventSource: v.literal('aws:s3'), s3: v.object({ object: v.object({ key: v.string() }) }) })),
    v.minLength(1),
  ),
});
const topicSchema = v.object({
  Records: v.pipe(v.array(v.object({ EventSource: v.literal('aws:sns'), Sns: v.object({ Message: v.string() }) })), v.minLength(1)),
});
const timerSchema = v.object({ source: v.picklist(['aws.events', 'aws.scheduler']) });

export async function takeEvent(services: TextServices, event: unknown): Promise<void> {
  const commit = v.safeParse(commitSchema, event);
  if (commit.success) {
    const tenants = new Set(commit.output.Records.flatMap(({ s3 }) => tenantOf(s3.object.key) ?? []));
    const untilMs = sweepEndMs(services);
    for (const tenant of tenants) await lookAtChanges(services, tenant, untilMs);
    return;
  }
  const topic = v.safeParse(topicSchema, event);
  if (topic.success) {
    for (const { Sns } of topic.output.Records) await takeProviderEvent(services, readJson(Sns.Message));
    return;
  }
  if (!v.is(timerSchema, event)) throw new Error('Cannot take this event: it is no commit, no message of the topic and no timer');
  await sweepTexts(services);
}

/** Keys come URL-encoded in events. */
function tenantOf(key: string): TenantId | null {
  const [, slug = ''] = /^tenants\/([^/]+)\/jobs\.json$/.exec(decodeURIComponent(key)) ?? [];
  const tenant = v.safeParse(idSchema.tenant, slug);
  return tenant.success ? tenant.output : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
