// Promise: whatever an outbox goes through, in whatever order, no tap leaves it, no number is given twice, and no cursor goes back.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { idSchema, uuidv7, type DeviceId, type MutationId } from '#core/id';
import type { SyncResponse } from '#core/protocol';
import { dismiss, emptyReplica, enqueue, forget, isPending, pendingRows, reorder, settle } from '#sync/outbox';
import type { Replica } from '#sync/port';
import { NOW } from '../support/core-scene.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);

type Step =
  | { readonly do: 'enqueue' | 'forget' | 'renumber' }
  /** results for the first so many that wait; epoch and version relative to the newest that were told */
  | { readonly do: 'settle'; readonly first: number; readonly epoch: number; readonly version: number; readonly snapshot: boolean }
  | { readonly do: 'resend'; readonly from: number }
  | { readonly do: 'dismiss'; readonly place: number };

const small = fc.nat(6);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant({ do: 'enqueue' as const }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('settle' as const),
        first: small,
        epoch: fc.constantFrom(0, 0, 0, 0, 1, -1),
        version: fc.constantFrom(1, 1, 0, -2),
        snapshot: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('resend' as const), from: small }) },
    { weight: 1, arbitrary: fc.constant({ do: 'renumber' as const }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('dismiss' as const), place: small }) },
    { weight: 1, arbitrary: fc.constant({ do: 'forget' as const }) },
  ),
  { maxLength: 60 },
);

/** One phone and what the office has told it so far. */
function phone() {
  let named = 0;
  const uuid = (): string =>
    uuidv7(
      NOW,
      Uint8Array.from({ length: 16 }, (_, i) => (i > 12 ? (++named >> (8 * (15 - i))) & 0xff : 9)),
    );
  const device = (): DeviceId => v.parse(idSchema.device, uuid());
  const job = v.parse(idSchema.job, uuid());
  const tapped: MutationId[] = [];
  let replica = emptyReplica(device());
  let [epoch, version] = [1, 0];

  function take(step: Step): Replica {
    switch (step.do) {
      case 'enqueue': {
        const id = v.parse(idSchema.mutation, uuid());
        tapped.push(id);
        const tappedAt = new Date(NOW).toISOString();
        return enqueue(replica, { id, schema: 1, job, type: 'add_note', args: { text: 'x' }, baseStatus: null, baseRev: null, tappedAt });
      }
      case 'settle': {
        [epoch, version] = [Math.max(epoch, epoch + step.epoch), Math.max(version, version + step.version)];
        return settle(
          replica,
          answerTo(replica, step, { epoch: epoch + Math.min(0, step.epoch), version: version + Math.min(0, step.version) }),
        );
      }
      case 'resend':
        return reorder(replica, { kind: 'resend', fromSeq: step.from });
      case 'renumber':
        return reorder(replica, { kind: 'renumber', device: device() });
      case 'dismiss':
        return dismiss(replica, tapped[step.place] ?? v.parse(idSchema.mutation, uuid()));
      case 'forget':
        return forget(replica);
    }
  }
  return { tapped, replica: () => replica, take: (step: Step) => (replica = take(step)) };
}

function answerTo(
  replica: Replica,
  { first, snapshot }: Extract<Step, { do: 'settle' }>,
  at: { epoch: number; version: number },
): SyncResponse {
  const sent = pendingRows(replica).slice(0, first);
  const results = sent.map(({ draft, seq }) => ({ id: draft.id, seq, outcome: 'applied' as const, code: null, by: null, at: null }));
  const serverTime = new Date(NOW).toISOString();
  return {
    ...at,
    version: Math.max(0, at.version),
    lastSeq: 0,
    snapshot,
    minSchema: 1,
    maxSchema: 1,
    serverTime,
    results,
    jobs: [],
    removed: [],
  };
}

/** Runs the steps and looks after each. */
const always = (look: (before: Replica, after: Replica, step: Step, tapped: readonly MutationId[]) => void): void =>
  fc.assert(
    fc.property(steps, (all) => {
      const it = phone();
      for (const step of all) {
        const before = it.replica();
        look(before, it.take(step), step, it.tapped);
      }
    }),
    { numRuns: RUNS },
  );

describe('an outbox', () => {
  test('holds each tap once, in the order of the taps', () =>
    always((_, { rows }, __, tapped) => expect(rows.map(({ draft }) => draft.id)).toEqual(tapped)));

  test('never gives a number twice under one device name, and none beyond its counter', () =>
    always((_, { rows, device, nextSeq }) => {
      const numbers = rows.filter((row) => row.device === device).map(({ seq }) => seq);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(Math.max(0, ...numbers)).toBeLessThan(nextSeq);
    }));

  test('sends only under its present name: nothing that waits has another', () =>
    always((_, replica) => expect(pendingRows(replica).every(({ device }) => device === replica.device)).toBe(true)));

  test('lets nothing stop waiting but by an answer', () =>
    always((before, after, step) => {
      const waits = new Set(pendingRows(after).map(({ draft }) => draft.id));
      const stopped = pendingRows(before).filter(({ draft }) => !waits.has(draft.id));
      expect(step.do === 'settle' ? [] : stopped).toEqual([]);
    }));

  test('keeps a result until the office is restored or misses the change', () =>
    always((before, after, step) => {
      const kept = new Set(after.rows.filter((row) => !isPending(row)).map(({ draft }) => draft.id));
      const lost = before.rows.filter((row) => !isPending(row) && !kept.has(row.draft.id));
      const restored = after.epoch !== before.epoch;
      expect(step.do === 'resend' || restored ? [] : lost).toEqual([]);
    }));

  test('never lets its cursor go back, nor the newest epoch', () =>
    always((before, after) => {
      const place = ({ cursor }: Replica): number => (cursor ? cursor.epoch * 10_000 + cursor.version : 0);
      if (after.cursor) expect(place(after)).toBeGreaterThanOrEqual(place(before));
      expect(after.epoch ?? 0).toBeGreaterThanOrEqual(before.epoch ?? 0);
    }));

  test('sends everything again to an office of a newer epoch', () =>
    always((before, after) => {
      if (before.epoch !== null && after.epoch !== before.epoch) expect(after.rows.every(isPending)).toBe(true);
    }));
});
