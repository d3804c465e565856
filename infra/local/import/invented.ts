// Owns what a file of requests does not have: names and phones, invented, plausible, and the same for a row each time.
import { createHash } from 'node:crypto';

const FIRST = [
  'Ada',
  'Ben',
  'Cleo',
  'Dev',
  'Esme',
  'Finn',
  'Gia',
  'Hugo',
  'Iris',
  'Jon',
  'Kira',
  'Leo',
  'Maya',
  'Nils',
  'Orla',
  'Pia',
  'Quinn',
  'Ravi',
  'Sofia',
  'Theo',
  'Uma',
  'Vik',
  'Wren',
  'Zoe',
];
const LAST = [
  'Abbott',
  'Brennan',
  'Cardoso',
  'Dunne',
  'Ekholm',
  'Fontes',
  'Garvey',
  'Hale',
  'Ito',
  'Jarvis',
  'Kessler',
  'Lowell',
  'Mendes',
  'Nash',
  'Okafor',
  'Pratt',
  'Quirk',
  'Rossi',
  'Salas',
  'Tierney',
  'Usher',
  'Varga',
  'Wynn',
  'Zeller',
];

/** A number that comes out the same for the same words. */
export function hashNumber(...words: readonly string[]): number {
  return createHash('sha256').update(JSON.stringify(words)).digest().readUInt32BE(0);
}

export const inventedName = (seed: string): string => `${pick(FIRST, seed, 'first')} ${pick(LAST, seed, 'last')}`;
/** 555-0100 to 555-0199 belong to nobody. */
export const inventedPhone = (seed: string): string => `(617) 555-01${String(hashNumber(seed, 'phone') % 100).padStart(2, '0')}`;

const pick = (words: readonly string[], ...seed: readonly string[]): string => words[hashNumber(...seed) % words.length] ?? '';
