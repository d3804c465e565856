// Promises of a job's history as it is read: true about when, about whose phone, and about what became of it.
import { describe, expect, test } from 'vitest';
import { historyDays } from '#lib/ui/history-view.ts';
import { en } from '#lib/words/en.ts';
import type { HistoryEntry } from '#core/job';
import { BO, DANA, deviceOf, readyJob, SAM } from '../../support/core-scene.ts';

const at = (clock: string, day = 24): number => Date.parse(`2026-11-${day}T${clock}:00Z`);
function read(it: ReturnType<typeof readyJob>, history: readonly HistoryEntry[] = it.job().history) {
  const days = historyDays(history, {
    job: it.job(),
    timeZone: 'America/New_York',
    today: '2026-11-25',
    nameOf: (id) => (id === SAM.id ? 'Sam' : 'Bo'),
    isOffice: (id) => id === DANA.id,
    words: en,
  });
  return { days, rows: days.flatMap(({ rows }) => rows) };
}

describe('a history', () => {
  test('says when it arrived only when that is another fact, with its day when it was another', () => {
    const it = readyJob();
    it.say('set_status', { to: 'in_progress' }, { by: SAM, tapped: at('16:00'), received: at('16:01') });
    it.say('set_status', { to: 'completed' }, { by: SAM, tapped: at('16:30'), received: at('13:00', 25) });
    const { rows, days } = read(it);
    expect(rows[0]).toMatchObject({ clock: '11:30', words: 'Completed', facts: ['by Sam', 'Sam’s phone', 'received Wed 25 Nov 08:00'] });
    expect(rows[1]?.facts).toEqual(['by Sam', 'Sam’s phone']);
    expect(days.map(({ title }) => title)).toEqual(['Yesterday']);
  });
  test('calls a time "about" when the phone’s clock was off', () => {
    const it = readyJob();
    const entry = it.say('add_note', { text: 'x' }, { by: SAM, tapped: at('16:10'), received: at('16:03') });
    expect(read(it, [{ ...entry, skewMs: 8 * 60_000 }]).rows[0]?.clock).toBe('about 11:02');
  });
  test('tells a step and its undo as one', () => {
    const it = readyJob();
    const start = it.say('set_status', { to: 'in_progress' }, { by: SAM, tapped: at('16:00') });
    it.say('undo', { mutation: start.id }, { by: SAM, tapped: at('16:00') + 9_000 });
    expect(read(it).rows[0]).toMatchObject({ words: 'Started', takenBack: 'Taken back by Sam 11:00' });
    expect(read(it).rows.filter(({ words }) => words.startsWith('Undone'))).toEqual([]);
  });
  test('names which of two phones, who carried it, and why it did not count', () => {
    const it = readyJob();
    it.say('add_note', { text: 'a' }, { by: SAM });
    const entry = it.say('set_status', { to: 'completed' }, { by: SAM, device: deviceOf(), base: { status: 'ready_for_pickup', rev: 5 } });
    const [row] = read(it, [...it.job().history.slice(0, -1), { ...entry, carriedBy: { kind: 'member', name: 'Dana' } }]).rows;
    expect(row).toMatchObject({ disputed: true, words: 'Completed (not done)' });
    expect(row?.facts).toEqual(['by Sam', 'Sam’s phone 2', 'sent by Dana', 'it did not follow from where they saw the job']);
  });
  test('shows an edit’s fields before and after', () => {
    const it = readyJob();
    it.say('edit_job', { set: { customer: { phone: '(617) 555-0111', email: 'r@example.com' } } });
    expect(read(it).rows[0]).toMatchObject({
      facts: ['by Dana', 'at the desk'],
      changes: ['Phone: (617) 555-0148 → (617) 555-0111', 'E-mail: none → r@example.com'],
    });
  });
  test('tells what became of a claim', () => {
    const it = readyJob();
    const { rev } = it.seen();
    it.say('cancel', {});
    const claim = it.say('cannot_complete', { reason: 'blocked' }, { by: BO, base: { status: 'ready_for_pickup', rev } });
    const words = () => read(it).rows.find(({ id }) => id === claim.id)?.words;
    expect(words()).toBe('Could not complete: blocked (waits for a decision)');
    it.say('resolve_review', { mutation: claim.id, decision: 'keep' });
    expect(words()).toBe('Could not complete: blocked (not taken over: Dana decided)');
  });
});
