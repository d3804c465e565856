// Owns what text people may type: trimmed, bounded, and free of control characters, direction changes and half characters. Markup is text.
import * as v from 'valibot';

const FORBIDDEN = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u;
const FORBIDDEN_BUT_LINES = /[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u;
const MESSAGE = 'Remove the invisible characters';

/** One line of text. */
export const plainText = (minChars: number, maxChars: number) =>
  v.pipe(
    v.string('Fill this in'),
    v.trim(),
    v.minLength(minChars, minChars === 1 ? 'Fill this in' : `Use at least ${minChars} characters`),
    v.maxLength(maxChars, `Use at most ${maxChars} characters`),
    v.check((text) => !FORBIDDEN.test(text), MESSAGE),
  );

/** Text of several lines. */
export const longText = (maxChars: number) =>
  v.pipe(
    v.string('Fill this in'),
    v.trim(),
    v.minLength(1, 'Fill this in'),
    v.maxLength(maxChars, `Use at most ${maxChars} characters`),
    v.check((text) => !FORBIDDEN_BUT_LINES.test(text), MESSAGE),
  );

/** A phone number as typed: 7 to 15 digits, with the signs people use between them. */
export const phoneText = v.pipe(
  v.string('Fill this in'),
  // Phones wrap a copied number in marks that keep its direction.
  v.transform((text) => text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')),
  v.trim(),
  v.minLength(1, 'Fill this in'),
  v.maxLength(30, 'Use a phone number'),
  v.regex(/^\+?[\d\s().\-/]+(?:\s?x\d{1,5})?$/u, 'Use a phone number such as (617) 555-0148'),
  v.check((text) => digitCount(text) >= 7 && digitCount(text) <= 15, 'Use a phone number such as (617) 555-0148'),
);

export const emailText = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(254, 'Use at most 254 characters'),
  v.regex(/^[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"'.]{2,}$/u, 'Use an e-mail address such as ana@example.com'),
);

/** ISO 3166 alpha-2. */
export const country = v.pipe(v.string('Choose a country'), v.regex(/^[A-Z]{2}$/, 'Use two letters, such as US'));

const digitCount = (text: string): number => text.replace(/\D/g, '').length;
