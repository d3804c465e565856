// Promises of the office's windows: closed ones are not offered, days off and weekdays are told apart, and places are those of that weekday.
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { companySchema } from '#core/company';
import { slotWith } from '#core/week';
import { slotChoices } from '#lib/board/slot-words.ts';
import { COMPANY, readyJob } from '../../support/core-scene.ts';

const times = { slot: '10-12', start: '10:00', end: '12:00' };
const company = v.parse(companySchema, {
  ...COMPANY,
  // Mondays two places, Tuesdays one.
  slots: [slotWith(times, [0, 2, 1, 0, 0, 0, 0]), slotWith({ slot: '08-10', start: '08:00', end: '10:00' }, [0, 0, 0, 0, 0, 0, 0])],
  blackout: [{ date: '2026-12-01', reason: 'Stocktaking' }],
});
const on = (date: string, jobs = [readyJob().job()]) => slotChoices(company, jobs, date);

test('A closed window is not among them, with a day or without', () => {
  expect([on('2026-11-23').length, on('').length]).toEqual([1, 1]);
});
test('Places are the weekday’s', () => {
  expect(on('2026-11-23')[0]?.label).toBe('10:00–12:00 · 2 left');
  expect(on('2026-11-24')[0]?.warning).toBe('This window is full (1 of 1). You can take the job all the same.');
});
test('A day off and a weekday without the window are warned of in their own words', () => {
  expect(on('2026-12-01')[0]?.warning).toBe('Customers cannot book 10:00–12:00 on this day (Stocktaking). You can.');
  expect(on('2026-11-25')[0]?.warning).toBe('Customers cannot book 10:00–12:00 on this weekday. You can.');
});
