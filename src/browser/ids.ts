// Owns names made on this device, from the browser's own randomness.
import * as v from 'valibot';
import { idSchema, uuidv7, type MemberId } from '#core/id';
import type { Ids } from '#sync/port';

export const createIds = (source: Pick<Crypto, 'getRandomValues' | 'randomUUID'>): Ids => {
  const timed = (nowMs: number): string => uuidv7(nowMs, source.getRandomValues(new Uint8Array(16)));
  return {
    mutation: (nowMs) => v.parse(idSchema.mutation, timed(nowMs)),
    job: (nowMs) => v.parse(idSchema.job, timed(nowMs)),
    device: () => v.parse(idSchema.device, source.randomUUID()),
    random: () => (source.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
  };
};

/** An id for somebody who is added to the roster: a UUIDv7. */
export const newMemberId = (source: Pick<Crypto, 'getRandomValues'>, nowMs: number): MemberId =>
  v.parse(idSchema.member, uuidv7(nowMs, source.getRandomValues(new Uint8Array(16))));
