// Promises of the board and of a driver's day: nothing vanishes, and the next thing is the next thing.
import { describe, expect, test } from 'vitest';
import type { MemberId } from '#core/id';
import type { Job } from '#core/job';
import type { Status } from '#core/status-flow';
import { boardView } from '#lib/board/board-view.ts';
import { awayFrom, dayView } from '#lib/crew/day-view.ts';

const TODAY = '2026-11-24';
const SAM = 'sam' as MemberId;
const job = (number: number, date: string, status: Status, more: Partial<Job> = {}): Job =>
  ({
    id: String(number),
    number,
    status,
    customer: { name: `Customer ${number}`, phone: '(617) 555-0148' },
    address: `${number} Main St`,
    window: { date, slot: '10-12', start: '10:00', end: '12:00' },
    crew: { driver: SAM },
    notes: [],
    photos: [],
    history: [],
    attempts: 0,
    rev: 1,
    updatedAt: '2026-11-20T12:00:00Z',
    ...more,
  }) as unknown as Job;
const query = {
  date: null,
  today: TODAY,
  timeZone: 'America/New_York',
  q: '',
  filter: 'all',
  span: 'day',
  crew: '',
  service: '',
  area: '',
  isFormer: (_: string): boolean => false,
} as const;
const numbers = (view: ReturnType<typeof boardView>, status: Status) =>
  view.columns.find((column) => column.status === status)?.jobs.map((each) => each.number);

describe('board', () => {
  test('What changed little is put in its place, and the order is the one that all would be put in anew', () => {
    const day = (n: number): string => `2026-12-${String(1 + ((n * 7) % 28)).padStart(2, '0')}`;
    let all: readonly Job[] = Array.from({ length: 200 }, (_, n) => job(n, day(n), 'ready_for_pickup'));
    const shown = (of: readonly Job[]): unknown => boardView(of, query).columns.map((column) => column.jobs.map((each) => each.number));
    for (let step = 0; step < 60; step++) {
      const at = (step * 37) % all.length;
      const moved = all.map((each, n) =>
        n === at || n === at + 3 ? job(each.number ?? 0, day(step * 5 + n), step % 3 ? 'in_progress' : 'ready_for_pickup') : each,
      );
      all =
        step % 7 === 0
          ? moved.filter((_, n) => n !== at)
          : step % 5 === 0
            ? [...moved, job(1_000 + step, day(step), 'booking_confirmed')]
            : moved;
      // Copies are other jobs: nothing of the order before fits them.
      expect(shown(all)).toEqual(shown(all.map((each) => ({ ...each }))));
      shown(all);
    }
  });

  test('Jobs in one place stand by their ids, whether all are put in order or one that changed', () => {
    const waiting = (id: string): Job => job(0, TODAY, 'ready_for_pickup', { id: id as never, number: null as never });
    const ids = (of: readonly Job[]): readonly string[] =>
      boardView(of, query).columns.flatMap((column) => column.jobs.map((each) => each.id));
    const all = ['c', 'a', 'b', 'd'].map(waiting);
    expect(ids(all)).toEqual(['a', 'b', 'c', 'd']);
    const changed = all.map((each) => (each.id === 'a' ? { ...each } : each));
    expect(ids(changed)).toEqual(['a', 'b', 'c', 'd']);
    expect(ids([...changed, waiting('bb')])).toEqual(['a', 'b', 'bb', 'c', 'd']);
  });

  const jobs = [
    job(1, '2026-11-20', 'ready_for_pickup'),
    job(2, TODAY, 'ready_for_pickup'),
    job(3, '2026-11-26', 'booking_confirmed', { crew: {} }),
    job(4, '2026-11-20', 'completed'),
    job(5, TODAY, 'completed'),
    job(6, '2026-11-30', 'completed', { updatedAt: '2026-11-24T20:00:00Z' }),
  ];
  test('Unfinished work rolls over, what is coming is in sight, and old finished work is not', () => {
    const view = boardView(jobs, query);
    expect(numbers(view, 'ready_for_pickup')).toEqual([1, 2]);
    expect(numbers(view, 'booking_confirmed')).toEqual([3]);
    expect(numbers(view, 'completed')).toEqual([5, 6]);
    expect(view.counts).toEqual({ review: 0, outstanding: 1, unassigned: 1 });
  });
  test('A chosen day shows that day alone; a search looks everywhere', () => {
    expect(numbers(boardView(jobs, { ...query, date: '2026-11-20' }), 'completed')).toEqual([4]);
    expect(numbers(boardView(jobs, { ...query, q: '4 main' }), 'completed')).toEqual([4]);
    expect(boardView(jobs, { ...query, q: '555-0148' }).columns.flatMap((column) => column.jobs)).toHaveLength(6);
  });
  test('A filter narrows the columns and leaves the counts', () => {
    const view = boardView(jobs, { ...query, filter: 'outstanding' });
    expect(view.columns.flatMap((column) => column.jobs).map((each) => each.number)).toEqual([1]);
    expect(view.counts.unassigned).toBe(1);
  });
  test('What a disabled driver holds and has not done has nobody, however long ago it was due', () => {
    const held = [job(1, '2026-11-20', 'ready_for_pickup'), job(2, TODAY, 'completed'), job(3, '2026-11-26', 'booking_confirmed')];
    const unassigned = (isFormer: typeof query.isFormer) => boardView(held, { ...query, filter: 'unassigned', isFormer });
    const view = unassigned((member) => member === SAM);
    expect([view.counts.unassigned, numbers(view, 'ready_for_pickup'), numbers(view, 'booking_confirmed')]).toEqual([2, [1], [3]]);
    expect(unassigned(() => false).total).toBe(0);
  });
});

describe("driver's day", () => {
  test('What is in hand comes first, then what is left from before, then the windows in order', () => {
    const jobs = [
      job(1, '2026-11-23', 'ready_for_pickup'),
      job(2, TODAY, 'in_progress'),
      job(3, TODAY, 'ready_for_pickup'),
      job(4, TODAY, 'completed'),
      job(5, TODAY, 'ready_for_pickup', { crew: {} }),
    ];
    const day = dayView(jobs, SAM, TODAY, TODAY);
    expect([
      day.next?.number,
      day.outstanding.map((each) => each.number),
      day.later.map((each) => each.number),
      day.done.map((each) => each.number),
    ]).toEqual([2, [1], [3], [4]]);
    expect([day.left, day.total]).toEqual([3, 4]);
  });
  test('Tomorrow has no next thing and nothing left from before', () => {
    const day = dayView([job(1, '2026-11-23', 'ready_for_pickup'), job(2, '2026-11-25', 'booking_confirmed')], SAM, '2026-11-25', TODAY);
    expect([day.next, day.outstanding, day.later.map((each) => each.number)]).toEqual([null, [], [2]]);
  });
  test('What became of a change is told above the day when its job stands nowhere on it', () => {
    const [inHand, left, later, done] = [
      job(1, TODAY, 'in_progress'),
      job(2, '2026-11-23', 'ready_for_pickup'),
      job(3, TODAY, 'ready_for_pickup'),
      job(4, TODAY, 'completed'),
    ] as const;
    const gone = job(5, TODAY, 'ready_for_pickup', { crew: { driver: 'bo' as MemberId } });
    const moved = job(6, '2026-11-25', 'ready_for_pickup');
    const over = job(7, '2026-11-23', 'completed');
    const held = [inHand, left, later, done, gone, moved, over];
    const notices = [...held, job(8, TODAY, 'completed')].map(({ id, number }) => ({ job: id, number }));
    expect(awayFrom(dayView(held, SAM, TODAY, TODAY), notices).map(({ number }) => number)).toEqual([5, 6, 7, 8]);
  });
});
