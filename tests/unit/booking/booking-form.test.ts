// Promises of the booking form's facts: flaws are codes with words in each language, and what was typed is kept just long enough.
import { describe, expect, test } from 'vitest';
import { checkDraft, emptyDraft, flawWords, wrongOf, type Draft } from '#lib/booking/booking-form.ts';
import { chooseLanguage } from '#lib/booking/booking-language.ts';
import { createKeptBooking } from '#lib/booking/kept-booking.ts';
import { en } from '#lib/booking/words-en.ts';
import { es } from '#lib/booking/words-es.ts';

const GOOD: Draft = {
  ...emptyDraft(),
  ...{ service: 'sofa', address: '14 Gwinnett St', date: '2026-11-30', slot: '10-12', name: 'Rosa', phone: '(617) 555-0148' },
};

describe('flaws', () => {
  const wrong = (change: Partial<Draft>) => checkDraft('quickdump', { ...GOOD, ...change }, 'es').wrong;
  test('Nothing typed: each field that is needed says so, once', () => {
    expect(checkDraft('quickdump', emptyDraft(), 'en').wrong).toEqual({
      service: { code: 'chooseService' },
      address: { code: 'missing' },
      window: { code: 'chooseWindow' },
      name: { code: 'missing' },
      phone: { code: 'missing' },
    });
  });
  test.each<[Partial<Draft>, object]>([
    [{ address: 'ab' }, { address: { code: 'tooShort' } }],
    [{ address: 'x'.repeat(301) }, { address: { code: 'tooLong' } }],
    [{ name: 'a\u202eb' }, { name: { code: 'invisible' } }],
    [{ phone: 'call me' }, { phone: { code: 'phone' } }],
    [{ phone: '123' }, { phone: { code: 'phone' } }],
    [{ email: 'rosa' }, { email: { code: 'email' } }],
    [{ slot: '' }, { window: { code: 'chooseWindow' } }],
  ])('%j: %j', (change, expected) => expect(wrong(change)).toEqual(expected));
  test('A good draft is a booking in the language that it was made in', () => {
    expect(checkDraft('quickdump', GOOD, 'es').booking).toEqual({
      tenant: 'quickdump',
      customer: { name: 'Rosa', phone: '(617) 555-0148', language: 'es' },
      address: '14 Gwinnett St',
      service: 'sofa',
      window: { date: '2026-11-30', slot: '10-12' },
    });
  });
  test('What the server says stands beside its field: its sentence in English, our own in Spanish', () => {
    const { phone } = wrongOf([{ path: 'customer.phone', message: 'This phone number is too short: digits are missing' }]);
    if (!phone) throw new Error('no flaw');
    expect(flawWords(phone, en, 'en')).toBe('This phone number is too short: digits are missing');
    expect(flawWords(phone, es, 'es')).toBe(es.wrong.phoneUnknown);
    expect(wrongOf([{ path: 'opened', message: 'x' }])).toEqual({});
  });
});

describe('Spanish', () => {
  type Leaf = readonly [path: string, words: unknown];
  const leavesOf = (words: object, path = ''): Leaf[] =>
    Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null ? leavesOf(value, `${path}${key}.`) : [[`${path}${key}`, value] as const],
    );
  const said = (words: unknown, n: number): string =>
    typeof words === 'function' ? String((words as (...values: unknown[]) => string)(n, n + 2, 'x')) : String(words);
  test.each([1, 3])('says everything in its own words, with every value that English carries (%i)', (n) => {
    const spanish = new Map(leavesOf(es));
    for (const [path, words] of leavesOf(en)) {
      expect(said(spanish.get(path), n), path).not.toBe(said(words, n));
      for (const value of said(words, n).match(/\b(?:[135]|x)\b/g) ?? [])
        if (typeof words === 'function') expect(said(spanish.get(path), n), path).toContain(value);
    }
  });
});

describe('the language', () => {
  const wishes = { asked: null, chosen: null, browser: [] as string[] };
  test.each([
    ['the link wins', { ...wishes, asked: 'es', chosen: 'en', browser: ['en-US'] }, ['en', 'es'], 'es'],
    ['then what was chosen here', { ...wishes, chosen: 'en', browser: ['es-MX'] }, ['en', 'es'], 'en'],
    ['then the browser, whatever its country', { ...wishes, browser: ['fr', 'ES-419', 'en'] }, ['en', 'es'], 'es'],
    ['never one that the company has not', { ...wishes, asked: 'es', browser: ['es'] }, ['en'], 'en'],
    ['else the company’s own', { ...wishes, asked: 'xx' }, ['en', 'es'], 'es'],
  ] as const)('%s', (_, given, offered, expected) => {
    expect(chooseLanguage(given, [...offered], expected)).toBe(expected);
  });
});

describe('what the phone keeps', () => {
  function phone() {
    const stored = new Map<string, string>();
    const clock = { nowMs: 1_000_000 };
    const storage = {
      getItem: (name: string) => stored.get(name) ?? null,
      setItem: (name: string, text: string) => void stored.set(name, text),
      removeItem: (name: string) => void stored.delete(name),
    } as unknown as Storage;
    return {
      stored,
      clock,
      open: () =>
        createKeptBooking(
          'quickdump',
          () => storage,
          () => clock.nowMs,
        ),
    };
  }
  const HOUR = 3_600_000;
  test('What was typed comes back within two hours, and is gone from the phone after', () => {
    const it = phone();
    it.open().typed({ ...GOOD });
    it.clock.nowMs += 2 * HOUR - 1;
    expect(it.open().draft()).toEqual(GOOD);
    it.clock.nowMs += 1;
    expect([it.open().draft(), it.stored.size]).toEqual([emptyDraft(), 0]);
  });
  test('What was sent keeps its key over a closed tab until it is answered, with what was typed', () => {
    const it = phone();
    const first = it.open();
    first.typed({ ...GOOD });
    first.send({ a: 1 }, 'key-1');
    it.clock.nowMs += 20 * HOUR;
    const again = it.open();
    expect([again.sent()?.key, again.sent()?.body, again.draft()]).toEqual(['key-1', { a: 1 }, GOOD]);
    again.refused();
    expect(it.open().sent()).toBeNull();
  });
  test('After a day nothing of it is left', () => {
    const it = phone();
    it.open().send({ a: 1 }, 'key-1');
    it.clock.nowMs += 24 * HOUR;
    expect([it.open().sent(), it.stored.size]).toEqual([null, 0]);
  });
  test('Without storage the form lives as long as its page', () => {
    const none = () => {
      throw new Error('off');
    };
    const kept = createKeptBooking('quickdump', none, () => 1);
    kept.typed({ ...GOOD });
    kept.send({}, 'key-1');
    expect([kept.draft(), kept.sent()?.key]).toEqual([GOOD, 'key-1']);
  });
});
