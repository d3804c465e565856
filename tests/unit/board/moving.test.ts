// Promises of moving cards: what a drop means, what is refused, what many at once becomes, and what can be taken back.
import { describe, expect, test } from 'vitest';
import { boardMove } from '#core/board-move';
import type { JobId, MutationId } from '#core/id';
import type { Job } from '#core/job';
import { moveTarget, STATUSES } from '#core/status-flow';
import { planAssign, planDay, planStatus } from '#lib/board/bulk.ts';
import { DeskActions, type Desk } from '#lib/board/desk-actions.svelte.ts';
import { promiseWords, refusalWords } from '#lib/board/move-words.ts';
import { MOST_STEPS, UndoSteps, type StepPart } from '#lib/board/undo-steps.svelte.ts';
import { COMPANY } from '../../support/core-scene.ts';

describe('a drop on a column', () => {
  test('Each drop that is done, or asked about, is a move that the core calls legal; each that is refused is not', () => {
    for (const from of STATUSES)
      for (const to of STATUSES) {
        const move = boardMove(from, to);
        if (move.kind === 'do') expect(moveTarget(move.type, from, to), `${from} to ${to}`).toBe(to);
        if (move.kind === 'ask') expect(moveTarget(move.type, from, null), `${from} to ${to}`).toBe(to);
        const none = ['set_status', 'cannot_complete', 'cancel', 'reopen'] as const;
        if (move.kind === 'refused') expect(none.map((type) => moveTarget(type, from, to) === to)).not.toContain(true);
      }
  });
  test('What began and goes back to the start wants its reason; what is over is reopened first', () => {
    expect(boardMove('in_progress', 'booking_confirmed')).toEqual({ kind: 'ask', type: 'cannot_complete' });
    expect(boardMove('ready_for_pickup', 'booking_confirmed')).toMatchObject({ kind: 'do', type: 'set_status' });
    expect(boardMove('completed', 'ready_for_pickup')).toMatchObject({ kind: 'do', type: 'reopen' });
    expect(boardMove('completed', 'cancelled')).toMatchObject({ kind: 'refused', why: 'is-over' });
    expect(boardMove('cancelled', 'in_progress')).toMatchObject({ kind: 'refused', instead: 'ready_for_pickup' });
  });
  test('A refusal says what to do instead, a promise what will happen', () => {
    expect(refusalWords('booking_confirmed', 'completed')).toBe('Not straight to Completed: one step at a time, first Ready for Pickup.');
    expect(refusalWords('booking_confirmed', 'ready_for_pickup')).toBeNull();
    expect(promiseWords('in_progress', 'cancelled')).toContain('asked why');
    expect(promiseWords('completed', 'completed')).toBe('');
  });
});

const job = (id: string, status: Job['status'], more: Partial<Job> = {}): Job =>
  ({ id, number: Number(id), status, crew: {}, window: { date: '2026-11-25', slot: '10-12' }, history: [], ...more }) as unknown as Job;

const at = (slot: string): Partial<Job> => ({
  window: { date: '2026-11-25', slot, start: `${slot.slice(0, 2)}:00`, end: `${slot.slice(3)}:00` },
});

describe('many at once', () => {
  const jobs = [job('1', 'booking_confirmed'), job('2', 'in_progress'), job('3', 'completed')];
  test('Each job gets what it can take; the others are passed by and named', () => {
    const plan = planStatus(jobs, 'ready_for_pickup', '');
    expect(plan.wishes.map(({ job, type }) => [job, type])).toEqual([
      ['1', 'set_status'],
      ['2', 'set_status'],
      ['3', 'reopen'],
    ]);
    const done = planStatus(jobs, 'completed', '');
    expect([done.wishes.length, done.left.map(({ job: each, why }) => [each.id, why])]).toEqual([
      1,
      [
        ['1', 'is booking confirmed: more than one step away'],
        ['3', 'is completed already'],
      ],
    ]);
  });
  test('A cancel of many carries its one reason; a completed job is never cancelled', () => {
    const plan = planStatus(jobs, 'cancelled', 'storm');
    expect(plan.wishes).toEqual([
      { job: '1', type: 'cancel', args: { reason: 'storm' } },
      { job: '2', type: 'cancel', args: { reason: 'storm' } },
    ]);
    expect(plan.left).toHaveLength(1);
  });
  test('Moved to a day, each keeps its window; what is over stays', () => {
    const asked = { slot: null, company: COMPANY, today: '2026-11-24', all: jobs };
    const plan = planDay(jobs, { ...asked, date: '2026-11-26', words: 'Thu 26 Nov' });
    expect(plan.wishes.map(({ args }) => args)).toEqual([
      { window: { date: '2026-11-26', slot: '10-12' } },
      { window: { date: '2026-11-26', slot: '10-12' } },
    ]);
    expect(plan.words).toBe('2 jobs moved to Thu 26 Nov');
    expect(planDay(jobs, { ...asked, date: '2026-11-25', words: 'today' }).wishes).toEqual([]);
  });
  test('Who has the role already is passed by', () => {
    const sam = 'sam' as never;
    const plan = planAssign([job('1', 'booking_confirmed', { crew: { driver: sam } }), job('2', 'in_progress', at('12-14'))], {
      role: 'driver',
      member: sam,
      words: 'driver Sam',
      all: [],
    });
    expect([plan.wishes.length, plan.left[0]?.why, plan.warnings]).toEqual([1, 'has it so already', []]);
  });
  test('Who would be in two places at once is told with both jobs, picked or held; what is over or elsewhere in time meets nothing', () => {
    const sam = 'sam' as never;
    const picked = [job('1', 'booking_confirmed', at('10-12')), job('2', 'in_progress', at('10-12')), job('3', 'in_progress', at('08-10'))];
    const held = [
      job('4', 'ready_for_pickup', { ...at('10-12'), crew: { first_mate: sam } }),
      job('5', 'completed', { ...at('10-12'), crew: { driver: sam } }),
      job('6', 'ready_for_pickup', at('10-12')),
    ];
    const plan = (member: never | null) => planAssign(picked, { role: 'driver', member, words: '', all: [...picked, ...held] });
    expect(plan(sam).warnings).toEqual([
      '#1, 10–12, is at the same time as #4, 10–12.',
      '#2, 10–12, is at the same time as #4, 10–12 and #1, 10–12.',
    ]);
    expect([plan(sam).wishes.length, plan(null).warnings]).toEqual([3, []]);
  });
  test('A day that is over, a day off and a window that many fill are warned of, as for one; nothing is refused', () => {
    const company = { ...COMPANY, blackout: [{ date: '2026-12-01', reason: 'Stocktaking' }] };
    const four = ['1', '2', '3', '4'].map((id) => job(id, 'booking_confirmed', at('10-12')));
    const plan = (date: string, slot: string | null, picked = four) =>
      planDay(picked, { date, slot, words: '', company, today: '2026-11-24', all: four });
    expect(plan('2026-11-23', null).warnings).toEqual(['This day is over.']);
    expect(plan('2026-12-01', '08-10').warnings).toEqual(['Customers cannot book 08:00–10:00 on this day (Stocktaking). You can.']);
    // Three places: the fourth is one too many, and the three before it are not.
    expect(plan('2026-11-26', null).warnings).toEqual(['10–12: This window is full (3 of 3). You can take the job all the same.']);
    expect([plan('2026-11-26', null).wishes.length, plan('2026-11-26', null, four.slice(0, 3)).warnings]).toEqual([4, []]);
  });
});

const part = (n: number): StepPart => ({ job: String(n) as JobId, mutation: `m${n}` as MutationId, type: 'set_status', args: {} });

describe('undo and redo', () => {
  test(`The last ${MOST_STEPS} steps, newest first; a new one ends what could be done again`, () => {
    const steps = new UndoSteps({ takeBack: () => ({ ok: true }), redo: () => ({ ok: true, mutation: 'again' as MutationId }) });
    for (let i = 0; i < MOST_STEPS + 5; i++) steps.push({ words: `step ${i}`, parts: [part(i)] });
    let taken = 0;
    while (steps.undo()) taken += 1;
    expect([taken, steps.last, steps.next?.words]).toEqual([MOST_STEPS, null, 'step 5']);
    steps.redo();
    expect(steps.last?.parts[0]?.mutation).toBe('again');
    steps.push({ words: 'other', parts: [part(99)] });
    expect(steps.next).toBeNull();
  });
  test('A step of many is taken back as far as it can be; only that part can be done again', () => {
    const steps = new UndoSteps({
      takeBack: ({ job: id }) => (id === '2' ? { ok: false, why: 'Bo changed it' } : { ok: true }),
      redo: (each) => ({ ok: true, mutation: each.mutation }),
    });
    steps.push({ words: 'three', parts: [part(1), part(2), part(3)] });
    const outcome = steps.undo();
    expect(outcome?.went.map(({ job: id }) => id)).toEqual(['1', '3']);
    expect(outcome?.stayed.map(({ why }) => why)).toEqual(['Bo changed it']);
    expect(steps.next?.parts.map(({ job: id }) => id)).toEqual(['1', '3']);
  });

  const acts: unknown[] = [];
  const lost = new Set<MutationId>();
  const desk = (foreseen: Awaited<ReturnType<Desk['foresee']>>): Desk => ({
    jobOf: (id) =>
      job(id, 'in_progress', {
        history: [
          { id: `m${id}`, rev: 1, outcome: 'applied', to: 'in_progress', by: { kind: 'member', id: 'dana', name: 'Dana' } },
          { id: 'later', rev: 2, outcome: 'applied', to: 'completed', by: { kind: 'member', id: 'bo', name: 'Bo Lindgren' } },
        ] as never,
      }),
    act: (id, type, args) => {
      acts.push([id, type, args]);
      return { ok: true, value: `m-${id}` as MutationId };
    },
    foresee: () => foreseen,
    hasLeft: (id) => id === '2',
    isLost: (change) => lost.has(change),
    me: () => 'dana',
  });
  test('What somebody else changed since is not taken back, and they are named', () => {
    acts.length = 0;
    const actions = new DeskActions(desk({ outcome: 'refused', code: 'too-late' }));
    actions.steps.push({ words: 'Job #1 moved', parts: [part(1)] });
    actions.undo();
    expect(actions.said).toEqual({ text: 'Job #1 stays as it is: Bo has changed it since.', tone: 'trouble' });
    expect(acts).toEqual([]);
  });
  test('A text that has left is never called taken back; of one that has not the office is asked; neither can be done again', () => {
    acts.length = 0;
    const actions = new DeskActions(desk({ outcome: 'applied', code: null }));
    const texted = [1, 2].map((id) => ({ ...part(id), type: 'text_customer' as const, args: { text: 'Late' } }));
    actions.steps.push({ words: 'Text to 2 customers', parts: texted });
    actions.undo();
    expect(actions.said).toEqual({
      text: 'Asked the office to take it back, 1 of 2. The text of Job #2 has left, or is leaving now.',
      tone: 'trouble',
    });
    expect(acts).toEqual([['1', 'undo', { mutation: texted[0]?.mutation }]]);
    actions.redo();
    expect([actions.steps.next, acts.length]).toEqual([null, 1]);
  });
  test('A step that is named is taken back, whatever was done after it; one that is gone takes back nothing', () => {
    acts.length = 0;
    const actions = new DeskActions(desk({ outcome: 'applied', code: null }));
    const text = { words: 'Text to 1 customer', parts: [{ ...part(1), type: 'text_customer' as const, args: { text: 'Late' } }] };
    actions.steps.push(text);
    actions.steps.push({ words: 'Job #3 moved', parts: [part(3)] });
    actions.undo(text);
    actions.undo(text);
    expect(acts).toEqual([['1', 'undo', { mutation: 'm1' }]]);
    expect(actions.said).toEqual({ text: 'Asked the office to take it back: Text to 1 customer.', tone: 'done' });
    expect(actions.steps.last?.words).toBe('Job #3 moved');
  });
  test('What this device could not keep is not called done, once that is known, and there is nothing to take back', () => {
    const actions = new DeskActions(desk({ outcome: 'applied', code: null }));
    const move = (id: string) => ({ job: id as JobId, type: 'set_status' as const, args: { to: 'in_progress' } });
    actions.do('2 jobs moved', [move('1'), move('3')]);
    expect(actions.said).toEqual({ text: '2 jobs moved.', tone: 'done' });
    lost.add('m-3' as MutationId);
    expect(actions.said).toEqual({ text: 'Not kept on this device, 1 of 2: 2 jobs moved.', tone: 'trouble' });
    acts.length = 0;
    actions.undo();
    expect(acts).toEqual([['1', 'undo', { mutation: 'm-1' }]]);
    expect(actions.said?.text).toMatch(/1 of 2\. Job #3 stays as it is: that change was not kept/);
    lost.clear();
  });
  test('What can never be right is not sent, and is no step', () => {
    acts.length = 0;
    const actions = new DeskActions(desk({ outcome: 'refused', code: 'illegal-move' }));
    actions.do('Job #1 moved', [{ job: '1' as JobId, type: 'set_status', args: { to: 'completed' } }]);
    expect([actions.said?.text, actions.steps.last, acts]).toEqual(['Job #1 has moved on meanwhile.', null, []]);
  });
});
