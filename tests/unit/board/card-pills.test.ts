// Promises of a card's pills: whether there are any, which a column asks of thousands, never differs from what is drawn.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Job } from '#core/job';
import { STATUSES } from '#core/status-flow';
import { cardPills, hasPills, type CardScene } from '#lib/board/card-pills.ts';

const jobs = fc.record({
  id: fc.constant('job'),
  status: fc.constantFrom(...STATUSES),
  crew: fc.constantFrom({}, { driver: 'sam' }, { supervisor: 'ana' }),
  window: fc.constantFrom(
    { date: '2026-11-23', start: '10:00', end: '12:00' },
    { date: '2026-11-24', start: '08:00', end: '10:00' },
    { date: '2026-11-25', start: '08:00', end: '10:00' },
  ),
  attempts: fc.constantFrom(0, 0, 1, 3),
  photos: fc.constantFrom([], [], [{}]),
  review: fc.constantFrom(undefined, undefined, [{}]),
  flags: fc.constantFrom(undefined, ['other'], ['made-by-crew']),
});
const scenes = fc.record({ changed: fc.boolean(), former: fc.boolean(), heard: fc.constantFrom(undefined, null, '2026-11-24T15:00:00Z') });

test('Whether a card has pills is what cardPills would say', () => {
  fc.assert(
    fc.property(jobs, scenes, (fields, { changed, former, heard }) => {
      const job = fields as unknown as Job;
      const scene: CardScene = {
        today: '2026-11-24',
        clock: '10:42',
        nowMs: Date.parse('2026-11-24T15:42:00Z'),
        timeZone: 'America/New_York',
        syncOf: () => (changed ? { state: 'queued', label: 'On this device' } : null),
        isChangedHere: () => changed,
        lastHeardOf: () => heard,
        isFormer: () => former,
      };
      const pills = cardPills(job, scene);
      expect(hasPills(job, scene)).toBe(pills.length > 0);
      const isOpen = !['completed', 'cancelled'].includes(job.status);
      expect(pills.some(({ text }) => text === 'driver disabled')).toBe(former && isOpen && job.crew.driver !== undefined);
    }),
  );
});
