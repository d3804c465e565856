// Promises of the customer's page in words: it never sounds surer than we are, in either language.
import { describe, expect, test } from 'vitest';
import { STATUS_LABEL } from '#core/status-flow';
import type { TrackingView } from '#core/tracking';
import { fill, type TrackWords } from '#lib/tracking/track-words.ts';
import en from '#lib/tracking/words-en.json' with { type: 'json' };
import es from '#lib/tracking/words-es.json' with { type: 'json' };
import { currentView, trackingWords } from '#lib/tracking/words.ts';

const NOW = Date.parse('2026-11-24T15:42:00Z');
const view = (more: Partial<TrackingView>): TrackingView => ({
  company: {
    name: 'QuickDumpNow',
    phone: '(617) 555-0100',
    timeZone: 'America/New_York',
    brand: { mark: 'Q', color: '#14504a', colorDark: '#5cc2b3' },
    languages: ['en', 'es'],
    language: 'en',
  },
  number: 1047,
  status: 'in_progress',
  timeline: [{ status: 'booking_confirmed', at: '2026-11-20T21:20:00Z' }],
  window: { date: '2026-11-24', slot: '10-12', start: '10:00', end: '12:00' },
  eta: { from: '2026-11-24T15:42:00Z', to: '2026-11-24T17:00:00Z', live: false },
  lastHeardAt: '2026-11-24T15:31:00Z',
  ...more,
});
const words = (more: Partial<TrackingView>, language: TrackWords = en) => trackingWords(view(more), NOW, language);
const sam = { driver: { firstName: 'Sam' } };
const pickup = { lat: 42.3, lng: -71.1 };
const near = (miles: number) => ({ location: { lat: 42.3 + miles / 69.1, lng: -71.1, at: '2026-11-24T15:41:00Z' }, pickup });

describe('tracking words', () => {
  test('Who is at work, between when, and when we last heard', () => {
    expect(words(sam)).toEqual({
      title: 'Sam is at work',
      when: 'Today, between 10:00 and 12:00',
      note: '',
      heard: 'Last heard 10:31',
      old: false,
    });
    expect(words({ window: { date: '2026-11-27', slot: '10-12', start: '10:00', end: '12:00' } }).when).toBe(
      'Fri, Nov 27, between 10:00 and 12:00',
    );
  });
  test('A live estimate says what it rests on; one that has begun says only the latest', () => {
    const eta = { from: '2026-11-24T15:50:00Z', to: '2026-11-24T16:20:00Z', live: true };
    expect(words({ status: 'ready_for_pickup', ...sam, eta })).toMatchObject({
      title: 'Sam is coming',
      when: 'Today, between 10:50 and 11:20',
      note: 'Estimated from how their day is going. You booked 10:00 to 12:00.',
    });
    expect(words({ eta: { ...eta, from: '2026-11-24T15:42:00Z' } }).when).toBe('Today, before 11:20');
  });
  test('On the way, close by, or only started: by where the crew is, and nobody claims that they have rung the bell', () => {
    expect(words({ ...sam, ...near(1.2) }).title).toBe('Sam is on the way');
    const { eta: _, ...there } = view({ ...sam, ...near(0.1) });
    expect(trackingWords(there, NOW, en)).toMatchObject({ title: 'Sam is close by', when: 'At the pickup, or about to be' });
  });
  test('An old word is said to be old, none is said to be none, and yesterday’s says nothing of today', () => {
    expect(words({ lastHeardAt: '2026-11-24T14:10:00Z' })).toMatchObject({
      heard: 'The crew was last heard at 09:10; their phone may have no signal.',
      old: true,
    });
    expect(words({ lastHeardAt: null }).heard).toBe('The crew has not been heard from yet.');
    expect(words({ lastHeardAt: '2026-11-23T15:10:00Z' }).heard).toBe('');
    expect(words({ status: 'booking_confirmed', lastHeardAt: null }).heard).toBe('');
  });
  test('Without a driver nobody is named; what is over says when', () => {
    expect(words({ status: 'ready_for_pickup' }).title).toBe('Your pickup is planned');
    expect(words({ status: 'completed', timeline: [{ status: 'completed', at: '2026-11-24T15:40:00Z' }] })).toMatchObject({
      title: 'Your pickup is done',
      when: 'Finished Tue 10:40',
      heard: '',
    });
    expect(words({ status: 'cancelled' }).title).toBe('This pickup is cancelled');
  });
  test('A visit in vain comes with its reason; a time that has passed is not claimed any more', () => {
    expect(words({ status: 'booking_confirmed', attempt: { reason: 'not_home', at: '2026-11-24T15:12:00Z' } })).toMatchObject({
      title: 'We could not pick it up',
      when: 'We came Tue 10:12, but nobody was home.',
    });
    const { eta: _, ...late } = view({ status: 'ready_for_pickup' });
    expect(trackingWords(late, NOW, en).when).toContain('Later than planned');
  });
  test('A page without a connection loses what its age has made untrue: the place after 15 minutes, the time once it has passed', () => {
    const known = view({ ...near(1.2), eta: { from: '2026-11-24T15:50:00Z', to: '2026-11-24T16:20:00Z', live: true } });
    expect(currentView(known, NOW + 13 * 60_000)).toEqual(known);
    const later = currentView(known, NOW + 20 * 60_000);
    expect(later).not.toHaveProperty('location');
    expect(later).not.toHaveProperty('pickup');
    expect(later).toHaveProperty('eta');
    expect(currentView(known, NOW + 40 * 60_000)).not.toHaveProperty('eta');
  });
});

describe('languages', () => {
  const holes = (text: string): string[] => (text.match(/\{\d\}/g) ?? []).toSorted();
  const flat = (words: TrackWords) =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[key, value] as const]
        : Object.entries(value as Record<string, string>).map(([sub, text]) => [`${key}.${sub}`, text] as const),
    );
  test('Both say all of it, with the same holes', () => {
    const [english, spanish] = [new Map(flat(en)), new Map(flat(es))];
    expect([...spanish.keys()]).toEqual([...english.keys()]);
    for (const [key, text] of english) expect([key, holes(spanish.get(key) ?? '')]).toEqual([key, holes(text)]);
    expect([...spanish].filter(([key, text]) => text === english.get(key) || text === '')).toEqual([]);
  });
  test('English labels are those of the one table; Spanish has its own for each state', () => {
    for (const status of Object.keys(STATUS_LABEL) as (keyof typeof STATUS_LABEL)[]) {
      expect(en.status[status]).toBe(STATUS_LABEL[status]);
      expect(es.status[status]).not.toBe(STATUS_LABEL[status]);
    }
  });
  test('Spanish is whole: day, time and who', () => {
    const eta = { from: '2026-11-24T15:50:00Z', to: '2026-11-24T16:20:00Z', live: true };
    expect(words({ status: 'ready_for_pickup', ...sam, eta }, es)).toMatchObject({
      title: 'Vendrá Sam',
      when: 'Hoy, entre las 10:50 y las 11:20',
      heard: 'Última señal: 10:31',
    });
  });
  test('A name with markup, braces or dollars is text', () => {
    expect(fill(en.coming, '<b>$& {0}</b>')).toBe('<b>$& {0}</b> is coming');
  });
});
