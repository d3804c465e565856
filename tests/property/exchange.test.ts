// Promise: the exchange answers the same question the same way, one by one or all at once, and whatever is asked has one outcome.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { applyMutation } from '#core/apply-mutation';
import { exchange } from '#core/exchange';
import { sequenceKey, type JobBook } from '#core/job-book';
import type { HistoryEntry } from '#core/job';
import { readMutation } from '#core/mutation';
import { syncRequestSchema, type MutationResult } from '#core/protocol';
import { STATUSES } from '#core/status-flow';
import { ANA, BO, COMPANY, CREATE, DANA, deviceOf, nextId, NOW, readyJob, SAM } from '../support/core-scene.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);
const PEOPLE = [DANA, SAM, BO, ANA] as const;
const STRANGER = nextId();

/** A change before it is known what it points at: `target` is the place of an earlier one. */
interface Wish {
  readonly who: number;
  readonly type: string;
  readonly args: object;
  readonly target: number;
  readonly elsewhere: boolean;
  readonly base: { readonly baseStatus: string | null; readonly baseRev: number | null };
}

const kinds = fc.oneof(
  fc.record({ type: fc.constant('set_status'), args: fc.record({ to: fc.constantFrom(...STATUSES) }) }),
  fc.record({ type: fc.constant('cannot_complete'), args: fc.constant({ reason: 'blocked', note: 'a car' }) }),
  fc.record({ type: fc.constant('add_note'), args: fc.record({ text: fc.string({ minLength: 1, maxLength: 20 }) }) }),
  fc.record({
    type: fc.constant('assign'),
    args: fc.record({ role: fc.constantFrom('driver', 'first_mate'), member: fc.constantFrom(SAM.id, BO.id, null) }),
  }),
  fc.record({ type: fc.constant('edit_job'), args: fc.record({ set: fc.record({ address: fc.constantFrom('1 Elm St', '2 Oak St') }) }) }),
  fc.record({
    type: fc.constant('reschedule'),
    args: fc.record({ window: fc.record({ date: fc.constantFrom('2026-11-24', '2026-11-25'), slot: fc.constantFrom('08-10', 'never') }) }),
  }),
  fc.record({ type: fc.constantFrom('cancel', 'reopen', 'undo', 'what is this'), args: fc.constant({}) }),
  fc.record({ type: fc.constant('resolve_review'), args: fc.record({ decision: fc.constantFrom('accept', 'keep') }) }),
  fc.record({ type: fc.constant('create_job'), args: fc.constant(CREATE) }),
);
const wishes: fc.Arbitrary<Wish[]> = fc.array(
  fc
    .record({
      who: fc.nat(PEOPLE.length - 1),
      kind: kinds,
      target: fc.nat(30),
      base: fc.record({ baseStatus: fc.option(fc.constantFrom(...STATUSES)), baseRev: fc.option(fc.nat(12)) }),
    })
    .chain(({ kind, ...rest }) => fc.nat(9).map((n) => ({ ...rest, ...kind, elsewhere: n === 0 }))),
  { minLength: 1, maxLength: 30 },
);

interface Sent {
  readonly who: number;
  readonly mutation: Record<string, unknown> & { readonly id: string; readonly seq: number };
}

/** Gives the wishes their ids and numbers: each person sends from one device. */
function sendable(all: readonly Wish[], job: string): Sent[] {
  const counts = PEOPLE.map(() => 0);
  const ids = all.map(() => nextId());
  return all.map(({ who, type, args, target, elsewhere, base }, i) => {
    const pointing = type === 'undo' || type === 'resolve_review' ? { mutation: ids[target % ids.length] } : {};
    const seq = (counts[who] = (counts[who] ?? 0) + 1);
    const tappedAt = new Date(NOW + i * 1_000).toISOString();
    return {
      who,
      mutation: {
        id: ids[i] ?? '',
        seq,
        schema: 1,
        job: elsewhere ? STRANGER : job,
        type,
        args: { ...args, ...pointing },
        ...base,
        tappedAt,
      },
    };
  });
}

const DEVICES = PEOPLE.map(() => deviceOf());

function ask(
  book: JobBook,
  who: number,
  mutations: readonly Sent['mutation'][],
): { readonly book: JobBook; readonly results: readonly MutationResult[] } {
  const [actor = DANA, device] = [PEOPLE[who], DEVICES[who]];
  const request = v.parse(syncRequestSchema, { protocol: 1, device, author: actor.id, sentAt: new Date(NOW).toISOString(), mutations });
  const decided = exchange(book, request, { actor, company: COMPANY, nowMs: NOW, memberExists: () => true });
  if (!decided.ok) throw new Error(decided.error.code);
  return { book: decided.value.book ?? book, results: decided.value.answer.results };
}

/** Neighbours of one person as one request. */
function batches(sent: readonly Sent[]): Sent[][] {
  const all: Sent[][] = [];
  for (const each of sent) {
    const last = all.at(-1);
    if (last?.[0]?.who === each.who) last.push(each);
    else all.push([each]);
  }
  return all;
}

const jobsIn = (book: JobBook): unknown[] => [...book.jobs.values()].map(({ job }) => job);
const entriesIn = (book: JobBook): HistoryEntry[] => [
  ...[...book.jobs.values()].flatMap(({ job }) => job.history),
  ...book.unfiled.map(({ entry }) => entry),
];

const whatever = (look: (start: ReturnType<typeof readyJob>, sent: readonly Sent[]) => void): void =>
  fc.assert(
    fc.property(wishes, (all) => {
      const start = readyJob();
      look(start, sendable(all, start.id));
    }),
    { numRuns: RUNS },
  );

describe('an exchange', () => {
  test('asked twice answers the same, and writes nothing the second time', () =>
    whatever((start, sent) => {
      let book = start.book();
      for (const batch of batches(sent)) {
        const mutations = batch.map(({ mutation }) => mutation);
        const first = ask(book, batch[0]?.who ?? 0, mutations);
        const again = ask(first.book, batch[0]?.who ?? 0, mutations);
        expect(again.results).toEqual(first.results);
        expect(again.book).toBe(first.book);
        book = first.book;
      }
    }));

  test('decides a batch as it would one by one', () =>
    whatever((start, sent) => {
      let [together, apart] = [start.book(), start.book()];
      for (const batch of batches(sent)) {
        const answer = ask(
          together,
          batch[0]?.who ?? 0,
          batch.map(({ mutation }) => mutation),
        );
        const results = batch.flatMap(({ who, mutation }) => {
          const one = ask(apart, who, [mutation]);
          apart = one.book;
          return one.results;
        });
        together = answer.book;
        expect(answer.results).toEqual(results);
      }
      expect(jobsIn(together)).toEqual(jobsIn(apart));
      expect([...together.lastSeq]).toEqual([...apart.lastSeq]);
    }));

  test('files each change once, whatever becomes of it, and uses up its number', () =>
    whatever((start, sent) => {
      const book = sent.reduce((before, { who, mutation }) => ask(before, who, [mutation]).book, start.book());
      const ids = entriesIn(book).map(({ id }) => id as string);
      expect(ids.toSorted()).toEqual([...new Set([...ids, ...sent.map(({ mutation }) => mutation.id)])].toSorted());
      for (const [who, actor] of PEOPLE.entries()) {
        const last = sent.findLast((each) => each.who === who)?.mutation.seq;
        expect(book.lastSeq.get(sequenceKey(DEVICES[who] ?? deviceOf(), actor.id))).toBe(last);
      }
    }));

  test('never throws away a number that came before its turn: nothing is filed', () =>
    whatever((start, sent) => {
      const [first] = sent;
      if (!first) return;
      expect(() => ask(start.book(), first.who, [{ ...first.mutation, seq: 2 }])).toThrow('sequence-gap');
    }));
});

describe('a decision', () => {
  test('made again on its own outcome is known, and changes nothing', () =>
    whatever((start, sent) => {
      const jobs = new Map([[start.id, start.job()]]);
      for (const { who, mutation } of sent) {
        const read = readMutation(mutation);
        if (!read.ok || read.value.job !== start.id) continue;
        const context = {
          actor: PEOPLE[who] ?? DANA,
          company: COMPANY,
          device: DEVICES[who] ?? null,
          seq: mutation.seq,
          receivedAt: new Date(NOW).toISOString(),
          skewMs: 0,
          nextNumber: 1,
          memberExists: null,
        };
        const first = applyMutation(jobs, read.value, context);
        if (first.job) jobs.set(first.job.id, first.job);
        const again = applyMutation(jobs, read.value, context);
        expect([again.known, again.entry, again.job]).toEqual([true, first.entry, first.job]);
      }
    }));
});
