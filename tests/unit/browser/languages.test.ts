// Owns the promise that a crew reads its own language everywhere: nothing was left in English by mistake.
import { describe, expect, test } from 'vitest';
import { en as atOnce } from '#lib/words/en.ts';
import { es as atOnceEs } from '#lib/words/es.ts';
import { historyOf, sheetsOf } from '#lib/words/later.ts';

/** With those that come later, with the screens that say them. */
const whole = (words: typeof atOnce) => ({ ...words, history: historyOf(words), sheets: sheetsOf(words) });
const [en, es] = [whole(atOnce), whole(atOnceEs)];

/** The same word in both. */
const SHARED = new Set(['role.supervisor']);

type Leaf = readonly [path: string, words: unknown];
const leavesOf = (words: object, path = ''): Leaf[] =>
  Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return typeof value === 'object' && value !== null ? leavesOf(value, here) : [[here, value] as const];
  });
/** What a phrase says of given values. */
const said = (words: unknown): string =>
  typeof words === 'function' ? String((words as (...values: unknown[]) => string)(3, 5, 'x')) : String(words);

describe('Spanish', () => {
  const spanish = new Map(leavesOf(es));
  test('says everything in its own words', () => {
    const same = leavesOf(en).filter(([path, words]) => !SHARED.has(path) && said(spanish.get(path)) === said(words));
    expect(same.map(([path]) => path)).toEqual([]);
  });
  test('keeps every value that a phrase carries', () => {
    for (const [path, words] of leavesOf(en))
      if (typeof words === 'function')
        for (const value of said(words).match(/\b(?:3|5|x)\b/g) ?? []) expect(said(spanish.get(path)), path).toContain(value);
  });
  test('counts as Spanish does', () => {
    expect([es.sync.changes(1), es.sync.changes(2)]).toEqual(['1 cambio sin enviar', '2 cambios sin enviar']);
    expect([en.sync.changes(1), en.sync.changes(0)]).toEqual(['1 change not sent yet', '0 changes not sent yet']);
  });
});
