// A text leaves only while it is true: what was undone, overtaken or told already never does.
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { companySchema, type Company } from '#core/company';
import type { Actor } from '#core/job';
import { quietUntil } from '#core/quiet-hours';
import { judgeTexts, type TextFate } from '#core/text-truth';
import { COMPANY, CREATE, NOW, readyJob, SAM, scene } from '../../support/core-scene.ts';

const ROSA: Actor = { kind: 'customer', name: 'Rosa', access: 'none', roles: [] };
const LATER = 30_000;
const TOLD = { booked: 'sent', confirmed: 'sent' } as const;
/** What each text would do at a time; `fates` are those that were taken in hand already, by kind. */
function verdicts(it: ReturnType<typeof scene>, nowMs: number, fates: Record<string, TextFate['state']> = {}, company: Company = COMPANY) {
  const job = it.job();
  const texts = job.texts ?? [];
  const fateOf = (id: string): TextFate | undefined => {
    const kind = texts.find((each) => each.id === id)?.kind ?? '';
    const state = fates[kind];
    return state && { state, at: '', window: '2026-11-24 10-12' };
  };
  return judgeTexts(job, texts, company, nowMs, fateOf).map(
    ({ intent, verdict }) => `${intent.kind} ${verdict.what === 'send' ? 'send' : `${verdict.what} ${verdict.why}`}`,
  );
}
const lastHeard = (it: ReturnType<typeof scene>) => Date.parse(it.job().history.at(-1)?.receivedAt ?? '');

describe('What is true leaves, and only the newest of it', () => {
  test('Booked and confirmed at once: one text', () => {
    const it = readyJob();
    expect(verdicts(it, lastHeard(it) + LATER)).toEqual(['booked hold newer', 'confirmed send']);
    expect(verdicts(it, lastHeard(it) + LATER, { confirmed: 'sent' })).toEqual(['booked drop replaced']);
  });
  test('A move waits 20 seconds; undone in that time, nothing is said of it', () => {
    const it = readyJob();
    const started = it.say('set_status', { to: 'in_progress' }, { by: SAM });
    const at = lastHeard(it);
    expect(verdicts(it, at + 19_000, TOLD)).toContain('on_the_way hold undo');
    it.say('undo', { mutation: started.id }, { by: SAM, tapped: Date.parse(started.tappedAt) + 9_000 });
    expect(verdicts(it, at + LATER, TOLD)).toEqual(['on_the_way drop undone']);
  });
  test('Undoing the newer one lets the older true one leave', () => {
    const it = readyJob();
    it.say('set_status', { to: 'in_progress' }, { by: SAM });
    const done = it.say('set_status', { to: 'completed' }, { by: SAM });
    const at = lastHeard(it);
    expect(verdicts(it, at + 10_000, TOLD)).toEqual(['on_the_way hold newer', 'completed hold undo']);
    it.say('undo', { mutation: done.id }, { by: SAM, tapped: Date.parse(done.tappedAt) + 9_000 });
    expect(verdicts(it, at + LATER, TOLD)).toEqual(['on_the_way send', 'completed drop undone']);
  });
  test('"On the way" of a phone that was offline for an hour is not sent; done meanwhile, only "completed" is', () => {
    const it = readyJob();
    const tapped = NOW + 3_600_000;
    it.say('set_status', { to: 'in_progress' }, { by: SAM, tapped, received: tapped + 3_600_000 });
    expect(verdicts(it, tapped + 3_600_000 + LATER, TOLD)).toEqual(['on_the_way drop too-late']);
    it.say('set_status', { to: 'completed' }, { by: SAM, tapped: tapped + 600_000, received: tapped + 3_600_000 });
    expect(verdicts(it, tapped + 3_600_000 + LATER, TOLD)).toEqual(['on_the_way drop overtaken', 'completed send']);
  });
  test('The office moved the job back meanwhile: nothing', () => {
    const it = readyJob();
    it.say('set_status', { to: 'in_progress' }, { by: SAM });
    it.say('set_status', { to: 'ready_for_pickup' });
    expect(verdicts(it, lastHeard(it) + LATER, TOLD)).toEqual(['on_the_way drop overtaken']);
  });
  test('Cancelled and reopened before anything was said: nothing; said that it is off: that it is on again', () => {
    const it = readyJob();
    it.say('cancel', {});
    it.say('reopen', {});
    const at = lastHeard(it) + LATER;
    const job = it.job();
    const [, confirmed] = job.texts ?? [];
    const fate = (state: TextFate['state'], ids: readonly string[]) => (id: string) => (ids.includes(id) ? { state, at: '' } : undefined);
    const judge = (ids: readonly string[]) =>
      judgeTexts(job, job.texts ?? [], COMPANY, at, fate('sent', ids)).map(({ verdict }) =>
        'why' in verdict ? verdict.why : verdict.what,
      );
    expect(judge([confirmed?.id ?? ''])).toEqual(['replaced', 'overtaken', 'as-told']);
    expect(judge([confirmed?.id ?? '', job.texts?.[2]?.id ?? ''])).toEqual(['replaced', 'send']);
  });
  test('Rescheduled twice: one text; and back to where it was: none', () => {
    const it = readyJob();
    it.say('reschedule', { window: { date: '2026-11-25', slot: '08-10' } });
    it.say('reschedule', { window: { date: '2026-11-26', slot: '12-14' } });
    expect(verdicts(it, lastHeard(it) + LATER, TOLD)).toEqual(['rescheduled hold newer', 'rescheduled send']);
    it.say('reschedule', { window: { date: '2026-11-24', slot: '10-12' } });
    expect(new Set(verdicts(it, lastHeard(it) + LATER, TOLD))).toEqual(new Set(['rescheduled drop as-told']));
  });
  test('A day late, or with its window over, a text is let go', () => {
    const it = scene();
    it.say('create_job', CREATE, { by: ROSA, device: null });
    expect(verdicts(it, Date.parse('2026-11-24T16:59:00Z'))).toEqual(['booked send']);
    expect(verdicts(it, Date.parse('2026-11-24T17:00:00Z'))).toEqual(['booked drop window-over']);
    it.say('cancel', {});
    expect(verdicts(it, lastHeard(it) + 25 * 3_600_000)).toEqual(['booked drop overtaken', 'cancelled drop too-late']);
  });
  test('A kind that is switched off is said to be', () => {
    const it = readyJob();
    expect(verdicts(it, lastHeard(it) + LATER, {}, { ...COMPANY, textsOff: ['confirmed'] })).toEqual([
      'booked send',
      'confirmed drop switched-off',
    ]);
  });
  test('May have been sent counts as told: an older one does not follow it', () => {
    const it = readyJob();
    expect(verdicts(it, lastHeard(it) + LATER, { confirmed: 'claimed' })).toEqual(['booked drop replaced']);
  });
});

describe("Quiet hours are the company's clock", () => {
  const company = (from: string, to: string): Company => v.parse(companySchema, { ...COMPANY, textQuiet: { from, to } });
  const at = (text: string) => Date.parse(text);
  test('Over midnight, within a day, and none at all', () => {
    expect(quietUntil(company('21:00', '08:00'), at('2026-11-25T02:30:00Z'))).toBe(at('2026-11-25T13:00:00Z'));
    expect(quietUntil(company('21:00', '08:00'), at('2026-11-25T12:59:00Z'))).toBe(at('2026-11-25T13:00:00Z'));
    expect(quietUntil(company('21:00', '08:00'), at('2026-11-25T13:00:00Z'))).toBeNull();
    expect(quietUntil(company('12:00', '14:00'), at('2026-11-24T17:30:00Z'))).toBe(at('2026-11-24T19:00:00Z'));
    expect(quietUntil(company('08:00', '08:00'), at('2026-11-24T13:00:00Z'))).toBeNull();
  });
  test('The night on which clocks change ends at the clock time', () => {
    expect(quietUntil(company('21:00', '08:00'), at('2026-03-08T04:00:00Z'))).toBe(at('2026-03-08T12:00:00Z'));
    expect(quietUntil(company('21:00', '08:00'), at('2026-11-01T03:00:00Z'))).toBe(at('2026-11-01T13:00:00Z'));
    const ended = quietUntil(company('00:30', '01:30'), at('2026-11-01T06:10:00Z'));
    expect(ended === null || ended > at('2026-11-01T06:10:00Z')).toBe(true);
  });
  test('A booking waits for the morning; a crew on its way in the booked hours does not', () => {
    const it = scene();
    it.say('create_job', CREATE, { by: ROSA, device: null, tapped: at('2026-11-24T04:00:00Z') });
    expect(verdicts(it, at('2026-11-24T04:00:30Z'))).toEqual(['booked hold quiet']);
    it.say('assign', { role: 'driver', member: SAM.id });
    it.say('set_status', { to: 'ready_for_pickup' });
    it.say('set_status', { to: 'in_progress' }, { by: SAM, tapped: at('2026-11-24T15:00:00Z') });
    const quiet = company('09:00', '20:00');
    expect(verdicts(it, at('2026-11-24T15:01:00Z'), { booked: 'sent', confirmed: 'sent' }, quiet)).toEqual(['on_the_way send']);
  });
});
