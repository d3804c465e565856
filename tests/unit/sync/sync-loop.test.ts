// Owns the promises of the engine about taps, and about an office that moves on meanwhile.
import { describe, expect, test } from 'vitest';
import { jobSyncOf } from '#sync/rebase';
import { driverAt, fakeOffice, newJobArgs, openPhone, type Phone, readyJob, resultsOf, settled } from './fake-office.ts';

const shownStatus = (phone: Phone, job: Parameters<Phone['tap']>[0]) => phone.engine.shown().get(job)?.status;

describe('a tap', () => {
  test('is shown at once, reaches the office once, and is received', async () => {
    const { office, job, phone } = await driverAt();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(shownStatus(phone, job)).toBe('in_progress');
    expect(office.job(job).status).toBe('in_progress');
    expect(resultsOf(phone)).toEqual(['applied']);
    expect(phone.engine.pending()).toBe(0);
  });

  test('with no signal is shown and waits, and the state says so', async () => {
    const { office, job, phone } = await driverAt();
    phone.noSignal();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(shownStatus(phone, job)).toBe('in_progress');
    expect(office.job(job).status).toBe('ready_for_pickup');
    expect(phone.engine.status().trouble).toBe('offline');
    expect(jobSyncOf(phone.engine.rows(), phone.engine.status().sending, phone.engine.status().stuck)).toBe('queued');
    phone.signal();
    phone.engine.trigger('online');
    await settled();
    expect(office.job(job).status).toBe('in_progress');
    expect(phone.engine.status()).toMatchObject({ phase: 'idle', trouble: null });
  });

  test('and another right after it keep their order in one exchange', async () => {
    const { office, job, phone } = await driverAt();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    phone.tap(job, 'set_status', { to: 'completed' });
    await settled();
    expect(resultsOf(phone)).toEqual(['applied', 'applied']);
    expect(phone.engine.rows().map((row) => row.seq)).toEqual([1, 2]);
    expect(office.job(job).status).toBe('completed');
  });

  test('twice on the same button counts once', async () => {
    const { office, job, phone } = await driverAt();
    expect(phone.engine.act({ job, type: 'set_status', args: { to: 'in_progress' } }).ok).toBe(true);
    expect(phone.engine.act({ job, type: 'set_status', args: { to: 'in_progress' } })).toEqual({
      ok: false,
      error: { code: 'illegal-move' },
    });
    await settled();
    expect(office.job(job).history.filter((entry) => entry.to === 'in_progress')).toHaveLength(1);
  });

  test('is told with the revision of the office under it, whatever is queued here', async () => {
    const { office, desk, job, phone } = await driverAt();
    phone.noSignal();
    phone.tap(job, 'add_note', { text: 'Gate code 4411' });
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    desk.tap(job, 'cancel', { reason: 'changed their mind' });
    await settled();
    phone.signal();
    phone.engine.trigger('send-now');
    await settled();
    expect(phone.engine.rows().map((row) => row.result?.code)).toEqual([null, 'cancelled']);
    expect(office.job(job).status).toBe('cancelled');
  });

  test('a new job made with no signal is shown, can be worked on, and gets its number later', async () => {
    const { office, phone } = await driverAt();
    phone.noSignal();
    const job = phone.ids.job(office.clock.nowMs());
    phone.tap(job, 'create_job', newJobArgs('Kerb', '6 Carlford Rd'));
    phone.tap(job, 'set_status', { to: 'ready_for_pickup' });
    await settled();
    expect(phone.engine.shown().get(job)).toMatchObject({ number: null, status: 'ready_for_pickup' });
    phone.signal();
    phone.engine.trigger('send-now');
    await settled();
    expect(phone.engine.shown().get(job)).toMatchObject({ number: office.job(job).number, status: 'ready_for_pickup' });
  });
});

describe('the office moves on', () => {
  test('and what somebody else already did is told, with who and when', async () => {
    const { office, job, phone } = await driverAt();
    phone.noSignal();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    const desk = await openPhone(office, office.people.dana);
    await desk.start();
    desk.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    phone.signal();
    phone.engine.trigger('send-now');
    await settled();
    const [row] = phone.engine.rows();
    expect(row?.result).toMatchObject({ outcome: 'superseded', code: 'already-done', by: { name: 'Dana' } });
    expect(jobSyncOf(phone.engine.rows(), new Set(), new Set())).toBe('received');
  });

  test('and what disagrees wants a person until it is put away', async () => {
    const { desk, job, phone } = await driverAt();
    phone.noSignal();
    const id = phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    desk.tap(job, 'cancel', {});
    await settled();
    phone.signal();
    phone.engine.trigger('send-now');
    await settled();
    expect(resultsOf(phone)).toEqual(['needs_review']);
    expect(jobSyncOf(phone.engine.rows(), new Set(), new Set())).toBe('attention');
    await phone.engine.dismiss(id);
    expect(jobSyncOf(phone.engine.rows(), new Set(), new Set())).toBe('received');
  });

  test('and a refused change stops none of the others', async () => {
    const { office, job, phone } = await driverAt();
    phone.tap(job, 'cancel', {});
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(phone.engine.rows().map((row) => row.result?.outcome)).toEqual(['refused', 'applied']);
    expect(office.job(job).status).toBe('in_progress');
  });

  test('and a board in view hears of it within 5 seconds', async () => {
    const office = fakeOffice();
    const { desk, job } = await readyJob(office);
    const board = await openPhone(office, office.people.dana, { pollMs: 5_000 });
    await board.start();
    desk.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    await office.advance(5_000);
    expect(shownStatus(board, job)).toBe('in_progress');
  });

  test('and a hidden page asks for nothing until it is seen again', async () => {
    const office = fakeOffice();
    const { desk, job } = await readyJob(office);
    let visible = true;
    const board = await openPhone(office, office.people.dana, { pollMs: 5_000, visible: () => visible });
    await board.start();
    visible = false;
    const asked = board.requests.length;
    await office.advance(60_000);
    expect(board.requests.length).toBe(asked);
    desk.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    visible = true;
    board.engine.trigger('visible');
    await settled();
    expect(shownStatus(board, job)).toBe('in_progress');
  });
});
