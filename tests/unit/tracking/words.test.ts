// Promises of the customer's page in words: it never sounds surer than we are.
import { describe, expect, test } from 'vitest';
import type { TrackingView } from '#core/tracking';
import { trackingWords } from '#lib/tracking/words.ts';

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
  lastHeardAt: '2026-11-24T15:31:00Z',
  ...more,
});

describe('tracking words', () => {
  test('Who is at work, between when, and when we last heard', () => {
    expect(trackingWords(view({ driver: { firstName: 'Sam' } }), NOW)).toEqual({
      title: 'Sam is at work',
      when: 'Tue, Nov 24, between 10:00 and 12:00',
      heard: 'Last heard 10:31',
    });
  });
  test('An old word is said to be old, and none is said to be none', () => {
    expect(trackingWords(view({ lastHeardAt: '2026-11-24T14:10:00Z' }), NOW).heard).toContain('their phone may have no signal');
    expect(trackingWords(view({ lastHeardAt: null }), NOW).heard).toBe('The crew has not been heard from yet.');
  });
  test('Without a driver nobody is named; what is over says when', () => {
    expect(trackingWords(view({ status: 'ready_for_pickup' }), NOW).title).toBe('Your pickup is planned');
    expect(
      trackingWords(view({ status: 'completed', timeline: [{ status: 'completed', at: '2026-11-24T15:40:00Z' }] }), NOW),
    ).toMatchObject({ title: 'Your pickup is done', when: 'Finished Tue 10:40', heard: '' });
    expect(trackingWords(view({ status: 'cancelled' }), NOW).title).toBe('This pickup is cancelled');
  });
});
