// Owns the failures that others had, by the numbers of the protocol: each is a promise here. Those that need a browser or a store stand with
// their kind and carry their number in their name.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createPageLock } from '#browser/page-lock';
import { createMemoryStore } from '#browser/memory-store';
import { syncSummary } from '#lib/sync-summary.ts';
import { syncLabel } from '#lib/outcome-words.ts';
import { en } from '#lib/words/en.ts';
import type { MutationType } from '#core/mutation';
import { deviceId, driverAt, HTML_PAGE, LOST, newJobArgs, openPhone, refused, resultsOf, settled, status } from './fake-office.ts';

const START = { to: 'in_progress' };
const DONE = { to: 'completed' };

describe('failures seen elsewhere', () => {
  test('1: a 500 is no success (workbox 2599)', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push(() => status(500));
    phone.tap(job, 'set_status', START);
    await settled();
    expect(resultsOf(phone)).toEqual([null]);
    await office.advance(30_000);
    expect(resultsOf(phone)).toEqual(['applied']);
  });

  test('2: a 401 deletes nothing (TanStack/db 1592)', async () => {
    const { job, phone } = await driverAt();
    phone.faults.push(() => refused('not-signed-in'));
    phone.tap(job, 'set_status', START);
    await settled();
    expect(phone.engine.pending()).toBe(1);
    phone.engine.trigger('signed-in');
    await settled();
    expect(resultsOf(phone)).toEqual(['applied']);
  });

  test('3: no number of tries ends a change (TanStack/db 1301)', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push(...Array.from({ length: 60 }, () => () => LOST));
    phone.tap(job, 'set_status', START);
    for (let minute = 0; minute < 20; minute++) await office.advance(60_000);
    await office.advance(30 * 60_000);
    expect(phone.requests.length).toBeGreaterThan(60);
    expect(resultsOf(phone)).toEqual(['applied']);
  });

  test('4: a reload replays nothing twice (TanStack/db 921)', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push((_, real) => {
      real();
      return LOST;
    });
    const id = phone.tap(job, 'set_status', START);
    await settled();
    phone.engine.stop();
    const again = await openPhone(office, office.people.sam, { store: phone.store });
    await again.start();
    expect(resultsOf(again)).toEqual(['applied']);
    expect(office.job(job).history.filter((entry) => entry.id === id)).toHaveLength(1);
  });

  test('6: nothing counts as sent while sending is paused (rxdb 8285)', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push(() => refused('not-signed-in'));
    phone.tap(job, 'set_status', START);
    await settled();
    phone.tap(job, 'set_status', DONE);
    await office.advance(600_000);
    expect([resultsOf(phone), phone.engine.status().sending.size, phone.engine.pending()]).toEqual([[null, null], 0, 2]);
    expect(office.job(job).status).toBe('ready_for_pickup');
  });

  test('7: a cursor is never ahead of its data (pouchdb 1240)', async () => {
    const { office, job, desk } = await driverAt();
    const memory = createMemoryStore(deviceId());
    let broken = true;
    const store: typeof memory = {
      ...memory,
      settle: (answer) => (broken ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : memory.settle(answer)),
    };
    const phone = await openPhone(office, office.people.sam, { store });
    await phone.start();
    expect([(await memory.load()).cursor, phone.engine.shown().size]).toEqual([null, 0]);
    broken = false;
    desk.tap(job, 'add_note', { text: 'Gate' });
    await settled();
    phone.engine.trigger('send-now');
    await office.advance(60_000);
    expect(phone.engine.shown().get(job)?.notes).toHaveLength(1);
  });

  test('8: nothing is sent as somebody else (replicache 810)', async () => {
    const { office, job, phone } = await driverAt();
    const before = office.book();
    phone.faults.push((request) => office.answer(office.people.bo, structuredClone(request)));
    phone.tap(job, 'set_status', START);
    await settled();
    expect([office.book() === before, phone.engine.pending()]).toEqual([true, 1]);
  });

  test('9: a server that moved backwards is noticed, and heard again once it is restored (todo-nextjs 13)', async () => {
    const { office, desk, job, phone } = await driverAt();
    const old = office.book();
    phone.tap(job, 'set_status', START);
    await settled();
    office.rollBack(old);
    phone.tap(job, 'set_status', DONE);
    await settled();
    expect([office.book() === old, phone.engine.pending()]).toEqual([true, 1]);
    office.restore(old);
    phone.engine.trigger('send-now');
    desk.engine.trigger('send-now');
    await office.advance(120_000);
    expect(office.job(job).status).toBe('completed');
  });

  test('10: an hour without an answer is told, with how much and how old (dexie 2225)', async () => {
    const { office, job, phone } = await driverAt();
    phone.noSignal();
    phone.tap(job, 'set_status', START);
    const tappedAt = new Date(office.clock.nowMs()).toISOString();
    await office.advance(3_600_000);
    expect(syncSummary(phone.engine.rows(), phone.engine.status(), { durable: true, photos: 0, unread: false })).toMatchObject({
      state: 'offline',
      pending: 1,
      oldestAt: tappedAt,
    });
  });

  test('11: a change that nobody can read is kept and told, and blocks no other (dexie 2228)', async () => {
    const { office, job, phone } = await driverAt();
    phone.noSignal();
    const [draft] = [{ type: 'teleport' as MutationType, args: { to: 'Mars' } }];
    await phone.store.enqueue({
      ...draft,
      id: phone.ids.mutation(office.clock.nowMs()),
      schema: 1,
      job,
      baseStatus: null,
      baseRev: null,
      tappedAt: new Date(office.clock.nowMs()).toISOString(),
    });
    await phone.engine.load();
    phone.tap(job, 'set_status', START);
    await settled();
    phone.signal();
    phone.engine.trigger('send-now');
    await settled();
    expect(resultsOf(phone)).toEqual(['refused', 'applied']);
    expect(office.job(job).history.find((entry) => entry.type === 'teleport')?.raw).toContain('Mars');
  });

  test('12: the first answer wipes nothing that was made before it (dexie 2140)', async () => {
    const { office } = await driverAt();
    const phone = await openPhone(office, office.people.bo);
    phone.noSignal();
    const job = phone.ids.job(office.clock.nowMs());
    phone.tap(job, 'create_job', newJobArgs('Ada Moss', '3 Pine St'));
    await phone.start();
    phone.signal();
    phone.engine.trigger('send-now');
    await office.advance(30_000);
    expect([resultsOf(phone), phone.engine.shown().has(job)]).toEqual([['applied'], true]);
  });

  test('13: a proxy’s 404 ends no change (boardsesh 5295)', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push(
      () => status(404),
      () => HTML_PAGE,
    );
    phone.tap(job, 'set_status', START);
    await office.advance(30_000);
    expect(phone.engine.pending()).toBe(1);
    phone.engine.trigger('send-now');
    await office.advance(30_000);
    phone.engine.trigger('send-now');
    await office.advance(30_000);
    expect(resultsOf(phone)).toEqual(['applied']);
  });

  test('17: a frozen tab that keeps the lock stops nobody for ever (dxos 11757)', async () => {
    const frozen = {
      request: (_: string, { signal }: { signal: AbortSignal }) =>
        new Promise((_done, failed) => signal.addEventListener('abort', () => failed(signal.reason as Error))),
    };
    const lock = createPageLock(frozen as unknown as LockManager, 'drain', 20);
    expect(await lock.alone(() => Promise.resolve('sent'))).toBe('sent');
  });

  test('20: "saved" is never said of what is not (objectstack-ai/duly 17)', async () => {
    const { job, phone } = await driverAt();
    phone.store.enqueue = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const tapped = phone.engine.act({ job, type: 'set_status', args: START });
    if (!tapped.ok) throw new Error('refused');
    await expect(tapped.value.kept).rejects.toThrow('full');
    expect([phone.engine.shown().get(job)?.status, phone.engine.rows()]).toEqual(['ready_for_pickup', []]);
    expect(syncLabel('queued', false, en)).not.toContain('phone');
  });

  test('21: emptying the phone leaves what it still has to tell (CXT)', async () => {
    const { job, phone } = await driverAt();
    phone.noSignal();
    phone.tap(job, 'set_status', START);
    await settled();
    await phone.engine.forget();
    expect([phone.engine.pending(), phone.engine.rows()[0]?.draft.args]).toEqual([1, START]);
  });

  test('22: the first to reach the office does not silently win (WasteHero)', async () => {
    const { office, desk, job, phone } = await driverAt();
    phone.noSignal();
    phone.tap(job, 'set_status', START);
    phone.tap(job, 'set_status', DONE);
    await settled();
    desk.tap(job, 'cancel', { reason: 'Customer called' });
    await settled();
    phone.signal();
    phone.engine.trigger('send-now');
    await office.advance(30_000);
    expect(resultsOf(phone)).toEqual(['needs_review', 'needs_review']);
    expect(office.job(job).status).toBe('cancelled');
    expect(office.job(job).review?.map(({ by }) => by.name)).toEqual(['Sam', 'Sam']);
  });

  test('all 22 have their test', () => {
    const here = readFileSync('tests/unit/sync/failures.test.ts', 'utf8');
    const all = globSync('tests/{contract,e2e}/**/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const named = (number: number): boolean => here.includes(`test('${number}: `) || new RegExp(`\\(failure ${number}\\)`).test(all);
    expect(Array.from({ length: 22 }, (_, index) => index + 1).filter((number) => !named(number))).toEqual([]);
  });
});
