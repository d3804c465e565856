// Owns the promises of the retry policy: codes decide, words never do, and nothing takes a change out of the outbox.
import { describe, expect, test } from 'vitest';
import { firstDrainDelayMs, reactTo, type RetryFacts } from '#sync/retry-policy';
import type { RemoteFailure } from '#sync/port';

const FACTS: RetryFacts = { failures: 0, sent: 4, visible: true, random: 0.999 };
const problem = (status: number, code: string, body = {}, retryAfterSeconds: number | null = null): RemoteFailure => ({
  kind: 'problem',
  status,
  code,
  detail: 'said the server',
  retryAfterSeconds,
  body,
});

describe('after a failure', () => {
  test('the wait grows with full jitter and stays within 30 s in view', () => {
    const waits = [0, 1, 2, 5, 50].map((failures) => reactTo({ kind: 'network' }, { ...FACTS, failures }));
    expect(waits.map((wait) => (wait.kind === 'retry' ? wait.afterMs : -1))).toEqual([999, 1998, 3996, 29970, 29970]);
    expect(reactTo({ kind: 'network' }, { ...FACTS, failures: 9, random: 0 })).toMatchObject({ afterMs: 0 });
  });

  test('a hidden page may wait longer', () => {
    expect(reactTo({ kind: 'network' }, { ...FACTS, failures: 50, visible: false })).toMatchObject({ kind: 'retry', afterMs: 299_700 });
  });

  test.each([429, 503])('%i waits at least as long as the server says', (status) => {
    expect(reactTo(problem(status, 'store-busy', {}, 40), FACTS)).toEqual({ kind: 'retry', afterMs: 40_999, binding: true });
  });

  test.each([500, 502, 504, 408, 200, 302])('%i from something in between is tried again soon', (status) => {
    expect(reactTo({ kind: 'unexpected', status }, FACTS).kind).toBe('retry');
  });

  test.each([400, 403, 404, 405, 410])('%i from anybody wants a person and is tried again in 5 minutes', (status) => {
    const hold = { kind: 'hold', reason: 'attention', afterMs: 300_000 };
    expect(reactTo({ kind: 'unexpected', status }, FACTS)).toMatchObject(hold);
    expect(reactTo(problem(status, 'not-allowed'), FACTS)).toMatchObject(hold);
  });

  test('401 waits for a sign-in, whoever said it', () => {
    expect(reactTo(problem(401, 'not-signed-in'), FACTS)).toEqual({ kind: 'pause', until: 'sign-in' });
    expect(reactTo({ kind: 'unexpected', status: 401 }, FACTS)).toEqual({ kind: 'pause', until: 'sign-in' });
  });

  test('413 and 422 halve while there is something to halve', () => {
    for (const code of ['too-large', 'invalid-fields']) {
      const status = code === 'too-large' ? 413 : 422;
      expect(reactTo(problem(status, code), FACTS)).toEqual({ kind: 'halve' });
      expect(reactTo(problem(status, code), { ...FACTS, sent: 1 })).toMatchObject({ kind: 'hold', reason: 'attention' });
    }
  });

  test('409 is acted on by its code', () => {
    expect(reactTo(problem(409, 'sequence-gap', { expectedSeq: 7 }), FACTS)).toEqual({ kind: 'resend', fromSeq: 7 });
    expect(reactTo(problem(409, 'sequence-reused'), FACTS)).toEqual({ kind: 'renumber' });
    expect(reactTo(problem(409, 'author-mismatch'), FACTS)).toEqual({ kind: 'pause', until: 'author' });
    expect(reactTo(problem(409, 'schema-unsupported'), FACTS)).toMatchObject({ kind: 'hold', reason: 'update-needed' });
    expect(reactTo(problem(409, 'a-code-of-tomorrow'), FACTS)).toMatchObject({ kind: 'hold', reason: 'attention' });
    expect(reactTo(problem(409, 'sequence-gap', { expectedSeq: 'seven' }), FACTS)).toMatchObject({ kind: 'hold' });
  });
});

test('the first drain after ten minutes of silence is spread over 10 seconds', () => {
  expect(firstDrainDelayMs(9 * 60_000, 0.9)).toBe(0);
  expect(firstDrainDelayMs(10 * 60_000, 0.9)).toBe(9_000);
});
