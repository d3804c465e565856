// Promises of the one decision: the four rules in their order, and that no fact from the field is ever discarded.
import { describe, expect, test } from 'vitest';
import { STATUSES, moveTarget, type Status } from '#core/status-flow';
import { ANA, BO, deviceOf, nextId, NOW, OLIVE, readyJob, SAM } from '../../support/core-scene.ts';

describe('moves', () => {
  const LEGAL: Record<string, Partial<Record<Status, Status>>> = {
    cannot_complete: { ready_for_pickup: 'booking_confirmed', in_progress: 'booking_confirmed' },
    cancel: { booking_confirmed: 'cancelled', ready_for_pickup: 'cancelled', in_progress: 'cancelled' },
    reopen: { completed: 'ready_for_pickup', cancelled: 'ready_for_pickup' },
  };
  test.each(['cannot_complete', 'cancel', 'reopen'] as const)('%s is legal exactly where the contract says', (type) => {
    for (const from of STATUSES) expect([from, moveTarget(type, from, null)]).toEqual([from, LEGAL[type]?.[from] ?? null]);
  });
  test('set_status goes one step on or one step back, nothing else', () => {
    const pairs = STATUSES.flatMap((from) =>
      STATUSES.filter((to) => moveTarget('set_status', from, to) !== null).map((to) => `${from}>${to}`),
    );
    expect(pairs).toEqual([
      'booking_confirmed>ready_for_pickup',
      'ready_for_pickup>booking_confirmed',
      'ready_for_pickup>in_progress',
      'in_progress>ready_for_pickup',
      'in_progress>completed',
      'completed>in_progress',
    ]);
  });
  test('An offline day arrives whole: start and complete in one go on an old base', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('add_note', { text: 'the office said something meanwhile' });
    expect(it.say('set_status', { to: 'in_progress' }, { by: SAM, base }).outcome).toBe('applied');
    expect(it.say('set_status', { to: 'completed' }, { by: SAM, base: { status: 'in_progress', rev: base.rev } }).outcome).toBe('applied');
    expect(it.job().status).toBe('completed');
  });
  test('Rule 1: what was illegal from what its author saw is refused, whatever the job is now', () => {
    const it = readyJob();
    expect(it.say('set_status', { to: 'completed' }, { by: SAM, base: it.seen() })).toMatchObject({
      outcome: 'refused',
      code: 'illegal-move',
    });
    expect(it.say('set_status', { to: 'in_progress' }, { by: ANA, base: it.seen() })).toMatchObject({
      outcome: 'refused',
      code: 'not-allowed',
    });
  });
  test('Rule 2: two of the crew advance the same step: one step, two witnesses', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('set_status', { to: 'in_progress' }, { by: BO, base });
    expect(it.say('set_status', { to: 'in_progress' }, { by: SAM, base })).toMatchObject({
      outcome: 'superseded',
      code: 'already-done',
      against: { by: { name: 'Bo' } },
    });
    expect(it.job().history.filter((entry) => entry.to === 'in_progress')).toHaveLength(1);
  });
  test('Rule 2 does not hold when the step was taken back: that is for a person', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('set_status', { to: 'in_progress' }, { by: BO, base });
    it.say('set_status', { to: 'ready_for_pickup' });
    expect(it.say('set_status', { to: 'in_progress' }, { by: SAM, base })).toMatchObject({ outcome: 'needs_review', code: 'moved-back' });
  });
  test.each([
    ['cancelled', (it: ReturnType<typeof readyJob>) => it.say('cancel', { reason: 'called' })],
    ['reassigned', (it: ReturnType<typeof readyJob>) => it.say('assign', { role: 'driver', member: BO.id })],
    ['another-day', (it: ReturnType<typeof readyJob>) => it.say('reschedule', { window: { date: '2026-11-25', slot: '10-12' } })],
    ['attempted', (it: ReturnType<typeof readyJob>) => it.say('cannot_complete', { reason: 'no_access' }, { by: BO, base: it.seen() })],
  ])('Rule 3: %s meanwhile: the claim is kept, the job stays as it is, a person decides', (code, meanwhile) => {
    const it = readyJob();
    const base = it.seen();
    meanwhile(it);
    const status = it.job().status;
    expect(it.say('set_status', { to: 'in_progress' }, { by: SAM, base })).toMatchObject({ outcome: 'needs_review', code });
    expect([it.job().status, it.job().review?.length]).toEqual([status, 1]);
  });
  test('Another window on the same day is no reason for a review', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('reschedule', { window: { date: '2026-11-24', slot: '12-14' } });
    expect(it.say('set_status', { to: 'in_progress' }, { by: SAM, base }).outcome).toBe('applied');
  });
  test('What was undone meanwhile never happened', () => {
    const it = readyJob();
    const base = it.seen();
    const cancel = it.say('cancel', {}, { tapped: NOW, received: NOW });
    it.say('undo', { mutation: cancel.id }, { tapped: NOW + 5_000, received: NOW + 5_000 });
    expect(it.say('set_status', { to: 'in_progress' }, { by: SAM, base }).outcome).toBe('applied');
  });
  test('A second "could not complete" for the same visit is one attempt', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('cannot_complete', { reason: 'blocked', note: 'a car in the drive' }, { by: SAM, base });
    expect(it.say('cannot_complete', { reason: 'no_access' }, { by: BO, base }).outcome).toBe('superseded');
    expect([it.job().attempts, it.job().status, it.job().notes.at(-1)?.text]).toEqual([1, 'booking_confirmed', 'a car in the drive']);
  });
  test('A base revision above the store counts as the newest: a restore loses no tap', () => {
    const it = readyJob();
    expect(it.say('set_status', { to: 'in_progress' }, { by: SAM, base: { status: 'ready_for_pickup', rev: 99 } }).outcome).toBe('applied');
  });
});

describe('review', () => {
  /** Cancelled by the office while Sam, offline, starts and completes. */
  function cancelledMeanwhile() {
    const it = readyJob();
    const base = it.seen();
    it.say('cancel', { reason: 'customer called' });
    const start = it.say('set_status', { to: 'in_progress' }, { by: SAM, base });
    const done = it.say('set_status', { to: 'completed' }, { by: SAM, base: { status: 'in_progress', rev: base.rev } });
    return { it, start, done };
  }
  test('A move that builds on one under review joins it', () => {
    const { it, start, done } = cancelledMeanwhile();
    expect(done).toMatchObject({ outcome: 'needs_review', code: 'builds-on-review' });
    expect(it.job().review?.map(({ mutation, joins }) => [mutation, joins])).toEqual([
      [start.id, undefined],
      [done.id, start.id],
    ]);
    expect(it.job().status).toBe('cancelled');
  });
  test('Accept sets the job to what was claimed, whatever lies between, and settles the chain', () => {
    const { it, done } = cancelledMeanwhile();
    expect(it.say('resolve_review', { mutation: done.id, decision: 'accept' })).toMatchObject({
      outcome: 'applied',
      from: 'cancelled',
      to: 'completed',
    });
    expect([it.job().status, it.job().review]).toEqual(['completed', undefined]);
  });
  test('Keep leaves the job and settles the chain; deciding again the same way is superseded, otherwise refused', () => {
    const { it, start } = cancelledMeanwhile();
    it.say('resolve_review', { mutation: start.id, decision: 'keep' });
    expect([it.job().status, it.job().review]).toEqual(['cancelled', undefined]);
    expect(it.say('resolve_review', { mutation: start.id, decision: 'keep' }, { by: OLIVE, device: deviceOf() }).outcome).toBe(
      'superseded',
    );
    expect(it.say('resolve_review', { mutation: start.id, decision: 'accept' })).toMatchObject({
      outcome: 'refused',
      code: 'nothing-to-review',
    });
  });
  test('An accepted "could not complete" counts as an attempt', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('reschedule', { window: { date: '2026-11-25', slot: '10-12' } });
    const claim = it.say('cannot_complete', { reason: 'not_home' }, { by: SAM, base });
    it.say('resolve_review', { mutation: claim.id, decision: 'accept' });
    expect([it.job().status, it.job().attempts]).toEqual(['booking_confirmed', 1]);
  });
  test('An accepted attempt whose acceptance is undone is no attempt', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('reschedule', { window: { date: '2026-11-25', slot: '10-12' } });
    const claim = it.say('cannot_complete', { reason: 'not_home' }, { by: SAM, base });
    const accepted = it.say('resolve_review', { mutation: claim.id, decision: 'accept' });
    it.say('undo', { mutation: accepted.id });
    expect([it.job().status, it.job().attempts]).toEqual(['ready_for_pickup', 0]);
  });
  test('Claims whose acceptance is undone wait for a person again, the whole chain of them', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('cancel', {});
    const start = it.say('set_status', { to: 'in_progress' }, { by: SAM, base });
    it.say('set_status', { to: 'completed' }, { by: SAM, base: { status: 'in_progress', rev: base.rev } });
    const open = it.job().review;
    expect(open).toHaveLength(2);
    const accepted = it.say('resolve_review', { mutation: start.id, decision: 'accept' });
    expect(it.job().review).toBeUndefined();
    it.say('undo', { mutation: accepted.id });
    expect([it.job().status, it.job().review]).toEqual(['cancelled', open]);
  });
  test('Notes and photos append on a cancelled job too', () => {
    const { it } = cancelledMeanwhile();
    expect(it.say('add_note', { text: 'it was done, see photo' }, { by: SAM }).outcome).toBe('applied');
    expect(it.say('attach_photo', { sha256: 'a'.repeat(64), bytes: 10, type: 'image/jpeg', kind: 'after' }, { by: SAM }).outcome).toBe(
      'applied',
    );
    expect([it.job().notes.length, it.job().photos]).toMatchObject([2, [{ kind: 'after', state: 'awaiting' }]]);
  });
});

describe('what the office sets', () => {
  test('The same field set otherwise needs a person; another field does not', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('edit_job', { set: { address: '16 Gwinnett St' } }, { base });
    const second = { by: OLIVE, device: deviceOf(), base };
    expect(it.say('edit_job', { set: { customer: { phone: '6175550199' } } }, second).outcome).toBe('applied');
    expect(it.say('edit_job', { set: { address: '18 Gwinnett St' } }, second)).toMatchObject({
      outcome: 'needs_review',
      code: 'field-changed',
    });
    expect(it.say('edit_job', { set: { address: '16 Gwinnett St' } }, second).outcome).toBe('superseded');
    expect([it.job().address, it.job().customer]).toEqual(['16 Gwinnett St', { name: 'Rosa Delgado', phone: '6175550199' }]);
  });
  test('Two assign the same role: the same person is one fact, another is for a person to decide', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('assign', { role: 'supervisor', member: ANA.id }, { base });
    const second = { by: OLIVE, device: deviceOf(), base };
    expect(it.say('assign', { role: 'supervisor', member: ANA.id }, second).outcome).toBe('superseded');
    const claim = it.say('assign', { role: 'supervisor', member: BO.id }, second);
    expect(claim).toMatchObject({ outcome: 'needs_review', code: 'field-changed' });
    it.say('resolve_review', { mutation: claim.id, decision: 'accept' });
    expect(it.job().crew.supervisor).toBe(BO.id);
  });
  test('An edit of a phone number does not wait because the crew reported an attempt', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('cannot_complete', { reason: 'no_access' }, { by: SAM, base });
    expect(it.say('edit_job', { set: { customer: { phone: '6175550199' } } }, { base }).outcome).toBe('applied');
  });
  test('Somebody unknown cannot be assigned, a window unknown cannot be chosen', () => {
    const it = readyJob();
    expect(it.say('assign', { role: 'driver', member: nextId() })).toMatchObject({ outcome: 'refused', code: 'unknown-member' });
    expect(it.say('reschedule', { window: { date: '2026-11-25', slot: '23-24' } })).toMatchObject({
      outcome: 'refused',
      code: 'unknown-slot',
    });
  });
});

describe('undo', () => {
  const tap = (it: ReturnType<typeof readyJob>, type: string, args: unknown, ms: number, more = {}) =>
    it.say(type, args, { by: SAM, base: it.seen(), tapped: NOW + ms, received: NOW + 3_600_000, ...more });
  test('A crew takes back its own move within 15 seconds of its taps, however late both arrive', () => {
    const it = readyJob();
    const start = tap(it, 'set_status', { to: 'in_progress' }, 0);
    expect(tap(it, 'undo', { mutation: start.id }, 14_000)).toMatchObject({
      outcome: 'applied',
      from: 'in_progress',
      to: 'ready_for_pickup',
    });
    expect(it.job().status).toBe('ready_for_pickup');
  });
  test('Later, or when it is not the newest move any more, it is too late, and said', () => {
    const it = readyJob();
    const start = tap(it, 'set_status', { to: 'in_progress' }, 0);
    expect(tap(it, 'undo', { mutation: start.id }, 16_000)).toMatchObject({ outcome: 'refused', code: 'too-late' });
    tap(it, 'set_status', { to: 'completed' }, 5_000);
    expect(tap(it, 'undo', { mutation: start.id }, 9_000)).toMatchObject({ outcome: 'refused', code: 'too-late' });
  });
  test('An undone attempt is no attempt', () => {
    const it = readyJob();
    const attempt = tap(it, 'cannot_complete', { reason: 'too_heavy' }, 0);
    tap(it, 'undo', { mutation: attempt.id }, 3_000);
    expect([it.job().attempts, it.job().status]).toEqual([0, 'ready_for_pickup']);
  });
  test("Nobody undoes another's move; a dispatcher undoes their own of the day", () => {
    const it = readyJob();
    const cancel = it.say('cancel', {}, { tapped: NOW, received: NOW });
    expect(it.say('undo', { mutation: cancel.id }, { by: OLIVE, tapped: NOW + 1_000 })).toMatchObject({
      outcome: 'refused',
      code: 'not-allowed',
    });
    expect(it.say('undo', { mutation: cancel.id }, { tapped: NOW + 3_600_000, received: NOW + 3_600_000 }).outcome).toBe('applied');
    expect(it.job().status).toBe('ready_for_pickup');
  });
  test('Assignment, day and fields go back to what they were', () => {
    const it = readyJob();
    const before = it.job();
    const at = { tapped: NOW, received: NOW };
    for (const [type, args] of [
      ['assign', { role: 'driver', member: BO.id }],
      ['reschedule', { window: { date: '2026-11-27', slot: '08-10' } }],
      ['edit_job', { set: { address: 'Elsewhere 1', customer: { phone: '6175550100' } } }],
    ] as const) {
      const done = it.say(type, args, at);
      expect(it.say('undo', { mutation: done.id }, at).outcome).toBe('applied');
    }
    expect([it.job().crew, it.job().window, it.job().address, it.job().customer]).toEqual([
      before.crew,
      before.window,
      before.address,
      before.customer,
    ]);
  });
  test('A claim under review is withdrawn by its author', () => {
    const it = readyJob();
    const base = it.seen();
    it.say('cancel', {});
    const claim = it.say('set_status', { to: 'in_progress' }, { by: SAM, base, tapped: NOW });
    expect(it.say('undo', { mutation: claim.id }, { by: SAM, tapped: NOW + 4_000 }).outcome).toBe('applied');
    expect(it.job().review).toBeUndefined();
  });
});
