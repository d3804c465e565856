// Owns the promises of a request: in order, within the limits, and honest about what is still held.
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { idSchema, uuidv7 } from '#core/id';
import { LIMITS } from '#core/limits';
import { syncRequestSchema } from '#core/protocol';
import { emptyReplica, enqueue, settle } from '#sync/outbox';
import type { MutationDraft, Replica } from '#sync/port';
import { buildRequest } from '#sync/push-pull';
import { deviceId } from './fake-office.ts';

const uuid = () => uuidv7(Date.now(), randomBytes(16));
const note = (text: string): MutationDraft => ({
  id: v.parse(idSchema.mutation, uuid()),
  schema: 1,
  job: v.parse(idSchema.job, uuid()),
  type: 'add_note',
  args: { text },
  baseStatus: null,
  baseRev: null,
  tappedAt: '2026-11-24T15:00:00.000Z',
});
const author = v.parse(idSchema.member, uuid());
const holding = (texts: readonly string[]): Replica => texts.map(note).reduce(enqueue, emptyReplica(deviceId()));
const request = (replica: Replica, maxMutations = 1_000) =>
  buildRequest(replica, { author, sentAtMs: Date.parse('2026-11-24T16:00:00Z'), maxMutations });

test('a request carries at most 200 changes, oldest first, and parses at the server', () => {
  const built = request(holding(Array.from({ length: 450 }, (_, at) => `note ${at}`)));
  expect(built.mutations.map((mutation) => mutation.seq)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
  expect(built.queued).toEqual({ oldest: 1, newest: 450 });
  expect(v.safeParse(syncRequestSchema, built).success).toBe(true);
});

test('a request stays under 200 KB, whatever the letters weigh', () => {
  const built = request(holding(Array.from({ length: 100 }, () => '☃'.repeat(4_000))));
  const bytes = new TextEncoder().encode(JSON.stringify(built)).length;
  expect(built.mutations.length).toBeGreaterThan(10);
  expect(bytes).toBeLessThanOrEqual(LIMITS.exchangeBytes);
});

test('asking for news only sends no change and still says what waits', () => {
  expect(request(holding(['one', 'two']), 0)).toMatchObject({ mutations: [], queued: { oldest: 1, newest: 2 }, keptFrom: 1 });
});

test('an empty outbox says so', () => {
  expect(request(holding([]))).toMatchObject({ mutations: [], queued: null, cursor: null, keptFrom: 1 });
});

test('what is settled is kept, and counts as held', () => {
  const replica = holding(['one', 'two']);
  const results = replica.rows
    .slice(0, 1)
    .map(({ draft, seq }) => ({ id: draft.id, seq, outcome: 'applied' as const, code: null, by: null, at: null }));
  const after = settle(replica, {
    epoch: 1,
    version: 1,
    lastSeq: 1,
    snapshot: true,
    minSchema: 1,
    maxSchema: 1,
    serverTime: '2026-11-24T16:00:01.000Z',
    results,
    jobs: [],
    removed: [],
  });
  expect(request(after)).toMatchObject({ keptFrom: 1, queued: { oldest: 2, newest: 2 }, mutations: [{ seq: 2 }] });
});
