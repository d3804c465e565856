// Owns phones for tests: the real engine over the real API, with a line that can be taken away.
import { createMemoryStore } from '#browser/memory-store';
import type { Company } from '#core/company';
import type { DeviceId, JobId, MutationId } from '#core/id';
import type { Actor } from '#core/job';
import type { MemberId } from '#core/id';
import type { MutationType } from '#core/mutation';
import { ok, refuse } from '#core/result';
import { openStaffEngine, type StaffEngine } from '#sync/staff-engine';
import type { RemoteFailure } from '#sync/port';
import { newId, type ApiClient } from './api-client.ts';

export interface SyncPhone {
  readonly engine: StaffEngine;
  online: boolean;
  /** what the screen has called kept, in order */
  readonly tapped: MutationId[];
  tap(job: string, type: MutationType, args: unknown): Promise<void>;
  /** Sends all that waits; answers when nothing moves any more. */
  drain(): Promise<void>;
}

/** @param now the device's clock, milliseconds since 1970 */
export async function syncPhone(
  client: ApiClient,
  actor: Actor & { readonly id: MemberId },
  company: Company,
  now: () => number,
): Promise<SyncPhone> {
  const engine = await openStaffEngine({
    key: newId(),
    store: createMemoryStore(newId() as DeviceId),
    author: { actor, company },
    member: actor.id,
    remote: {
      async exchange(request) {
        if (!phone.online) return refuse<RemoteFailure>({ kind: 'network' });
        const { status, body } = await client.call('POST', '/api/sync', request);
        return status === 200 ? ok(body) : refuse<RemoteFailure>(failureOf(status, body));
      },
    },
    photoRemote: { ask: () => Promise.resolve(refuse({ kind: 'network' })), upload: () => Promise.resolve(refuse({ kind: 'network' })) },
    lock: { alone: (task) => task() },
    photoLock: { alone: (task) => task() },
    // Nothing happens by itself: each drain is asked for.
    clock: { nowMs: now, after: () => () => undefined },
    ids: { mutation: () => newId() as MutationId, job: () => newId() as JobId, device: () => newId() as DeviceId, random: () => 0.5 },
    pollMs: 60_000,
    isVisible: () => true,
    changed: () => undefined,
  });
  const phone: SyncPhone = {
    engine,
    online: true,
    tapped: [],
    async tap(job, type, args) {
      const made = engine.act({ job: job as JobId, type, args });
      if (!made.ok) throw new Error(`tap: ${JSON.stringify(made.error)}`);
      await made.value.kept;
      phone.tapped.push(made.value.id);
      await settled(engine);
    },
    async drain() {
      engine.trigger('send-now');
      await settled(engine);
    },
  };
  await phone.drain();
  return phone;
}

async function settled(engine: StaffEngine): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 1));
  while (engine.status().phase === 'sending');
}

const failureOf = (status: number, body: Readonly<Record<string, unknown>>): RemoteFailure => ({
  kind: 'problem',
  status,
  code: String(body['code']),
  detail: String(body['detail']),
  retryAfterSeconds: null,
  body,
});
