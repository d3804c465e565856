// Owns the promises of the engine when all goes well, and when answers are lost, stale or from somebody else.
import { describe, expect, test } from 'vitest';
import { ok } from '#core/result';
import { jobSyncOf } from '#sync/rebase';
import {
  fakeOffice,
  HTML_PAGE,
  LOST,
  openPhone,
  readyJob,
  refused,
  resultsOf,
  settled,
  status,
  type Phone,
  type Reply,
} from './fake-office.ts';

async function driverAt(pollMs = 60_000) {
  const office = fakeOffice();
  const { desk, job } = await readyJob(office);
  const phone = await openPhone(office, office.people.sam, { pollMs });
  await phone.start();
  return { office, desk, job, phone };
}
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
    phone.tap(job, 'create_job', {
      customer: { name: 'Kerb', phone: '617 555 0199' },
      address: '6 Carlford Rd',
      service: 'sofa',
      window: { date: '2026-11-24', slot: '10-12' },
    });
    phone.tap(job, 'set_status', { to: 'ready_for_pickup' });
    await settled();
    expect(phone.engine.shown().get(job)).toMatchObject({ number: null, status: 'ready_for_pickup' });
    phone.signal();
    phone.engine.trigger('send-now');
    await settled();
    expect(phone.engine.shown().get(job)).toMatchObject({ number: office.job(job).number, status: 'ready_for_pickup' });
  });
});

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

describe('a refusal of the whole exchange', () => {
  test('401 pauses and keeps everything; signing in sends it', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push(() => refused('session-ended'));
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(phone.engine.status()).toMatchObject({ phase: 'paused', trouble: 'signed-out' });
    const asked = phone.requests.length;
    phone.tap(job, 'add_note', { text: 'still here' });
    await office.advance(600_000);
    expect(phone.requests.length).toBe(asked);
    expect(phone.engine.pending()).toBe(2);
    phone.engine.trigger('signed-in');
    await settled();
    expect(resultsOf(phone)).toEqual(['applied', 'applied']);
  });

  test('another author on this phone neither sends nor deletes what waits', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push(() => refused('author-mismatch'));
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await office.advance(600_000);
    expect(phone.requests.at(-1)?.mutations).toHaveLength(1);
    expect(phone.engine.status().phase).toBe('paused');
    expect(phone.engine.pending()).toBe(1);
  });

  test.each([403, 404, 405])("a proxy's %i deletes nothing, wants attention, and is tried again after 5 minutes", async (code) => {
    const { office, job, phone } = await driverAt();
    phone.faults.push(() => status(code));
    const id = phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(phone.engine.status()).toMatchObject({ trouble: 'attention', stuck: new Set([id]) });
    await office.advance(4 * 60_000);
    expect(resultsOf(phone)).toEqual([null]);
    await office.advance(2 * 60_000);
    expect(resultsOf(phone)).toEqual(['applied']);
    expect(phone.engine.status()).toMatchObject({ trouble: null, stuck: new Set() });
  });

  test('news still comes in while changes wait for a person', async () => {
    const { office, desk, job, phone } = await driverAt();
    phone.faults.push(() => refused('schema-unsupported'));
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(phone.engine.status().trouble).toBe('update-needed');
    desk.tap(job, 'add_note', { text: 'ring twice' });
    await settled();
    await office.advance(61_000);
    expect(phone.engine.shown().get(job)?.notes).toHaveLength(1);
    expect(phone.engine.status().trouble).toBe('update-needed');
    phone.engine.trigger('send-now');
    await settled();
    expect(resultsOf(phone)).toEqual(['applied']);
  });

  test('500, 502, 503, 429 and a cut line are tried again within 30 seconds in view', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push(
      () => refused('bug'),
      () => status(502),
      () => refused('store-busy', {}, 2),
      () => refused('too-many-requests', {}, 3),
      () => LOST,
    );
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(resultsOf(phone)).toEqual([null]);
    for (let failure = 0; failure < 5; failure++) await office.advance(33_000);
    expect(resultsOf(phone)).toEqual(['applied']);
  });

  test('the time that the server names is kept by taps, and shortened only by a person', async () => {
    const { job, phone } = await driverAt();
    phone.faults.push(() => refused('too-many-requests', {}, 60));
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    const asked = phone.requests.length;
    phone.tap(job, 'add_note', { text: 'one more' });
    phone.engine.trigger('online');
    await settled();
    expect(phone.requests.length).toBe(asked);
    phone.engine.trigger('send-now');
    await settled();
    expect(resultsOf(phone)).toEqual(['applied', 'applied']);
  });

  test('413 halves until it fits, and all arrives in order', async () => {
    const { office, job, phone } = await driverAt();
    phone.noSignal();
    for (let note = 1; note <= 8; note++) phone.tap(job, 'add_note', { text: `note ${note}` });
    await settled();
    phone.signal();
    const sizes: number[] = [];
    const small = (request: Parameters<Phone['faults'][number]>[0], real: () => ReturnType<Phone['faults'][number]>) => {
      sizes.push(request.mutations.length);
      return request.mutations.length > 2 ? refused('too-large') : real();
    };
    phone.faults.push(...Array.from({ length: 20 }, () => small));
    phone.engine.trigger('send-now');
    await settled();
    expect(sizes.slice(0, 3)).toEqual([8, 4, 2]);
    expect(office.job(job).notes.map((note) => note.text)).toEqual(Array.from({ length: 8 }, (_, at) => `note ${at + 1}`));
  });
});

describe('numbers that do not fit', () => {
  test('sequence-gap sends again from where the server stands', async () => {
    const { office, job, phone } = await driverAt();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    const before = office.book();
    phone.tap(job, 'add_note', { text: 'written after the backup' });
    await settled();
    office.restore(before);
    phone.tap(job, 'set_status', { to: 'completed' });
    await settled();
    expect(phone.requests.slice(-2).map((request) => request.mutations.map(({ seq }) => seq))).toEqual([[3], [2, 3]]);
    expect(resultsOf(phone)).toEqual(['applied', 'applied', 'applied']);
    expect(office.job(job)).toMatchObject({ status: 'completed', notes: [{ text: 'written after the backup' }] });
  });

  test('sequence-reused takes a new device name, with ids and order kept', async () => {
    const { office, job, phone } = await driverAt();
    const { device } = await phone.store.load();
    const twin = await openPhone(office, office.people.sam);
    await twin.store.reorder({ kind: 'renumber', device });
    const copied = await openPhone(office, office.people.sam, { store: twin.store });
    await copied.start();
    copied.tap(job, 'add_note', { text: 'from the copy' });
    await settled();
    const first = phone.tap(job, 'set_status', { to: 'in_progress' });
    const second = phone.tap(job, 'set_status', { to: 'completed' });
    await settled();
    expect(resultsOf(phone)).toEqual(['applied', 'applied']);
    expect(phone.engine.rows().map((row) => [row.draft.id, row.seq])).toEqual([
      [first, 1],
      [second, 2],
    ]);
    expect((await phone.store.load()).device).not.toBe(device);
    expect(office.job(job).status).toBe('completed');
  });

  test('a restored backup gets back all that this phone still holds', async () => {
    const { office, job, phone } = await driverAt();
    const before = office.book();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    phone.tap(job, 'set_status', { to: 'completed' });
    await settled();
    office.restore(before);
    expect(office.job(job).status).toBe('ready_for_pickup');
    phone.engine.trigger('visible');
    await settled();
    expect(office.job(job).status).toBe('completed');
    expect(resultsOf(phone)).toEqual(['applied', 'applied']);
  });
});

describe('a long silence', () => {
  test('ends with a drain spread over 10 seconds, and Send now goes at once', async () => {
    const { office, job, phone } = await driverAt();
    phone.noSignal();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await office.advance(11 * 60_000);
    phone.signal();
    const asked = phone.requests.length;
    phone.engine.trigger('online');
    await settled();
    expect(phone.requests.length).toBe(asked);
    phone.engine.trigger('send-now');
    await settled();
    expect(resultsOf(phone)).toEqual(['applied']);
  });
});
