// Owns the passwords that we draw for people: easy to read out, and hard to guess.
import { randomInt } from 'node:crypto';

/** Letters that cannot be mistaken for one another when read out. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** "k7mp-x2vd-9qhe-rt4w": about 79 bits. Shown once, stored as a hash only, never logged. */
export function oneTimePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
