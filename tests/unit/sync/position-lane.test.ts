// Owns the promises about positions: the newest only, one a minute, and never in anybody's way.
import { setRight } from '#browser/position-watch';
import { describe, expect, test } from 'vitest';
import { createPositionLane, POSITION_GAP_MS } from '#sync/position-lane';

function scene(send: (fix: number) => Promise<unknown>) {
  let nowMs = 0;
  let timer: { atMs: number; wake: () => void } | null = null;
  const sent: number[] = [];
  const clock = {
    nowMs: () => nowMs,
    after(delayMs: number, wake: () => void) {
      timer = { atMs: nowMs + delayMs, wake };
      return () => (timer = null);
    },
  };
  const lane = createPositionLane<number>({
    send: (fix) => {
      sent.push(fix);
      return send(fix);
    },
    clock,
  });
  const pass = async (ms: number): Promise<void> => {
    nowMs += ms;
    const due = timer;
    if (due && due.atMs <= nowMs) due.wake();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { lane, sent, pass };
}

describe('a position', () => {
  test('is sent at once, then once a minute, and only the newest', async () => {
    const { lane, sent, pass } = scene(() => Promise.resolve());
    lane.offer(1);
    await pass(0);
    for (const fix of [2, 3, 4]) lane.offer(fix);
    await pass(POSITION_GAP_MS - 1);
    expect(sent).toEqual([1]);
    await pass(1);
    expect(sent).toEqual([1, 4]);
  });

  test('that did not arrive is not tried again: the next one is truer', async () => {
    const { lane, sent, pass } = scene(() => Promise.reject(new Error('no signal')));
    lane.offer(1);
    await pass(POSITION_GAP_MS);
    expect(sent).toEqual([1]);
    lane.offer(2);
    await pass(0);
    expect(sent).toEqual([1, 2]);
  });

  test('stops with the job', async () => {
    const { lane, sent, pass } = scene(() => Promise.resolve());
    lane.offer(1);
    await pass(0);
    lane.offer(2);
    lane.stop();
    await pass(10 * POSITION_GAP_MS);
    expect(sent).toEqual([1]);
  });
});

test('A fix of a phone whose clock is wrong tells the office’s time', () => {
  const fix = { lat: 37.8, lng: -122.2, accuracyM: 20, at: '2026-11-24T14:40:00.000Z' };
  expect(setRight(fix, -20 * 60_000).at).toBe('2026-11-24T15:00:00.000Z');
  expect(setRight(fix, 26 * 3_600_000).at).toBe('2026-11-23T12:40:00.000Z');
});
