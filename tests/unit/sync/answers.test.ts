// Owns the promises about answers: lost, late, stale, broken, or in pages.
import { describe, expect, test } from 'vitest';
import { ok } from '#core/result';
import {
  driverAt,
  fakeOffice,
  HTML_PAGE,
  LOST,
  newJobArgs,
  openPhone,
  readyJob,
  resultsOf,
  settled,
  type Phone,
  type Reply,
} from './fake-office.ts';

describe('an answer', () => {
  test('that is lost is asked for again, and the change counts once', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push((_, real) => {
      real();
      return LOST;
    });
    const id = phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(resultsOf(phone)).toEqual([null]);
    await office.advance(30_000);
    expect(resultsOf(phone)).toEqual(['applied']);
    expect(office.job(job).history.filter((entry) => entry.id === id)).toHaveLength(1);
  });

  test('of an older epoch is dropped whole', async () => {
    const { office, job, phone } = await driverAt();
    const before = office.book();
    let stale: Reply = LOST;
    phone.faults.push((_, real) => {
      stale = real();
      return LOST;
    });
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    office.restore(before);
    phone.faults.push(
      (request) => office.answer(office.people.sam, { ...request, mutations: [] }),
      () => stale,
    );
    phone.engine.trigger('send-now');
    await settled();
    expect(stale.ok).toBe(true);
    expect(resultsOf(phone)).toEqual([null]);
    expect((await phone.store.load()).cursor?.epoch).toBe(2);
    await office.advance(30_000);
    expect(resultsOf(phone)).toEqual(['applied']);
    expect(office.job(job).status).toBe('in_progress');
  });

  test('of an older version settles its results and leaves the newer jobs alone', async () => {
    const { office, desk, job, phone } = await driverAt();
    let late: unknown = null;
    phone.faults.push((_, real) => {
      const reply = real();
      late = reply.ok ? reply.value : null;
      return LOST;
    });
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    desk.tap(job, 'add_note', { text: 'ring twice' });
    await settled();
    const second = await openPhone(office, office.people.sam, { store: phone.store });
    second.faults.push((request) => office.answer(office.people.sam, { ...request, mutations: [] }));
    await second.start();
    const newer = await phone.store.load();
    expect(newer.rows[0]?.result).toBeNull();
    const after = await phone.store.settle(late as never);
    expect(after.rows[0]?.result?.outcome).toBe('applied');
    expect(after.cursor).toEqual(newer.cursor);
    expect(after.jobs.get(job)?.notes).toHaveLength(1);
  });

  test('that is a captive portal page with 200 settles nothing', async () => {
    const { job, phone } = await driverAt();
    phone.faults.push(
      () => HTML_PAGE,
      () => ok({ welcome: 'to our Wi-Fi' }),
      () => ok(null),
    );
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(resultsOf(phone)).toEqual([null]);
    phone.engine.trigger('send-now');
    await settled();
    expect(resultsOf(phone)).toEqual([null]);
    expect(phone.engine.status().trouble).toBe('offline');
  });

  test('with a single broken job is not taken at all', async () => {
    const { job, phone } = await driverAt();
    phone.faults.push((_, real) => {
      const reply = real();
      return reply.ok ? ok({ ...(reply.value as object), jobs: [{ id: 'not-a-job' }] }) : reply;
    });
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(resultsOf(phone)).toEqual([null]);
  });

  test('without a result for what was sent leaves it queued, and does not ask on without end', async () => {
    const { office, job, phone } = await driverAt();
    const empty = (request: Parameters<Phone['faults'][number]>[0]) => office.answer(office.people.sam, { ...request, mutations: [] });
    phone.faults.push(empty);
    const asked = phone.requests.length;
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(phone.requests.length).toBe(asked + 1);
    expect(resultsOf(phone)).toEqual([null]);
  });

  test('to a question from before the phone was emptied does not pass for the whole', async () => {
    const { office, desk, job, phone } = await driverAt();
    const other = desk.ids.job(office.clock.nowMs());
    desk.tap(other, 'create_job', newJobArgs('Lee', '2 Elm St'));
    desk.tap(other, 'assign', { role: 'driver', member: office.people.sam.id });
    await settled();
    phone.engine.trigger('send-now');
    await settled();
    expect(phone.engine.shown().size).toBe(2);
    desk.tap(job, 'add_note', { text: 'ring twice' });
    await settled();
    // It is emptied while news of one job is under way.
    phone.faults.push(async (_, real) => {
      const news = real();
      await phone.engine.forget();
      return news;
    });
    phone.engine.trigger('send-now');
    await settled();
    phone.engine.trigger('send-now');
    await settled();
    expect(phone.engine.shown().size).toBe(2);
  });

  test('of a restored office is noticed by a phone that was emptied meanwhile: it sends again all that it kept', async () => {
    const { office, job, phone } = await driverAt();
    const backup = office.book();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    await phone.engine.forget();
    office.restore(backup);
    phone.engine.trigger('send-now');
    await settled();
    expect(office.job(job).status).toBe('in_progress');
    expect(resultsOf(phone)).toEqual(['applied']);
  });

  test('with a snapshot replaces the jobs and keeps what waits', async () => {
    const { office, job, phone } = await driverAt();
    phone.noSignal();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    office.restore(office.book());
    phone.signal();
    phone.faults.push((request) => office.answer(office.people.sam, { ...request, mutations: [] }));
    phone.engine.trigger('send-now');
    await settled();
    await office.advance(30_000);
    expect(resultsOf(phone)).toEqual(['applied']);
    expect(office.job(job).status).toBe('in_progress');
  });

  test('that has more pages is taken as one, so that no screen shows half', async () => {
    const office = fakeOffice();
    await readyJob(office);
    const desk = await openPhone(office, office.people.dana);
    const seen: number[] = [];
    desk.faults.push(
      (_, real) => {
        const reply = real();
        return reply.ok ? ok({ ...(reply.value as object), jobs: [], version: 1, next: '1.1' }) : reply;
      },
      (_, real) => {
        seen.push(desk.engine.shown().size);
        return real();
      },
    );
    await desk.start();
    expect(seen).toEqual([0]);
    expect(desk.requests.map((request) => request.cursor)).toEqual([null, { epoch: 1, version: 1 }]);
    expect(desk.engine.shown().size).toBe(1);
  });
});
