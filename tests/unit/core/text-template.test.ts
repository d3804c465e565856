// What texts say and what they cost: placeholders, both languages, and the alphabet of 3GPP TS 23.038.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { templateSchema } from '#core/text-settings';
import { segmentsOf } from '#core/text-segments';
import { CREW_TEXT, DEFAULT_TEMPLATES, fillTemplate, REASON_TEXT, templateTrouble, windowText, type TextValues } from '#core/text-template';

const VALUES: TextValues = {
  company: 'QuickDumpNow',
  phone: '(617) 555-0100',
  number: '#1042',
  window: 'Tue Nov 24, 10:00-12:00',
  driver: 'Sam',
  link: 'https://dispatch.example/track/#AZrT2uXxT_-abcDEF01234567890abcdefghijklmnopqrquickdump',
  reason: 'nobody was home',
};

describe('Templates', () => {
  test('Ours are sound, fit two messages of the cheap alphabet, and leave no bracket behind', () => {
    for (const [kind, words] of Object.entries(DEFAULT_TEMPLATES))
      for (const text of Object.values(words)) {
        expect(templateTrouble(text), kind).toBeNull();
        const filled = fillTemplate(text, VALUES);
        expect(filled).not.toMatch(/[{}]/);
        expect(segmentsOf(filled), filled).toMatchObject({ encoding: 'GSM-7' });
        expect(segmentsOf(filled).count, filled).toBeLessThanOrEqual(2);
      }
    for (const words of [CREW_TEXT, ...Object.values(REASON_TEXT)])
      for (const text of Object.values(words)) expect(segmentsOf(text).encoding, text).toBe('GSM-7');
  });
  test('An unknown placeholder and a lone bracket are named', () => {
    expect(templateTrouble('Hello {name}')).toMatch(/^\{name\} is not known here\. Use \{company\}/);
    expect(templateTrouble('Hello {company')).toMatch(/^A bracket stands alone/);
    expect(templateTrouble('Hello {company}')).toBeNull();
  });
  test('A value with brackets or dollar signs in it is text', () => {
    expect(fillTemplate('{company}: {driver}', { ...VALUES, company: '{link} $& Co', driver: '$1' })).toBe('{link} $& Co: $1');
  });
  test('A window is said in both languages without a character that costs more', () => {
    const window = { date: '2026-11-25', slot: '10-12', start: '10:00', end: '12:00' };
    expect(windowText(window, 'en')).toBe('Wed Nov 25, 10:00-12:00');
    expect(windowText(window, 'es')).toBe('mie 25 nov, 10:00-12:00');
  });
  test('A template without words, or longer than 480 characters, is refused', () => {
    const read = (text: string) => v.safeParse(templateSchema, { id: 'booked.en', text }).issues?.[0]?.message;
    expect(read(' ')).toBe('Fill this in');
    expect(read('x'.repeat(481))).toBe('Use at most 480 characters');
    expect(v.is(templateSchema, { id: 'invented.en', text: 'x' })).toBe(false);
  });
});

describe('Segments', () => {
  test.each([
    ['', 'GSM-7', 0, 0],
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    ['[€]', 'GSM-7', 6, 1],
    ['€'.repeat(80), 'GSM-7', 160, 1],
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 306, 3],
    ['ñ¿¡ÑéÉüä', 'GSM-7', 8, 1],
    ['sábado', 'UCS-2', 6, 1],
    ['ж'.repeat(70), 'UCS-2', 70, 1],
    ['ж'.repeat(71), 'UCS-2', 71, 2],
    ['👍'.repeat(35), 'UCS-2', 70, 1],
    [`${'ж'.repeat(66)}👍${'ж'.repeat(66)}`, 'UCS-2', 134, 3],
    ['–', 'UCS-2', 1, 1],
  ])('%j', (text, encoding, units, count) => {
    expect(segmentsOf(text)).toMatchObject({ encoding, units, count });
  });
  test('What makes a text costly is named, each once', () => expect(segmentsOf('á–á ok').costly).toEqual(['á', '–']));
  test('The alphabet has its 128 places: 127 characters and the escape', () => {
    const fits = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).filter(
      (each) => segmentsOf(each).encoding === 'GSM-7' && segmentsOf(each).units === 1,
    );
    expect(fits).toHaveLength(127);
  });
});
