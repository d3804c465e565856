// Promises to a dispatcher before they choose: who is free and how loaded, who calls again, and what others changed while they typed.
import { describe, expect, test } from 'vitest';
import { crewChoices } from '#core/crew-load';
import type { RosterMember } from '#core/crew';
import { editValues, fieldState, follow, readEdit, type EditValues } from '#core/job-edit';
import { customersLike, sameDoorSameDay, wholePhone } from '#core/repeat-customer';
import type { Job } from '#core/job';
import { olderJobsOf } from '#lib/board/older-customers.ts';
import { ANA, BO, CREATE, readyJob, SAM, scene } from '../../support/core-scene.ts';

const DAY = '2026-11-24';
const member = (actor: typeof SAM, roles: RosterMember['roles'], free: RosterMember['roles'] = roles): RosterMember => ({
  id: actor.id,
  name: actor.name,
  access: 'crew',
  roles,
  availability: free.length > 0 ? [{ date: DAY, roles: [...free] }] : [],
});
const CREW = [member(SAM, ['driver']), member(BO, ['driver', 'first_mate'], ['first_mate']), member(ANA, ['supervisor', 'driver'], [])];

function jobIn(slot: string, by: typeof SAM | null, set: Partial<typeof CREATE> = {}): Job {
  const it = scene();
  it.say('create_job', { ...CREATE, window: { date: DAY, slot }, ...set });
  if (by) it.say('assign', { role: 'driver', member: by.id });
  return it.job();
}

describe('choosing a crew', () => {
  test('puts the free first, says how much they have, and who is off', () => {
    const choices = crewChoices(jobIn('10-12', null), 'driver', {
      crew: CREW,
      jobs: [jobIn('12-14', SAM), jobIn('08-10', SAM)],
      known: true,
    });
    expect(choices.map(({ member: { name }, freedom, jobs, next }) => [name, freedom, jobs, next?.slot])).toEqual([
      ['Sam', 'free', 2, '08-10'],
      ['Bo', 'in-another-role', 0, undefined],
      ['Ana', 'off', 0, undefined],
    ]);
  });
  test('names the job that somebody is already on at that time, and not one that only touches it', () => {
    const choose = (...jobs: Job[]) => crewChoices(jobIn('10-12', null), 'driver', { crew: CREW, jobs, known: true })[0];
    const there = jobIn('10-12', SAM);
    expect(choose(there, jobIn('08-10', SAM))?.clashes).toEqual([there]);
    expect(choose({ ...there, status: 'cancelled' })).toMatchObject({ clashes: [], jobs: 0 });
    expect(choose({ ...there, status: 'completed' })).toMatchObject({ clashes: [], jobs: 1 });
  });
  test('says nothing of who is free when nobody knows', () => {
    const choices = crewChoices(jobIn('10-12', null), 'driver', { crew: CREW, jobs: [], known: false });
    expect(new Set(choices.map(({ freedom }) => freedom))).toEqual(new Set(['unknown']));
  });
});

describe('a customer who calls again', () => {
  const jobs = [
    jobIn('08-10', null),
    { ...jobIn('10-12', null), window: { date: '2026-11-12', slot: '10-12', start: '10:00', end: '12:00' } },
  ];
  test('is known by the phone, however it is typed, and by a begun name', () => {
    for (const words of ['6175550148', '+1 (617) 555-0148', '555-0148', 'rosa d'])
      expect(customersLike(jobs, words)).toMatchObject([{ customer: { name: 'Rosa Delgado' }, jobs: 2, lastDate: DAY }]);
  });
  test('is not guessed from a few digits or letters', () => {
    for (const words of ['0148', 'ro', '', '617', '(617) 555-0149']) expect(customersLike(jobs, words)).toEqual([]);
  });
  test('whose jobs have left the board is asked for by the whole number, a little further back each time', async () => {
    const said = ['617-555-0148', '+1 (617) 555 0148', '617 555 014', 'Rosa'].map(wholePhone);
    expect(said).toEqual(['6175550148', '6175550148', null, null]);
    const asked: unknown[] = [];
    const archive = (pages: readonly (readonly Job[])[]) => (q: string, next: string | null) => {
      asked.push([q, next]);
      const page = Number(next ?? 0);
      return Promise.resolve({ jobs: pages[page] ?? [], next: page + 1 < pages.length ? String(page + 1) : null });
    };
    const gone = jobIn('10-12', null);
    const found = await olderJobsOf('6175550148', archive([[], [gone]]));
    expect(asked).toEqual([
      ['6175550148', null],
      ['6175550148', '1'],
    ]);
    expect(customersLike(found ?? [], gone.customer.phone).map(({ customer }) => customer)).toEqual([gone.customer]);
    expect(await olderJobsOf('6175550148', archive([[], [], [], [gone]]))).toEqual([]);
    expect(await olderJobsOf('6175550148', () => Promise.resolve(null))).toBeNull();
  });
  test('with a job at the same door that day is noticed, whatever the street is called', () => {
    for (const address of ['14 gwinnett street', '14 Gwinnett St.', '14 Gwinnett St, Hyde Park'])
      expect(sameDoorSameDay(jobs, address, DAY)).toHaveLength(1);
    for (const [address, date] of [
      ['140 Gwinnett St', DAY],
      ['14', DAY],
      ['14 Gwinnett St', '2026-11-25'],
      ['', DAY],
    ] as const)
      expect(sameDoorSameDay(jobs, address, date)).toEqual([]);
  });
});

describe('editing a job', () => {
  const job = readyJob().job();
  const seen = editValues(job);
  test('sends what was changed and nothing else', () => {
    const { value, wrong } = readEdit(seen, { ...seen, phone: ' (617) 555-0199 ', window: `${DAY} 12-14` });
    expect([value, wrong]).toEqual([
      { edit: { set: { customer: { phone: '(617) 555-0199' } } }, move: { window: { date: DAY, slot: '12-14' } } },
      {},
    ]);
    expect(readEdit(seen, seen).value).toEqual({ edit: null, move: null });
  });
  test('an empty e-mail takes it away', () => {
    const now = { ...seen, email: 'rosa@example.com' };
    expect(readEdit(now, { ...now, email: '' })).toMatchObject({ wrong: {}, value: { edit: { set: { customer: { email: '' } } } } });
  });
  test('names each wrong field', () => {
    const { wrong } = readEdit(seen, { ...seen, name: ' ', phone: 'call me', email: 'x', address: '1', service: '', window: ' ' });
    expect(Object.keys(wrong).toSorted()).toEqual(['address', 'email', 'name', 'phone', 'service', 'window']);
  });
  test('tells the same field set otherwise from one that somebody else alone has set', () => {
    const now = { ...seen, phone: '(617) 555-0111' };
    const state = (typed: string) => fieldState('phone', { seen, typed: { ...seen, phone: typed }, now });
    expect([seen.phone, '(617) 555-0122', '(617) 555-0111'].map(state)).toEqual(['followed', 'clash', 'same']);
    expect(fieldState('name', { seen, typed: { ...seen, name: 'R' }, now })).toBe('changed');
  });
  test('what somebody else set and took back, or set again, is never sent as if it had been typed here', () => {
    const [wrong, third] = ['9 Wrong Avenue', '11 Third Street'].map((address) => ({ ...seen, address }));
    for (const last of [seen, third]) {
      let editor: { seen: EditValues; typed: EditValues } = { seen, typed: { ...seen, phone: '(617) 555-0122' } };
      for (const now of [wrong, last]) editor = follow({ ...editor, now: now ?? seen }) ?? editor;
      const now = last ?? seen;
      expect([editor.typed.address, fieldState('address', { ...editor, now })]).toEqual([now.address, 'same']);
      expect(readEdit(now, editor.typed).value.edit).toEqual({ set: { customer: { phone: '(617) 555-0122' } } });
    }
    expect(follow({ seen, typed: seen, now: seen })).toBeNull();
  });
});
