// Texting some customers from the desk: who is texted, why others are not, in which words, and how many messages that is.
import { describe, expect, test } from 'vitest';
import type { Company } from '#core/company';
import type { Job } from '#core/job';
import { costOf, forOwnMessages, heldUntil, planText, writtenFor } from '#lib/board/written.ts';
import { COMPANY, CREATE, NOW, readyJob, SAM, scene } from '../../support/core-scene.ts';

const ROSA = { kind: 'customer', name: 'Rosa', access: 'none', roles: [] } as const;
function jobOf(name: string, phone: string): Job {
  const it = scene();
  it.say('create_job', { ...CREATE, customer: { name, phone } }, { by: ROSA, device: null });
  return it.job();
}
const nobody = () => null;
const facts = {
  company: COMPANY,
  nameOf: (id: string) => (id === SAM.id ? 'Sam Ortiz' : null),
  link: 'https://x.example/track/#y',
  writtenMs: NOW,
  leavesMs: NOW as number | 'unknown',
};

describe('Who is texted', () => {
  const [rosa, al, twin] = [jobOf('Rosa', '(617) 555-0148'), jobOf('Al', '617 555 0149'), jobOf('Rosa D.', '+1 617-555-0148')];
  const textedBy = (text: string) => planText([rosa, al, twin], { text, now: false }, nobody).wishes.map(({ job }) => job);
  test('One number is told the same words once, and each job’s own words for each', () => {
    expect(textedBy('We are late')).toEqual([rosa.id, al.id]);
    expect(textedBy('Hi {name}, we are late')).toEqual([rosa.id, al.id]);
    expect(textedBy('We come {window}')).toEqual([rosa.id, al.id, twin.id]);
    expect(planText([rosa, twin], { text: 'Late', now: false }, nobody).left).toMatchObject([
      { why: `has the same number as #${rosa.number}: told once` },
    ]);
  });
  test('Who said STOP, or has no phone, is named and passed by; the first of two with one number does not count when it is', () => {
    const erased = { ...al, customer: { name: 'Erased', phone: '' } };
    const plan = planText([rosa, erased, twin], { text: ' Late ', now: true }, (job) => (job === rosa ? 'opted-out' : null));
    expect(plan.left.map(({ why }) => why)).toEqual(['the customer answered STOP', 'has no phone number']);
    expect(plan.wishes).toEqual([{ job: twin.id, type: 'text_customer', args: { text: 'Late', now: true } }]);
  });
  test('Of many jobs those that are over are passed by; one that was opened is meant', () => {
    const done: Job = { ...al, status: 'completed' };
    const off: Job = { ...twin, status: 'cancelled' };
    const plan = planText([done, rosa, off], { text: 'Late', now: false }, nobody);
    expect([plan.wishes.map(({ job }) => job), plan.left.map(({ why }) => why)]).toEqual([[rosa.id], ['is completed', 'is cancelled']]);
    expect(planText([done], { text: 'We found your keys', now: false }, nobody).wishes).toHaveLength(1);
  });
  test('Of one number the job that comes last speaks for the others, which are named with it', () => {
    const later: Job = { ...twin, window: { ...twin.window, start: '12:00', end: '14:00' } };
    const plan = planText([rosa, later], { text: 'Late', now: false }, nobody);
    expect(plan.wishes.map(({ job }) => job)).toEqual([later.id]);
    expect(plan.left).toMatchObject([{ job: { id: rosa.id }, with: later.id }]);
  });
  test('This device’s own messages do not go to who said STOP either', () => {
    const left = forOwnMessages([rosa, al], (job) => (job === rosa ? 'opted-out' : job === al ? 'country' : null));
    expect(left).toEqual([al]);
  });
  test('Marks that nobody sees, as pasted numbers carry them, are not sent: the office takes no text with them', () => {
    const plan = planText([rosa], { text: '\u2068Call\u2069 us\u202a,\nplease\u200e ', now: false }, nobody);
    expect(plan.wishes).toEqual([{ job: rosa.id, type: 'text_customer', args: { text: 'Call us,\nplease' } }]);
    expect(writtenFor(rosa, '\u2068Late\u2069', facts)).toBe('QuickDumpNow: Late');
  });
});

test('A title is no first name, and a driver whose name is not known here is called as the office calls them', () => {
  expect(writtenFor(jobOf('Mr Smith', '617 555 0150'), 'Hi {name}, we are late', facts)).toBe('QuickDumpNow: Hi, we are late');
  expect(writtenFor(readyJob().job(), '{driver} comes', { ...facts, nameOf: () => null })).toBe('QuickDumpNow: your crew comes');
});

test('Quiet hours that begin while the sheet is open, or before the text leaves, hold it', () => {
  const company: Company = { ...COMPANY, textQuiet: { from: '21:00', to: '08:00' } };
  const at = (time: string) => heldUntil(company, Date.parse(`2026-11-24T${time}-05:00`));
  const morning = Date.parse('2026-11-25T08:00:00-05:00');
  expect(['20:55:00', '20:59:39', '20:59:40', '21:02:00'].map(at)).toEqual([null, null, morning, morning]);
});

test('What leaves late says when it was written, and its messages are counted with it', () => {
  const job = jobOf('Rosa', '617 555 0148');
  const [soon, late] = [
    { ...facts, leavesMs: NOW + 10 * 60_000 },
    { ...facts, leavesMs: NOW + 3_600_000 },
  ];
  expect(writtenFor(job, 'Late', soon)).toBe('QuickDumpNow: Late');
  expect(writtenFor(job, 'Late', late)).toBe('QuickDumpNow: Late (written 10:00)');
  expect(writtenFor(job, 'Late', { ...facts, leavesMs: NOW + 20 * 3_600_000 })).toBe('QuickDumpNow: Late (written Tue Nov 24, 10:00)');
  expect(writtenFor(job, 'Late', { ...facts, leavesMs: 'unknown' })).toBe('QuickDumpNow: Late (written Tue Nov 24, 10:00)');
  const text = 'x'.repeat(160 - 'QuickDumpNow: '.length);
  expect([soon, late].map((scene) => costOf([job], text, scene).messages)).toEqual([1, 2]);
});

test('Each reads their own words, in their own language; the messages are counted as they will be on the air', () => {
  const spanish = readyJob().job();
  const company: Company = { ...COMPANY, languages: ['en', 'es'] };
  const es: Job = { ...spanish, customer: { ...spanish.customer, language: 'es' } };
  const words = 'Hi {name}, {driver} comes {window}. {link}';
  expect(writtenFor(es, words, { ...facts, company })).toBe(
    'QuickDumpNow: Hi Rosa, Sam comes mar 24 nov, 10:00-12:00. https://x.example/track/#y',
  );
  expect(costOf([es, es], words, { ...facts, company })).toEqual({ messages: 2, costly: [] });
  expect(costOf([es], `${words} – ${'x'.repeat(60)}`, facts)).toEqual({ messages: 3, costly: ['–'] });
});
