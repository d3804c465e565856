// Promises of taking back at the desk with the short history that it holds: what only the office can judge is asked, and no reason is made up.
import { expect, test } from 'vitest';
import type { MutationId } from '#core/id';
import { applyMutation } from '#core/apply-mutation';
import type { Actor, Job } from '#core/job';
import { readMutation } from '#core/mutation';
import { listViewOf } from '#core/visibility';
import { DeskActions } from '#lib/board/desk-actions.svelte.ts';
import { BO, COMPANY, DANA, DESK, nextId, NOW, OLIVE, readyJob, SAM } from '../../support/core-scene.ts';

const HOUR_MS = 3_600_000;

/** Dana's undo at the desk, some hours after. */
function undoOf(mutation: string, whole: Job, { hours = 1, me = DANA }: { hours?: number; me?: Actor } = {}) {
  const held = listViewOf(whole, me);
  if (!held) throw new Error('the office sees every job');
  const sent: unknown[] = [];
  const at = new Date(NOW + hours * HOUR_MS).toISOString();
  const judge = (job: Job, type: string, args: unknown) => {
    const wanted = { id: nextId(), seq: 99, schema: 1, job: job.id, type, args, baseStatus: job.status, baseRev: job.rev, tappedAt: at };
    const read = readMutation(wanted);
    if (!read.ok) throw new Error('unreadable');
    const context = { actor: me, company: COMPANY, device: DESK, seq: 99, receivedAt: at, skewMs: 0, nextNumber: null, memberExists: null };
    const { outcome, entry } = applyMutation(new Map([[job.id, job]]), read.value, context as never);
    return { outcome, code: entry.code ?? null };
  };
  const actions = new DeskActions({
    jobOf: () => held,
    act: (_, type, args) => {
      sent.push({ type, args, office: judge(whole, type, args).outcome });
      return { ok: true, value: nextId() as MutationId };
    },
    foresee: (_, type, args) => judge(held, type, args),
    hasLeft: () => false,
    isLost: () => false,
    me: () => me.id ?? null,
  });
  actions.steps.push({
    words: 'Job #1: driver Bo',
    parts: [{ job: whole.id, mutation: mutation as MutationId, type: 'assign', args: {} }],
  });
  actions.undo();
  return { sent, said: actions.said?.text };
}

function assigned() {
  const it = readyJob();
  return { it, change: it.say('assign', { role: 'driver', member: BO.id }).id };
}

test('What lies before the entries that are held is asked of the office, which takes it, and is not called done', () => {
  const { it, change } = assigned();
  for (let i = 0; i < 5; i++) it.say('add_note', { text: `note ${i}` }, { by: SAM });
  expect(undoOf(change, it.job())).toEqual({
    sent: [{ type: 'undo', args: { mutation: change }, office: 'applied' }],
    said: 'Asked the office to take it back: Job #1: driver Bo.',
  });
});

test('Somebody is named only for doing something to the same thing', () => {
  const { it, change } = assigned();
  it.say('add_note', { text: 'Gate code 4471' }, { by: OLIVE });
  expect(undoOf(change, it.job()).said).toBe('Taken back: Job #1: driver Bo.');
  it.say('assign', { role: 'driver', member: SAM.id }, { by: OLIVE });
  expect(undoOf(change, it.job())).toEqual({ sent: [], said: expect.stringMatching(/stays as it is: Olive has changed it since\.$/) });
});

test('A board that was left open over midnight says that the day is over, and blames nobody', () => {
  const { it, change } = assigned();
  it.say('add_note', { text: 'Gate code 4471' }, { by: OLIVE });
  const { sent, said } = undoOf(change, it.job(), { hours: 24 });
  expect([sent, said]).toEqual([[], expect.stringMatching(/stays as it is: that was done on another day\. Change it by hand\.$/)]);
});

test('What is nobody’s to take back, or was never there, is said to be so', () => {
  const { it, change } = assigned();
  expect(undoOf(change, it.job(), { me: OLIVE }).said).toMatch(/not yours to take back/);
  expect(undoOf(nextId(), it.job()).said).toMatch(/nothing to take back/);
});
