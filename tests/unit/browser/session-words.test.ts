// Owns the promises of what a person is told: signing in, where it leads, and what became of a change.
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { idSchema } from '#core/id';
import { noticeOf, syncLabel } from '#lib/outcome-words.ts';
import { signInRefusal, waitText } from '#lib/session/sign-in-refusal.ts';
import { reasonWords } from '#lib/sync-summary.ts';
import { signInPath, wayOn } from '#lib/session/way-on.ts';
import { en } from '#lib/words/en.ts';
import { es } from '#lib/words/es.ts';
import { contrast } from '#core/contrast';
import { brandTokens } from '#lib/ui/brand-color.ts';
import type { OutboxRow } from '#sync/port';
import type { OwnReason } from '#sync/retry-policy';
import { jobSyncOf } from '#sync/rebase';
import { readyJob, SAM } from '../../support/core-scene.ts';
import { deviceId } from '../sync/fake-office.ts';

function rowWith(result: Partial<NonNullable<OutboxRow['result']>> | null, dismissed = false): OutboxRow {
  const id = v.parse(idSchema.mutation, randomUUID());
  const settled = {
    id,
    seq: 1,
    outcome: 'applied' as const,
    code: null,
    by: { kind: 'member' as const, name: 'Dana' },
    at: '2026-11-24T15:12:00Z',
  };
  return {
    device: deviceId(),
    seq: 1,
    draft: {
      id,
      schema: 1,
      job: v.parse(idSchema.job, randomUUID()),
      type: 'set_status',
      args: { to: 'completed' },
      baseStatus: 'in_progress',
      baseRev: 3,
      tappedAt: '2026-11-24T15:40:00Z',
    },
    result: result && { ...settled, ...result },
    settledAt: null,
    dismissed,
  };
}
const facts = { job: undefined, timeZone: 'America/New_York', nameOf: () => null, words: en };
const told = (result: Parameters<typeof rowWith>[0]) => noticeOf(rowWith(result), facts)?.text;

test('Why nothing gets through is said in a person’s own language; what the office says stands in its words', () => {
  for (const own of ['stranger', 'not-kept', 'disabled'] satisfies OwnReason[]) {
    expect(reasonWords(own, en)).toMatch(/^[A-Z].+\.$/);
    expect(reasonWords(own, es)).not.toBe(reasonWords(own, en));
    expect(reasonWords(own, es)).not.toContain(own);
  }
  expect(reasonWords('Send at most 256 KB at once.', es)).toContain('Send at most 256 KB at once.');
});

describe('a driver is told', () => {
  test('who cancelled before their completion came, and where it went', () => {
    expect(told({ outcome: 'needs_review', code: 'cancelled' })).toBe(
      'Cancelled 10:12 by Dana. Your completion (10:40) went to the office for review.',
    );
  });
  test('who had already done it', () => {
    expect(told({ outcome: 'superseded', code: 'already-done' })).toBe('Already marked by Dana 10:12.');
  });
  test('a reason for every refusal, and no code', () => {
    for (const code of ['not-allowed', 'illegal-move', 'too-late', 'unknown-slot', 'unreadable', 'a-code-of-tomorrow']) {
      expect(told({ outcome: 'refused', code })).toMatch(/^Your completion \(10:40\) was not done: [a-z].+\.$/);
      expect(told({ outcome: 'refused', code })).not.toContain(code);
    }
  });
  test.each([
    ['accept', en, 'Your completion (10:01) was accepted by Dana at 10:02.'],
    ['keep', en, 'Dana decided at 10:02: the job stays “Cancelled”. Your completion (10:01) is kept in the history.'],
    ['accept', es, 'Tu fin del trabajo (10:01): Dana aceptó a las 10:02.'],
    ['keep', es, 'Dana decidió a las 10:02: el trabajo sigue en «Cancelado». Tu fin del trabajo (10:01) se guarda en el historial.'],
  ] as const)('what the office decided, to %s, in their language', (decision, words, expected) => {
    const it = readyJob();
    const { rev } = it.seen();
    it.say('set_status', { to: 'in_progress' }, { by: SAM });
    it.say('cancel', {});
    const at = (minute: number) => Date.parse(`2026-11-24T15:0${minute}:00Z`);
    const base = { status: 'in_progress', rev: rev ?? 0 };
    const claim = it.say('set_status', { to: 'completed' }, { by: SAM, base: { ...base, rev: (rev ?? 0) + 1 }, tapped: at(1) });
    it.say('resolve_review', { mutation: claim.id, decision }, { tapped: at(2), received: at(2) });
    const row = rowWith({ outcome: 'needs_review', code: 'cancelled' });
    const draft = { ...row.draft, id: claim.id, tappedAt: claim.tappedAt };
    expect(noticeOf({ ...row, draft }, { ...facts, words, job: it.job() })).toMatchObject({ tone: 'told', text: expected });
    expect(jobSyncOf([{ ...row, draft }], new Set(), new Set(), it.job())).toBe('received');
    expect(jobSyncOf([{ ...row, draft }], new Set(), new Set())).toBe('attention');
  });
  test('what waits for the office, which they cannot put away: unless its job is not seen here, so that no decision will ever be heard', () => {
    const row = rowWith({ outcome: 'needs_review', code: 'reassigned' });
    expect(noticeOf(row, { ...facts, job: readyJob().job() })?.tone).toBe('review');
    expect(noticeOf(row, facts)?.tone).toBe('told');
  });
  test('nothing when it simply applied, waits, or was put away', () => {
    expect(noticeOf(rowWith({}), facts)).toBeNull();
    expect(noticeOf(rowWith(null), facts)).toBeNull();
    expect(noticeOf(rowWith({ outcome: 'refused' }, true), facts)).toBeNull();
  });
  test('that a change is on this phone only when it is', () => {
    expect(syncLabel('queued', false, en)).toBe('Not sent yet — keep this page open');
    expect(syncLabel('queued', true, en)).toBe('On this phone');
    expect(syncLabel('received', false, en)).toBe('Received');
  });
});

describe('signing in', () => {
  test('leads the office to the board and the crew to their day', () => {
    expect(wayOn('dispatcher', null)).toBe('/app/dispatch');
    expect(wayOn('owner', null)).toBe('/app/dispatch');
    expect(wayOn('crew', null)).toBe('/app/crew');
  });
  test('leads back to where one wanted to go, and never to another site', () => {
    expect(wayOn('crew', '/app/roster?q=a')).toBe('/app/roster?q=a');
    for (const evil of [
      'https://evil.example',
      '//evil.example',
      '/app//evil.example',
      '/app/\\evil',
      '/elsewhere',
      'javascript:alert(1)',
      '/app/',
    ])
      expect(wayOn('crew', evil)).toBe('/app/crew');
    expect(signInPath('/app/dispatch?q=rosa')).toBe('/app/?next=%2Fapp%2Fdispatch%3Fq%3Drosa');
    expect(signInPath('/app/')).toBe('/app/');
  });
  test('that fails says what to do', () => {
    const problem = { kind: 'problem', code: 'too-many-requests', detail: '', retryAfterSeconds: 40 } as const;
    expect(signInRefusal(problem, en)).toEqual({
      code: 'too-many-requests',
      message: 'Too many tries. Wait 40 seconds, then sign in again.',
      retryAfterSeconds: 40,
    });
    expect(signInRefusal({ ...problem, code: 'wrong-credentials' }, en).message).toMatch(/Check all three/);
    expect(signInRefusal({ kind: 'network' }, en).message).toMatch(/Check the signal/);
    expect(waitText(301, en.signIn)).toBe('6 minutes');
  });
});

test('ink on a brand colour can be read, whatever the company chose', () => {
  const brand = { mark: 'Q', color: '#14504a', colorDark: '#5cc2b3' };
  expect(brandTokens(brand, false)['--on-brand']).toBe('#ffffff');
  expect(brandTokens(brand, true)['--on-brand']).toBe('#06211d');
  expect(contrast('#06211d', brand.colorDark)).toBeGreaterThanOrEqual(4.5);
});
