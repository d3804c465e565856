// Promises of a person's decision: both facts are shown, it can be taken back, and the author of the claim can tell what became of it.
import { describe, expect, test } from 'vitest';
import { decisionOn, decisionsSince, disagreementsOf } from '#core/disagreement';
import { BO, DANA, OLIVE, readyJob, SAM, deviceOf } from '../../support/core-scene.ts';

/** Sam starts and completes without a signal; meanwhile the office cancels. */
function cancelledMeanwhile() {
  const it = readyJob();
  const { rev } = it.seen();
  it.say('cancel', { reason: 'Customer called' });
  const base = { status: 'ready_for_pickup', rev };
  const start = it.say('set_status', { to: 'in_progress' }, { by: SAM, base });
  const done = it.say('set_status', { to: 'completed' }, { by: SAM, base: { status: 'in_progress', rev } });
  it.say('attach_photo', { sha256: 'ab'.repeat(32), bytes: 10, type: 'image/jpeg', kind: 'after' }, { by: SAM });
  return { ...it, start, done };
}

describe('a disagreement', () => {
  test('is one for a chain of claims, with what it met and the photos that came with it', () => {
    const it = cancelledMeanwhile();
    const [one, ...more] = disagreementsOf(it.job());
    expect(more).toEqual([]);
    expect(one?.chain.map(({ to }) => to)).toEqual(['in_progress', 'completed']);
    expect(one?.item.mutation).toBe(it.done.id);
    expect(one?.met).toMatchObject({ type: 'cancel', reason: 'Customer called' });
    expect(one?.photos).toHaveLength(1);
  });
  test('of an edit names each field that two people set otherwise, and no other', () => {
    const it = readyJob();
    const { rev } = it.seen();
    it.say('edit_job', { set: { address: '1 Elm St' } });
    const edit = { set: { address: '2 Oak St', customer: { name: 'Rosa Delgado' } } };
    it.say('edit_job', edit, { by: OLIVE, device: deviceOf(), base: { rev } });
    expect(disagreementsOf(it.job())[0]?.fields).toEqual([{ field: 'address', stands: '1 Elm St', claimed: '2 Oak St' }]);
  });
});

describe('a decision', () => {
  test('accepts the claim and those it builds on; the author finds by whom', () => {
    const it = cancelledMeanwhile();
    expect(decisionOn(it.job(), it.done.id, null).state).toBe('open');
    it.say('resolve_review', { mutation: it.done.id, decision: 'accept' });
    expect(it.job().status).toBe('completed');
    for (const { id } of [it.start, it.done])
      expect(decisionOn(it.job(), id, null)).toMatchObject({ state: 'accepted', entry: { by: { name: 'Dana' } } });
  });
  test('on an earlier claim accepts no later one', () => {
    const it = cancelledMeanwhile();
    it.say('resolve_review', { mutation: it.start.id, decision: 'accept' });
    expect([it.start, it.done].map(({ id }) => decisionOn(it.job(), id, null).state)).toEqual(['accepted', 'kept']);
  });
  test('is told also when it has gone from the newest entries, and never from an answer older than the claim', () => {
    const it = cancelledMeanwhile();
    it.say('resolve_review', { mutation: it.done.id, decision: 'keep' });
    for (let i = 0; i < 6; i++) it.say('add_note', { text: `n${i}` });
    const held = { ...it.job(), history: it.job().history.slice(-5) };
    expect(decisionOn(held, it.done.id, it.done.receivedAt).state).toBe('decided');
    const { review: _, ...older } = { ...readyJob().job() };
    expect(decisionOn(older, it.done.id, it.done.receivedAt).state).toBe('unknown');
  });
  test.each(['accept', 'keep'] as const)('to %s can be taken back: the job and the open claims are as before', (decision) => {
    const it = cancelledMeanwhile();
    const before = it.job();
    const decided = it.say('resolve_review', { mutation: it.done.id, decision });
    expect(decisionsSince([it.job()], '')).toMatchObject([{ entry: { id: decided.id } }]);
    expect(it.say('undo', { mutation: decided.id }).outcome).toBe('applied');
    expect([it.job().status, it.job().review]).toEqual([before.status, before.review]);
    expect(decisionOn(it.job(), it.done.id, null).state).toBe('open');
    expect(decisionsSince([it.job()], '')).toEqual([]);
    expect(it.say('resolve_review', { mutation: it.done.id, decision: 'keep' }).outcome).toBe('applied');
  });
  test('to accept a report counts one attempt, and its undo takes it off again', () => {
    const it = readyJob();
    const { rev } = it.seen();
    it.say('cancel', {});
    const claim = it.say('cannot_complete', { reason: 'blocked' }, { by: BO, base: { status: 'ready_for_pickup', rev } });
    const decided = it.say('resolve_review', { mutation: claim.id, decision: 'accept' });
    expect(it.job().attempts).toBe(1);
    it.say('undo', { mutation: decided.id });
    expect([it.job().attempts, it.job().status]).toEqual([0, 'cancelled']);
  });
  test('that somebody else has taken already is superseded when it is the same, refused when it is not', () => {
    const it = cancelledMeanwhile();
    it.say('resolve_review', { mutation: it.done.id, decision: 'keep' });
    const again = (decision: string, by = OLIVE) =>
      it.say('resolve_review', { mutation: it.start.id, decision }, { by, device: deviceOf() });
    expect(again('keep')).toMatchObject({ outcome: 'superseded', against: { by: { name: 'Dana' } } });
    expect(again('accept')).toMatchObject({ outcome: 'refused', code: 'nothing-to-review' });
    expect(again('keep', DANA).outcome).toBe('superseded');
  });
});
