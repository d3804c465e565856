// What the desk says of a text that was written there: never that it was taken back before the office has said so, nor that it is kept when it is not.
import { describe, expect, test } from 'vitest';
import type { MutationId } from '#core/id';
import type { HistoryEntry } from '#core/job';
import type { MutationType } from '#core/mutation';
import type { ShownText } from '#core/text-view';
import { Begun } from '#lib/board/begun.ts';
import { backWords, fateOf, hasLeftHere } from '#lib/board/written-fate.ts';
import { emptyReplica, enqueue } from '#sync/outbox';
import type { OutboxRow } from '#sync/port';
import { COMPANY, DESK, readyJob } from '../../support/core-scene.ts';

type Scene = ReturnType<typeof readyJob>;
/** A change as the outbox holds it. @param answered with what the office decided; null while it has not */
function rowOf(it: Scene, { id, type }: Pick<HistoryEntry, 'id' | 'type'>, args: unknown, answered: HistoryEntry | null): OutboxRow {
  const draft = {
    id,
    schema: 1,
    job: it.id,
    type: type as MutationType,
    args,
    baseStatus: null,
    baseRev: null,
    tappedAt: '2026-11-24T15:05:00Z',
  };
  const row = enqueue(emptyReplica(DESK), draft).rows[0] as OutboxRow;
  return answered ? { ...row, result: { id, seq: 1, outcome: answered.outcome, code: answered.code ?? null, by: null, at: null } } : row;
}
const words = { text: 'We are an hour late' };
const NONE: ReadonlySet<MutationId> = new Set();
/** A text that the office has, and what is seen of it. */
function written() {
  const it = readyJob();
  const entry = it.say('text_customer', words);
  const heardMs = Date.parse(entry.receivedAt);
  const office = (state: ShownText['state'] | null, why?: string) => ({
    written: state && ({ id: entry.id, kind: 'message', state, at: entry.receivedAt, ...(why && { why }) } as unknown as ShownText),
    timeZone: COMPANY.timeZone,
    nowMs: heardMs,
  });
  const here = (rows: readonly OutboxRow[], lost = NONE, job: ReturnType<Scene['job']> | undefined = it.job()) => ({
    job,
    rows,
    lost,
    refusalOf: () => null,
  });
  const undo = (afterMs: number) => {
    const args = { mutation: entry.id };
    const said = it.say('undo', args, { tapped: heardMs + afterMs, received: heardMs + afterMs });
    return { said, waiting: rowOf(it, said, args, null), answered: rowOf(it, said, args, said) };
  };
  return { it, entry, heardMs, office, here, undo, row: rowOf(it, entry, words, entry), unsent: rowOf(it, entry, words, null) };
}

describe('A text that was asked back', () => {
  test('is called so until the office has answered, and taken back only then', () => {
    const { entry, office, here, undo, row } = written();
    const { waiting, answered } = undo(5_000);
    const asked = fateOf(entry.id, here([row, waiting]), office('waiting'));
    expect(asked).toMatchObject({ words: 'Asked the office to take it back', back: 'asked', waits: false });
    const done = fateOf(entry.id, here([row, answered]), office('waiting'));
    expect(done).toMatchObject({ words: 'Taken back: it is not sent', back: 'done', waits: false, unsent: false });
    expect([backWords([asked, done]), backWords([done])]).toEqual([
      'Asked the office to take it back: no answer yet for 1 text.',
      '1 text taken back.',
    ]);
  });
  test('and had left, is said to have been asked too late, beside what became of it', () => {
    const { entry, office, here, undo, row } = written();
    const { said, answered } = undo(25_000);
    expect(said).toMatchObject({ outcome: 'refused', code: 'too-late' });
    const late = fateOf(entry.id, here([row, answered]), office('delivered'));
    expect(late).toMatchObject({ back: 'late', tone: 'red', waits: false });
    expect(late.words).toMatch(/^Too late to take it back\. Delivered \d\d:\d\d$/);
    expect(backWords([late])).toBe('Too late for 1 text.');
  });
  test('with no connection does not go on to say that it will be sent', () => {
    const { entry, office, here, undo, unsent } = written();
    const { waiting } = undo(5_000);
    expect(fateOf(entry.id, here([unsent]), office(null))).toMatchObject({ waits: true, back: 'none' });
    expect(fateOf(entry.id, here([unsent, waiting]), office(null)).words).toBe(
      'Asked the office to take it back: it is told as soon as there is a connection',
    );
  });
});

describe('A text that was written', () => {
  test('and could not be kept is never called the office’s', () => {
    const { entry, office, here, row } = written();
    const [before, kept] = [readyJob().job(), written().it.job()];
    expect(fateOf(entry.id, here([], NONE, before), office(null)).words).toBe('Being kept on this device…');
    expect(fateOf(entry.id, here([], new Set([entry.id]), before), office(null))).toMatchObject({
      words: 'Not kept on this device: nothing was sent',
      lost: true,
      unsent: true,
      waits: false,
    });
    expect(fateOf(entry.id, here([row], NONE, kept), office(null)).words).toBe('With the office');
    expect(fateOf(entry.id, here([]), office(null)).words).toBe('With the office');
  });
  test('and was refused, or let go, is unsent; one that its author took back is not', () => {
    const { it, entry, office, here } = written();
    const refused = rowOf(it, entry, words, { ...entry, outcome: 'refused', code: 'overtaken' });
    expect(fateOf(entry.id, here([refused]), office(null))).toMatchObject({ words: 'Not sent: the office refused it', unsent: true });
    expect(fateOf(entry.id, here([]), office('not-sent', 'overtaken')).unsent).toBe(true);
    expect(fateOf(entry.id, here([]), office('not-sent', 'undone')).unsent).toBe(false);
  });
  test('has left 17 s after the office had it, by a clock of seconds; one that is not answered has not', () => {
    const { it, entry, heardMs, row, unsent } = written();
    const at = (nowMs: number, rows: readonly OutboxRow[]) => hasLeftHere(entry.id, { job: it.job(), rows, company: COMPANY, nowMs });
    expect([at(heardMs + 17_000, [row]), at(heardMs + 17_001, [row]), at(heardMs + 60_000, [unsent])]).toEqual([false, true, false]);
    expect(hasLeftHere(entry.id, { job: undefined, rows: [], company: COMPANY, nowMs: heardMs + 60_000 })).toBe(false);
  });
});

test('Words that were begun are kept for the same jobs and the same person, in whatever order the jobs were picked', () => {
  const begun = new Begun();
  begun.keep('dana', ['a', 'b'], 'We are late');
  expect([begun.of('dana', ['b', 'a']), begun.of('dana', ['a']), begun.of('olive', ['a', 'b'])]).toEqual(['We are late', '', '']);
  begun.keep('dana', ['b', 'a'], '');
  expect(begun.of('dana', ['a', 'b'])).toBe('');
});
