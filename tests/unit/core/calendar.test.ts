// Promises of the calendar file: a phone reads it, in whatever zone it is, and the same booking twice is one appointment.
import { describe, expect, test } from 'vitest';
import { calendarFile, type Appointment } from '#core/calendar';

const window = (date: string, start: string, end: string) => ({ date, slot: 'x', start, end });
const APPOINTMENT: Appointment = {
  uid: '0192-x@dispatch.example',
  window: window('2026-11-24', '10:00', '12:00'),
  timeZone: 'America/New_York',
  title: 'QuickDumpNow: pickup #1047',
  place: '14 Gwinnett St, Hyde Park; back gate',
  description: 'First line\nSee it: https://dispatch.example/track/#abc',
  url: 'https://dispatch.example/track/#abc',
};
const STAMP = Date.parse('2026-11-20T08:09:10.500Z');
const file = (change: Partial<Appointment> = {}) => calendarFile({ ...APPOINTMENT, ...change }, STAMP);
/** As a reader sees it: unfolded, by name. */
const read = (text: string) =>
  new Map(
    text
      .replaceAll('\r\n ', '')
      .split('\r\n')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
  );

describe('an appointment', () => {
  test('stands in UTC, with when it was made, and ends each line as the format wants', () => {
    const text = file();
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(Object.fromEntries(read(text))).toMatchObject({
      VERSION: '2.0',
      UID: '0192-x@dispatch.example',
      DTSTAMP: '20261120T080910Z',
      DTSTART: '20261124T150000Z',
      DTEND: '20261124T170000Z',
      URL: 'https://dispatch.example/track/#abc',
    });
  });
  test('says commas, semicolons, backslashes and line ends in the format’s way', () => {
    const fields = read(file({ title: 'A\\B', description: 'one\r\ntwo\nthree' }));
    expect(fields.get('LOCATION')).toBe('14 Gwinnett St\\, Hyde Park\\; back gate');
    expect([fields.get('SUMMARY'), fields.get('DESCRIPTION')]).toEqual(['A\\\\B', 'one\\ntwo\\nthree']);
  });
  test('keeps every line within 75 octets and cuts no character', () => {
    const title = 'Recogida de muebles — señor Nuñez 🛋️ '.repeat(9);
    const text = file({ title });
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(read(text).get('SUMMARY')).toBe(title);
  });
  test('a line of exactly 75 octets is not folded', () => {
    expect(file({ title: 'x'.repeat(75 - 'SUMMARY:'.length) })).toContain(`SUMMARY:${'x'.repeat(67)}\r\nLOCATION`);
  });
  test('what somebody typed cannot begin a line of its own', () => {
    expect(file({ place: 'x\r\nATTENDEE:mailto:a@b.c' })).not.toMatch(/^ATTENDEE/m);
  });
  test.each([
    ['a spring gap: the clock goes forward', '2026-03-08', '02:30', '04:00', '20260308T073000Z', '20260308T080000Z'],
    ['an autumn overlap: the first of the two', '2026-11-01', '01:30', '03:00', '20261101T053000Z', '20261101T080000Z'],
    ['summer', '2026-07-01', '10:00', '12:00', '20260701T140000Z', '20260701T160000Z'],
  ])('%s', (_, date, start, end, from, to) => {
    const fields = read(file({ window: window(date, start, end) }));
    expect([fields.get('DTSTART'), fields.get('DTEND')]).toEqual([from, to]);
  });
  test('no place, no line for it; the same booking has the same name', () => {
    expect(file({ place: '' })).not.toContain('LOCATION');
    expect(read(calendarFile(APPOINTMENT, STAMP + 1e6)).get('UID')).toBe(read(file()).get('UID'));
  });
});
