// Owns names that come from the seed alone.
import * as v from 'valibot';
import { idSchema, uuidv7, type DeviceId, type JobId, type MutationId } from '#core/id';
import type { Ids } from '#sync/port';
import { serverNow } from './office.ts';
import type { Schedule } from './schedule.ts';

export function idsOf(schedule: Schedule): Ids {
  const bytes = (): Uint8Array => Uint8Array.from({ length: 16 }, () => Math.floor(schedule.random() * 256));
  return {
    mutation: (nowMs): MutationId => v.parse(idSchema.mutation, uuidv7(nowMs, bytes())),
    job: (nowMs): JobId => v.parse(idSchema.job, uuidv7(nowMs, bytes())),
    device: (): DeviceId => v.parse(idSchema.device, uuidv7(serverNow(schedule), bytes())),
    random: () => schedule.random(),
  };
}
