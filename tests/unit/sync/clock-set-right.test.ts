// Owns the promise about a phone whose clock is put right just when its signal returns: nothing waits for the hours that were wrong.
import { expect, test } from 'vitest';
import { ok, refuse } from '#core/result';
import { restMs } from '#sync/deadline';
import type { PhotoRemote, RemoteFailure } from '#sync/port';
import { fakeOffice, openPhone, readyJob, settled } from './fake-office.ts';

const AHEAD_MS = 3 * 3_600_000;

async function phoneAhead(photoRemote?: PhotoRemote) {
  const office = fakeOffice();
  const { job } = await readyJob(office);
  let aheadMs = AHEAD_MS;
  const clock = { ...office.clock, nowMs: () => office.clock.nowMs() + aheadMs };
  const phone = await openPhone({ ...office, clock }, office.people.sam, { ...(photoRemote && { photoRemote }) });
  await phone.start();
  return { office, job, phone, setRight: () => void (aheadMs = 0) };
}

test('What waited through a silence leaves within the spread, also when the clock jumps back meanwhile', async () => {
  const { office, job, phone, setRight } = await phoneAhead();
  phone.noSignal();
  phone.tap(job, 'set_status', { to: 'in_progress' });
  await office.advance(20 * 60_000);
  phone.signal();
  phone.engine.trigger('online');
  await settled();
  setRight();
  await office.advance(15_000);
  expect(phone.engine.pending()).toBe(0);
  expect(office.job(job).status).toBe('in_progress');
});

test('A photo that waits for its next try is tried', async () => {
  const asked: number[] = [];
  let silent = true;
  const { office, job, phone, setRight } = await phoneAhead({
    ask() {
      asked.push(asked.length);
      return Promise.resolve(silent ? refuse<RemoteFailure>({ kind: 'network' }) : ok('stored' as const));
    },
    upload: () => Promise.resolve(ok(null)),
  });
  const args = { sha256: 'a'.repeat(64), bytes: 4, type: 'image/jpeg', kind: 'before' };
  expect(phone.engine.act({ job, type: 'attach_photo', args, photo: new ArrayBuffer(4) }).ok).toBe(true);
  await settled();
  expect(asked.length).toBeGreaterThan(0);
  silent = false;
  setRight();
  await office.advance(60_000);
  expect([...phone.engine.photos.states().values()]).toEqual([]);
});

test('A wait is over in its time, never longer than asked for, and at once when the clock went back behind it', () => {
  const deadline = { fromMs: 100_000, afterMs: 5_000 };
  const rest = (nowMs: number): number => restMs(deadline, nowMs);
  expect([rest(100_000), rest(103_000), rest(105_000), rest(999_000)]).toEqual([5_000, 2_000, 0, 0]);
  expect([rest(99_000), rest(95_000), rest(94_999), restMs(null, 0)]).toEqual([5_000, 5_000, 0, 0]);
});
