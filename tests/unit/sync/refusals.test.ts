// Owns the promises about whole exchanges that are turned away: nothing is lost, and each code is acted on.
import { describe, expect, test } from 'vitest';
import { driverAt, LOST, openPhone, refused, resultsOf, settled, status, type Phone } from './fake-office.ts';

describe('a refusal of the whole exchange', () => {
  test('401 pauses and keeps everything; signing in sends it', async () => {
    const { office, job, phone } = await driverAt();
    phone.faults.push(() => refused('not-signed-in'));
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

  test('who is disabled keeps no job on the phone, and what waits; enabled and signed in again, it is sent', async () => {
    const { job, phone } = await driverAt();
    phone.noSignal();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    phone.signal();
    expect(phone.engine.shown().size).toBe(1);
    phone.faults.push(() => refused('account-disabled'));
    phone.engine.trigger('send-now');
    await settled();
    expect(phone.engine.status()).toMatchObject({ phase: 'paused', trouble: 'signed-out', detail: 'disabled' });
    expect([phone.engine.shown().size, (await phone.store.load()).jobs.size, phone.engine.pending()]).toEqual([0, 0, 1]);
    phone.engine.trigger('signed-in');
    await settled();
    expect([phone.engine.shown().get(job)?.status, resultsOf(phone), phone.engine.status().detail]).toEqual([
      'in_progress',
      ['applied'],
      null,
    ]);
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
    // The answer tells of a restore: then all that is kept goes out once more, and known ids cost nothing.
    expect(phone.requests.slice(-3).map((request) => request.mutations.map(({ seq }) => seq))).toEqual([[3], [2, 3], [1, 2, 3]]);
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
