// Promises of how a job begins, and of who may do and see what.
import { describe, expect, test } from 'vitest';
import { viewOf } from '#core/visibility';
import { ANA, BO, CREATE, DANA, nextId, OLIVE, readyJob, SAM, scene } from '../../support/core-scene.ts';

describe('a job begins', () => {
  test('Made at the kerb it is never refused: flagged, and its maker takes the first role they have', () => {
    const it = scene();
    it.say('create_job', { ...CREATE, window: { date: '2026-11-24', slot: 'gone' } }, { by: SAM });
    expect(it.job()).toMatchObject({
      number: 1001,
      crew: { driver: SAM.id },
      flags: ['made-by-crew', 'unknown-slot'],
      status: 'booking_confirmed',
    });
  });
  test('The same id again is answered from the history; another job under a taken id is refused and kept', () => {
    const it = scene();
    const id = nextId();
    const first = it.say('create_job', CREATE, { id });
    expect(it.say('create_job', CREATE, { id })).toEqual(first);
    expect(it.say('create_job', CREATE)).toMatchObject({ outcome: 'refused', code: 'job-exists' });
    expect([it.book().jobs.size, it.book().nextNumber, it.job().history.length]).toEqual([1, 1002, 2]);
  });
  test('A mutation on a job that nobody knows is kept for the office', () => {
    const it = scene();
    expect(it.say('set_status', { to: 'in_progress' }, { by: SAM })).toMatchObject({ outcome: 'needs_review', code: 'unknown-job' });
    expect(it.book().unfiled).toHaveLength(1);
  });
  test('Fields that we do not know are kept with the entry', () => {
    const it = readyJob();
    expect(it.say('add_note', { text: 'hello', mood: 'fine' }).args).toEqual({ text: 'hello', mood: 'fine' });
  });
});

describe('who may do what', () => {
  const rows: [type: string, args: unknown, crew: boolean, supervisor: boolean][] = [
    ['add_note', { text: 'x' }, true, true],
    ['attach_photo', { sha256: 'b'.repeat(64), bytes: 1, type: 'image/png', kind: 'other' }, true, true],
    ['set_status', { to: 'in_progress' }, true, true],
    ['cannot_complete', { reason: 'other' }, true, true],
    ['set_status', { to: 'booking_confirmed' }, false, true],
    ['assign', { role: 'driver', member: BO.id }, false, false],
    ['edit_job', { set: { address: 'Elsewhere 2' } }, false, false],
    ['reschedule', { window: { date: '2026-11-26', slot: '10-12' } }, false, false],
    ['cancel', {}, false, false],
    ['resolve_review', { mutation: nextId(), decision: 'keep' }, false, false],
  ];
  const allowed = (entry: { outcome: string; code?: string }) => entry.code !== 'not-allowed';
  test.each(rows)('%s %j: crew %s, supervisor %s, office always, others never', (type, args, crew, supervisor) => {
    const ask = (by: typeof SAM) => {
      const it = readyJob();
      it.say('assign', { role: 'supervisor', member: ANA.id });
      return allowed(it.say(type, args, { by, base: it.seen() }));
    };
    const stranger = { ...BO, id: nextId() as typeof ANA.id };
    expect([ask(SAM), ask(ANA), ask(DANA), ask(OLIVE), ask(stranger)]).toEqual([crew, supervisor, true, true, false]);
  });
  test('reopen is for the supervisor of the job and the office', () => {
    const reopen = (by: typeof SAM) => {
      const it = readyJob();
      it.say('assign', { role: 'supervisor', member: ANA.id });
      it.say('cancel', {});
      return allowed(it.say('reopen', {}, { by, base: it.seen() }));
    };
    expect([reopen(SAM), reopen(ANA), reopen(DANA)]).toEqual([false, true, true]);
  });
  test('Who held a role once sees the job without the contact, in no corner of its history; who never did sees nothing', () => {
    const it = readyJob();
    it.say('edit_job', { set: { customer: { phone: '(617) 555-0199' } } });
    it.say('add_note', { text: 'call (617) 555-0199' });
    it.say('assign', { role: 'driver', member: null });
    const seen = viewOf(it.job(), SAM);
    expect(seen).toMatchObject({ status: 'ready_for_pickup', customer: { name: 'Rosa Delgado', phone: '' }, notes: [] });
    expect(JSON.stringify(seen)).not.toMatch(/555-01|4411/);
    const { texts: _, ...whole } = it.job();
    expect(viewOf(it.job(), BO)).toEqual(whole);
    expect(viewOf(it.job(), ANA)).toBeNull();
  });
});
