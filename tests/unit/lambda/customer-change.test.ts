// Promises to customers about their own pickup: another time, a cancel and a word on the visit, each once, and none too late.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bookingFor, demoApi } from '../../support/demo-api.ts';
import { newId } from '../../support/api-client.ts';

const DAY = '2026-11-25';
const NEXT = '2026-11-26';

async function booked() {
  const api = await demoApi();
  const reply = await api.open().call('POST', '/api/bookings', bookingFor(DAY), { 'idempotency-key': newId() });
  const token = String(reply.body['trackingToken']);
  const { id } = reply.body['job'] as { id: string };
  const client = api.open();
  const view = async () => (await client.call('GET', '/api/track', undefined, { 'x-tracking-token': token })).body;
  const change = (action: string, body: unknown, key = newId()) =>
    client.call('POST', `/api/track/${action}`, body, { 'x-tracking-token': token, 'idempotency-key': key });
  const { phone } = await api.signedIn('dana');
  const office = (...steps: [type: string, args: unknown][]) => phone.sync(steps.map(([type, args]) => phone.mutation(type, id, args)));
  const history = () => {
    const { jobs } = JSON.parse(api.ports.stored('quickdump') ?? '') as { jobs: { job: { id: string; history: { type: string }[] } }[] };
    return jobs.find(({ job }) => job.id === id)?.job.history ?? [];
  };
  return { api, id, view, change, office, history };
}
const window = { date: NEXT, slot: '12-14' };

describe('another time', () => {
  test('The customer moves the pickup; the office reads who did it, and a lost answer moves it once', async () => {
    const it = await booked();
    const key = newId();
    const [first, again] = [await it.change('reschedule', { window }, key), await it.change('reschedule', { window }, key)];
    expect(first.body).toMatchObject({ status: 'booking_confirmed', window: { ...window, start: '12:00', end: '14:00' } });
    expect(again.body).toEqual(first.body);
    expect(it.history().filter(({ type }) => type === 'reschedule')).toEqual([
      expect.objectContaining({ by: { kind: 'customer', name: 'Rosa Delgado' }, outcome: 'applied', from: `${DAY} 10-12` }),
    ]);
  });
  test('The same key for something else is refused, and writes nothing', async () => {
    const it = await booked();
    const key = newId();
    await it.change('reschedule', { window }, key);
    const before = it.api.ports.stored('quickdump');
    for (const [action, body] of [
      ['reschedule', { window: { ...window, slot: '14-16' } }],
      ['cancel', {}],
    ] as const) {
      const reply = await it.change(action, body, key);
      expect([reply.status, reply.body['code']]).toEqual([422, 'idempotency-key-reused']);
    }
    expect(it.api.ports.stored('quickdump')).toBe(before);
  });
  test('The last place goes to one; the other is offered the nearest', async () => {
    const it = await booked();
    for (let i = 0; i < 3; i++)
      await it.api.open().call('POST', '/api/bookings', bookingFor(NEXT, '12-14'), { 'idempotency-key': newId() });
    const reply = await it.change('reschedule', { window });
    expect([reply.status, reply.body['code']]).toEqual([409, 'window-full']);
    expect(reply.body['open']).toContainEqual({ date: NEXT, slot: '10-12', start: '10:00', end: '12:00' });
  });
  test('Of ten customers who move to a window with three places, three do', async () => {
    const it = await booked();
    const tokens = [];
    for (const slot of ['08-10', '10-12', '14-16', '12-14'])
      for (let i = 0; i < 3; i++) {
        const reply = await it.api.open().call('POST', '/api/bookings', bookingFor('2026-11-27', slot), { 'idempotency-key': newId() });
        tokens.push(String(reply.body['trackingToken']));
      }
    const move = (token: string) =>
      it.api.open().call('POST', '/api/track/reschedule', { window }, { 'x-tracking-token': token, 'idempotency-key': newId() });
    const replies = await Promise.all(tokens.slice(0, 10).map(move));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(replies.filter(({ body }) => body['code'] === 'window-full')).toHaveLength(7);
  });
  test('Too near, they are to call; once the crew has begun as well', async () => {
    const it = await booked();
    it.api.ports.clock.nowMs = Date.parse('2026-11-25T13:01:00Z');
    expect(await it.view()).not.toHaveProperty('change');
    expect((await it.change('reschedule', { window })).body['code']).toBe('change-too-late');
    expect((await it.change('cancel', {})).body['code']).toBe('change-too-late');
    it.api.ports.clock.nowMs = Date.parse('2026-11-25T12:00:00Z');
    expect(await it.view()).toMatchObject({ change: { until: '2026-11-25T13:00:00.000Z' } });
    await it.office(['set_status', { to: 'ready_for_pickup' }], ['set_status', { to: 'in_progress' }]);
    expect((await it.change('cancel', {})).body).toMatchObject({
      code: 'change-too-late',
      detail: 'The crew has begun. Call the company.',
    });
  });
  test('After a visit in vain: the reason, the nearest open windows, and no notice to keep', async () => {
    const it = await booked();
    it.api.ports.clock.nowMs = Date.parse('2026-11-25T15:30:00Z');
    await it.office(['set_status', { to: 'ready_for_pickup' }], ['cannot_complete', { reason: 'not_home' }]);
    const view = await it.view();
    expect(view).toMatchObject({ status: 'booking_confirmed', attempt: { reason: 'not_home' }, change: { until: null } });
    const [offer] = (view['change'] as { offers: { date: string; slot: string }[] }).offers;
    expect(offer).toMatchObject({ date: DAY, slot: '12-14' });
    const moved = await it.change('reschedule', { window: { date: offer?.date, slot: offer?.slot } });
    expect(moved.body).not.toHaveProperty('attempt');
    expect(moved.body).toMatchObject({ window: { slot: '12-14' } });
  });
});

describe('calling it off', () => {
  test('It is cancelled once, with the customer’s words, and the link goes on to say so', async () => {
    const it = await booked();
    const key = newId();
    await it.change('cancel', { reason: 'Sold it' }, key);
    expect((await it.change('cancel', { reason: 'Sold it' }, key)).body).toMatchObject({ status: 'cancelled' });
    expect((await it.change('cancel', {})).body).toMatchObject({ status: 'cancelled' });
    expect(it.history().filter(({ type }) => type === 'cancel')).toEqual([expect.objectContaining({ reason: 'Sold it' })]);
  });
});

describe('a word on the visit', () => {
  test('Once the work is done, theirs to change for a day, and nobody else’s', async () => {
    const it = await booked();
    expect((await it.change('rating', { stars: 5 })).body['code']).toBe('rating-closed');
    await it.office(['set_status', { to: 'ready_for_pickup' }], ['set_status', { to: 'in_progress' }], ['set_status', { to: 'completed' }]);
    expect(await it.view()).toMatchObject({ rate: { until: null } });
    expect((await it.change('rating', { stars: 6 })).status).toBe(422);
    expect((await it.change('rating', { stars: 3, text: 'Late, but kind' })).body).toMatchObject({ rating: { stars: 3 } });
    expect((await it.change('rating', { stars: 4 })).body['rating']).toEqual({ stars: 4, at: '2026-11-24T15:00:00.000Z' });
    it.api.ports.clock.nowMs += 24 * 3_600_000 + 1;
    expect((await it.change('rating', { stars: 1 })).body['code']).toBe('rating-closed');
    expect(await it.view()).not.toHaveProperty('rate');
    expect(it.history().filter(({ type }) => type === 'rate')).toMatchObject([{ to: '3' }, { from: '3', to: '4' }]);
    const own = await it.office(['rate', { stars: 5 }]);
    expect(own.results.at(-1)).toMatchObject({ outcome: 'refused', code: 'not-allowed' });
  });
});

describe('photos of the finished work', () => {
  test('Only where the company shows them, only of the finished work, only what has arrived', async () => {
    const it = await booked();
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
    const photo = (kind: string, more: Buffer) => {
      const all = Buffer.concat([bytes, more]);
      return { sha256: createHash('sha256').update(all).digest('hex'), bytes: all.length, type: 'image/jpeg', kind, all };
    };
    const [before, after, unsent] = [photo('before', Buffer.of(1)), photo('after', Buffer.of(2)), photo('after', Buffer.of(3))];
    const args = [before, after, unsent].map(({ all: _, ...rest }) => rest);
    await it.office(['set_status', { to: 'ready_for_pickup' }], ['set_status', { to: 'in_progress' }], ['set_status', { to: 'completed' }]);
    await it.office(...args.map((each): [string, unknown] => ['attach_photo', each]));
    const { client } = await it.api.signedIn('dana');
    for (const { sha256, all } of [before, after]) it.api.ports.photos.set(`quickdump ${sha256}`, all);
    for (const each of args) await client.call('POST', `/api/jobs/${it.id}/photos`, each);
    expect(await it.view()).not.toHaveProperty('photos');
    const { body } = await client.call('GET', '/api/company');
    await client.call('PUT', '/api/company', { revision: body['revision'], set: { showPhotos: true } });
    it.api.ports.clock.nowMs += 60_000;
    expect((await it.view())['photos']).toEqual([after.sha256]);
  });
});
