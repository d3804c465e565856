// Texting some customers from the desk: who is texted, why others are not, in which words, and how many messages that is.
import { describe, expect, test } from 'vitest';
import type { Company } from '#core/company';
import type { Job } from '#core/job';
import { costOf, planText, writtenFor } from '#lib/board/written.ts';
import { COMPANY, CREATE, readyJob, SAM, scene } from '../../support/core-scene.ts';

const ROSA = { kind: 'customer', name: 'Rosa', access: 'none', roles: [] } as const;
function jobOf(name: string, phone: string): Job {
  const it = scene();
  it.say('create_job', { ...CREATE, customer: { name, phone } }, { by: ROSA, device: null });
  return it.job();
}
const nobody = () => null;
const facts = { company: COMPANY, nameOf: (id: string) => (id === SAM.id ? 'Sam Ortiz' : '?'), link: 'https://x.example/track/#y' };

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
