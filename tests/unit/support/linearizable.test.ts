// Promises of the checker: it accepts what could have happened and names what could not.
import { describe, expect, test } from 'vitest';
import { findViolation, type Operation } from '../../support/linearizable.ts';

const append = (value: string, calledAt: number, answeredAt: number | null): Operation => ({ kind: 'append', value, calledAt, answeredAt });
const read = (saw: string, calledAt: number, answeredAt: number): Operation => ({ kind: 'read', saw: [...saw], calledAt, answeredAt });

describe('what could have happened', () => {
  test.each<[string, Operation[]]>([
    ['nothing', []],
    ['one after the other', [append('a', 0, 1), append('b', 2, 3), read('ab', 4, 5)]],
    ['at once, in either order', [append('a', 0, 9), append('b', 1, 8), read('ba', 10, 11)]],
    ['a read beside a write, before it', [append('a', 0, 1), append('b', 2, 9), read('a', 3, 4), read('ab', 10, 11)]],
    ['an answer that got lost, and it happened', [append('a', 0, null), read('a', 5, 6)]],
    ['an answer that got lost, and it never happened', [append('a', 0, null), read('', 5, 6)]],
    ['an answer that got lost, and it happened late', [append('a', 0, null), read('', 1, 2), read('a', 3, 4)]],
  ])('%s', (_, history) => expect(findViolation(history)).toBeNull());
});

describe('what could not', () => {
  test.each<[string, Operation[]]>([
    ['a lost write', [append('a', 0, 1), read('', 2, 3)]],
    ['a write overwritten by another', [append('a', 0, 1), append('b', 0, 1), read('b', 2, 3)]],
    ['a stale read', [append('a', 0, 1), append('b', 2, 3), read('ab', 4, 5), read('a', 6, 7)]],
    ['a reordering', [append('a', 0, 1), append('b', 2, 3), read('ba', 4, 5)]],
    ['a write done twice', [append('a', 0, 1), read('aa', 2, 3)]],
    ['a read of what nobody wrote', [append('a', 0, 1), read('ax', 2, 3)]],
    ['a read that comes before its write was called', [read('a', 0, 1), append('a', 2, 3)]],
    ['a lost answer that came and went', [append('a', 0, null), read('a', 1, 2), read('', 3, 4)]],
  ])('%s', (_, history) => expect(findViolation(history)).not.toBeNull());
});
