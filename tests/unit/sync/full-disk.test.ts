// Owns the promise about a disk that takes nothing more: what lies on it is told from the page, and once more when it is well, and counts once.
import { expect, test } from 'vitest';
import { createMemoryStore } from '#browser/memory-store';
import { keptPhoto } from '#sync/outbox';
import type { PhotoRemote } from '#sync/port';
import { ok } from '#core/result';
import { deviceId, fakeOffice, openPhone, readyJob, resultsOf, settled } from './fake-office.ts';

test('What a full disk holds is told from the page; the disk may tell it all again, with later taps, and each counts once', async () => {
  const asked: string[] = [];
  const photoRemote: PhotoRemote = {
    ask: ({ id }) => Promise.resolve((asked.push(id), ok('stored' as const))),
    upload: () => Promise.reject(new Error('the office has it')),
  };
  const office = fakeOffice();
  const { job } = await readyJob(office);
  const before = await openPhone(office, office.people.sam, { photoRemote });
  await before.start();
  before.tap(job, 'add_note', { text: 'received' });
  await settled();
  // The answer to this one is lost, and the rest waits.
  before.faults.push((_, real) => {
    real();
    return { ok: false, error: { kind: 'network' } };
  });
  before.tap(job, 'add_note', { text: 'arrived, not heard' });
  before.noSignal();
  await settled();
  before.tap(job, 'set_status', { to: 'in_progress' });
  const args = { sha256: 'a'.repeat(64), bytes: 4, type: 'image/jpeg', kind: 'before' };
  expect(before.engine.act({ job, type: 'attach_photo', args, photo: new ArrayBuffer(4) }).ok).toBe(true);
  await settled();
  before.engine.stop();
  const replica = await before.store.load();
  const photos = replica.rows.flatMap(({ draft }) =>
    draft.type === 'attach_photo' ? { photo: keptPhoto(draft), bytes: new ArrayBuffer(4) } : [],
  );

  const inPage = await openPhone(office, office.people.sam, { photoRemote, store: createMemoryStore(deviceId(), { replica, photos }) });
  expect([inPage.engine.pending(), inPage.engine.shown().get(job)?.status]).toEqual([3, 'in_progress']);
  await inPage.start();
  inPage.tap(job, 'add_note', { text: 'in the page only' });
  await settled();
  expect([inPage.engine.pending(), inPage.engine.photos.kept(), asked.length]).toEqual([0, [], 1]);
  expect(inPage.requests[0]?.device).not.toBe(replica.device);

  const again = await openPhone(office, office.people.sam, { photoRemote, store: before.store });
  again.tap(job, 'set_status', { to: 'completed' });
  await again.start();
  expect([again.engine.pending(), again.engine.photos.kept()]).toEqual([0, []]);
  expect(new Set(resultsOf(again))).toEqual(new Set(['applied']));
  // Under the disk's own name all goes on as if nothing had been: no number is used twice.
  expect(new Set(again.requests.map(({ device }) => device))).toEqual(new Set([replica.device]));
  expect(office.job(job).notes.map(({ text }) => text)).toEqual(['received', 'arrived, not heard', 'in the page only']);
  expect(office.job(job).history.filter(({ type }) => type === 'set_status' || type === 'attach_photo')).toHaveLength(4);
  expect(office.job(job).status).toBe('completed');
});
