// Promises of the API above its stores: booking, session, exchange, tracking.
import { describe, expect, test } from 'vitest';
import { problem } from '#core/problem';
import { refuse } from '#core/result';
import { bookingFor, demoApi, PASSWORD } from '../../support/demo-api.ts';
import { newId } from '../../support/api-client.ts';

const DAY = '2026-11-25';
const book = (api: Awaited<ReturnType<typeof demoApi>>, key = newId(), body: unknown = bookingFor(DAY)) =>
  api.open().call('POST', '/api/bookings', body, { 'idempotency-key': key });
const jobOf = (reply: { body: Record<string, unknown> }) => reply.body['job'] as { id: string; number: number };

describe('booking', () => {
  test('A customer books and gets a number and a tracking link', async () => {
    const api = await demoApi();
    const reply = await book(api);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      job: { number: 1001, status: 'booking_confirmed', window: { date: DAY, slot: '10-12', start: '10:00', end: '12:00' } },
    });
    expect(reply.body['trackingUrl']).toBe(`http://127.0.0.1:4173/track/#${String(reply.body['trackingToken'])}`);
  });
  test('The same key books once, another body under it is refused', async () => {
    const api = await demoApi();
    const key = newId();
    const [first, again] = [await book(api, key), await book(api, key)];
    expect(again.body).toEqual(first.body);
    const other = await book(api, key, bookingFor(DAY, '12-14'));
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency-key-reused']);
    expect(JSON.parse(api.ports.stored('quickdump') ?? '').jobs).toHaveLength(1);
  });
  test('The last place goes to one, the other is offered the next', async () => {
    const api = await demoApi();
    for (let i = 0; i < 3; i++) expect((await book(api)).status).toBe(201);
    const late = await book(api);
    expect([late.status, late.body['code']]).toEqual([409, 'window-full']);
    expect((late.body['open'] as unknown[])[0]).toMatchObject({ date: DAY, slot: '08-10' });
  });
  test('Wrong fields are named one by one, and nothing is stored', async () => {
    const api = await demoApi();
    const reply = await book(api, newId(), { ...bookingFor(DAY), customer: { name: '', phone: 'call me' }, address: undefined, extra: 1 });
    expect([reply.status, reply.body['code']]).toEqual([422, 'invalid-fields']);
    expect((reply.body['errors'] as { path: string }[]).map(({ path }) => path).toSorted()).toEqual([
      'address',
      'customer.name',
      'customer.phone',
      'customer.phone',
      'extra',
    ]);
    expect(api.ports.stored('quickdump')).toBeUndefined();
  });
  test('Markup in a name is text', async () => {
    const api = await demoApi();
    const name = '<script>alert(1)</script>';
    const id = jobOf(await book(api, newId(), { ...bookingFor(DAY), customer: { name, phone: '6175550148' } })).id;
    const { client } = await api.signedIn('dana');
    expect((await client.call('GET', `/api/jobs/${id}`)).body['customer']).toMatchObject({ name });
  });
  test('A window that has begun is refused with the nearest open ones', async () => {
    const reply = await book(await demoApi(), newId(), bookingFor('2026-11-24', '08-10'));
    expect([reply.status, reply.body['code']]).toEqual([409, 'window-past']);
  });
});

describe('session', () => {
  test('A wrong password, a wrong name and a wrong company look the same', async () => {
    const api = await demoApi();
    const tries = [
      { tenant: 'quickdump', login: 'dana', password: 'no' },
      { tenant: 'quickdump', login: 'nobody', password: 'no' },
      { tenant: 'none', login: 'dana', password: PASSWORD },
    ];
    const replies = await Promise.all(tries.map((each) => api.open().call('POST', '/api/session', each)));
    for (const reply of replies)
      expect([reply.status, reply.body['code'], reply.body['detail']]).toEqual([
        401,
        'wrong-credentials',
        'Check company, name and password.',
      ]);
  });
  test('Ten wrong tries are free, then the wait grows and says how long', async () => {
    const api = await demoApi();
    const wrong = () => api.open().call('POST', '/api/session', { tenant: 'quickdump', login: 'dana', password: 'no' });
    for (let i = 0; i < 10; i++) expect((await wrong()).status).toBe(401);
    const held = await wrong();
    expect([held.status, held.headers.get('retry-after')]).toEqual([429, '1']);
    api.ports.clock.nowMs += 3_600_000;
    expect((await api.open().call('POST', '/api/session', { tenant: 'quickdump', login: 'dana', password: PASSWORD })).status).toBe(200);
  });
  test('A session outlives its token by the refresh, survives a lost answer, and ends when an old secret comes back', async () => {
    const api = await demoApi();
    const { client } = await api.signedIn('sam');
    const atSignIn = new Map(client.cookies);
    api.ports.clock.nowMs += 20 * 60_000;
    expect((await client.call('GET', '/api/session')).status).toBe(200);
    const lost = api.open();
    for (const [name, value] of atSignIn) lost.cookies.set(name, value);
    expect((await lost.call('GET', '/api/session')).status).toBe(200);
    expect(lost.cookies.get('__Host-refresh')).toBe(client.cookies.get('__Host-refresh'));
    api.ports.clock.nowMs += 20 * 60_000;
    expect((await client.call('GET', '/api/session')).status).toBe(200);
    const thief = api.open();
    for (const [name, value] of atSignIn) thief.cookies.set(name, value);
    expect((await thief.call('GET', '/api/session')).status).toBe(401);
    api.ports.clock.nowMs += 20 * 60_000;
    expect((await client.call('GET', '/api/session')).status).toBe(401);
  });
  test('A failure carries no session: what lies between may give it to somebody else, and the renewal is asked for again', async () => {
    const api = await demoApi();
    const { client } = await api.signedIn('sam');
    api.ports.clock.nowMs += 16 * 60_000;
    const { openJobStore } = api.ports;
    const broken = () => Promise.resolve(refuse(problem('store-unreachable', 'The store does not answer.')));
    Object.assign(api.ports, { openJobStore: () => ({ read: broken, change: broken }) });
    const failed = await client.call('GET', '/api/jobs');
    expect([failed.status, failed.headers.getSetCookie()]).toEqual([503, []]);
    Object.assign(api.ports, { openJobStore });
    const again = await client.call('GET', '/api/jobs');
    expect([again.status, again.headers.getSetCookie().length]).toEqual([200, 2]);
  });
  test('Signing out ends the session for a copy of its cookies too', async () => {
    const api = await demoApi();
    const { client } = await api.signedIn('sam');
    const copy = new Map(client.cookies);
    expect((await client.call('DELETE', '/api/session')).status).toBe(204);
    for (const [name, value] of copy) client.cookies.set(name, value);
    expect((await client.call('GET', '/api/jobs')).status).toBe(401);
  });
  test('A disabled member is out at the next request, and their device hears why; who holds no secret of theirs does not', async () => {
    const api = await demoApi();
    const [sam, dana] = [await api.signedIn('sam'), await api.signedIn('dana')];
    const change = async (disabled: boolean) =>
      (await dana.client.call('PUT', `/api/crew/${sam.id}`, { name: 'Sam Tester', access: 'crew', roles: ['driver'], disabled })).status;
    const answerTo = async ({ client } = sam) => {
      const { status, body } = await client.call('GET', '/api/jobs');
      return [status, body['code']];
    };
    expect(await change(true)).toBe(200);
    expect(await answerTo()).toEqual([401, 'account-disabled']);
    api.ports.clock.nowMs += 20 * 60_000;
    expect(await answerTo()).toEqual([401, 'account-disabled']);
    const guess = sam.client.cookies.get('__Host-refresh')?.replace(/.{43}$/, 'A'.repeat(43)) ?? '';
    const stranger = { ...sam, client: api.open() };
    stranger.client.cookies.set('__Host-refresh', guess);
    expect(await answerTo(stranger)).toEqual([401, 'not-signed-in']);
  });
});

describe('the main job', () => {
  test('Booked, assigned, started and completed; the customer sees each step and never the rest', async () => {
    const api = await demoApi();
    const booked = await book(api);
    const { id } = jobOf(booked);
    const [dana, sam] = [await api.signedIn('dana'), await api.signedIn('sam')];
    expect((await sam.phone.sync()).jobs).toEqual([]);
    const assigned = await dana.phone.sync([
      dana.phone.mutation('assign', id, { role: 'driver', member: sam.id }),
      dana.phone.mutation('set_status', id, { to: 'ready_for_pickup' }),
    ]);
    expect(assigned.results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    const mine = (await sam.phone.sync()).jobs[0];
    expect(mine).toMatchObject({ id, status: 'ready_for_pickup', crew: { driver: sam.id }, customer: { phone: '(617) 555-0148' } });
    const base = { status: 'ready_for_pickup', rev: mine?.rev ?? 0 };
    const done = await sam.phone.sync([
      sam.phone.mutation('set_status', id, { to: 'in_progress' }, base),
      sam.phone.mutation('set_status', id, { to: 'completed' }, { status: 'in_progress', rev: base.rev }),
    ]);
    expect(done.results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    const seen = await api.open().call('GET', '/api/track', undefined, { 'x-tracking-token': String(booked.body['trackingToken']) });
    expect(seen.body).toMatchObject({ number: 1001, status: 'completed', driver: { firstName: 'Sam' } });
    expect((seen.body['timeline'] as { status: string }[]).map(({ status }) => status)).toEqual([
      'booking_confirmed',
      'ready_for_pickup',
      'in_progress',
      'completed',
    ]);
    expect(JSON.stringify(seen.body)).not.toMatch(/555-0148|Gwinnett|Rosa|4411/);
    const again = await api.open().call('GET', '/api/track', undefined, {
      'x-tracking-token': String(booked.body['trackingToken']),
      'if-none-match': seen.headers.get('etag') ?? '',
    });
    expect(again.status).toBe(304);
  });
  test('What is sent twice is answered the same and counted once', async () => {
    const api = await demoApi();
    const { id } = jobOf(await book(api));
    const { client, phone } = await api.signedIn('dana');
    const request = phone.envelope([phone.mutation('set_status', id, { to: 'ready_for_pickup' })]);
    const [first, again] = [await client.call('POST', '/api/sync', request), await client.call('POST', '/api/sync', request)];
    expect(again.body['results']).toEqual(first.body['results']);
    expect(again.body['version']).toBe(first.body['version']);
  });
  test('Conflicts come with their codes and change nothing', async () => {
    const api = await demoApi();
    const { id } = jobOf(await book(api));
    const { client, phone } = await api.signedIn('dana');
    const first = phone.mutation('set_status', id, { to: 'ready_for_pickup' });
    phone.mutation('add_note', id, { text: 'never sent' });
    const third = phone.mutation('add_note', id, { text: 'too early' });
    await client.call('POST', '/api/sync', phone.envelope([first]));
    const before = api.ports.stored('quickdump');
    const gap = await client.call('POST', '/api/sync', phone.envelope([third]));
    expect([gap.status, gap.body['code'], gap.body['expectedSeq']]).toEqual([409, 'sequence-gap', 2]);
    const reused = await client.call('POST', '/api/sync', phone.envelope([{ ...first, id: newId() }]));
    expect([reused.status, reused.body['code']]).toEqual([409, 'sequence-reused']);
    const other = await client.call('POST', '/api/sync', { ...phone.envelope([third]), author: newId() });
    expect([other.status, other.body['code']]).toEqual([409, 'author-mismatch']);
    const newer = await client.call('POST', '/api/sync', phone.envelope([{ ...third, seq: 2, schema: 9 }]));
    expect([newer.status, newer.body['code'], newer.body['maxSchema']]).toEqual([409, 'schema-unsupported', 1]);
    const ahead = await client.call('POST', '/api/sync', { ...phone.envelope([]), cursor: { epoch: 1, version: 99 } });
    expect([ahead.status, ahead.body['code']]).toEqual([503, 'store-rolled-back']);
    expect(api.ports.stored('quickdump')).toBe(before);
  });
});

describe('who may see what', () => {
  test('A job of another company, or that one is not on, is not there', async () => {
    const ports = (await demoApi()).ports;
    const [quick, bay] = [await demoApi(ports), await demoApi(ports, 'bayhaul')];
    const { id } = jobOf(await book(quick));
    for (const { client } of [await bay.signedIn('dana'), await quick.signedIn('sam')])
      expect((await client.call('GET', `/api/jobs/${id}`)).status).toBe(404);
  });
  test('A broken or foreign tracking token gets the same kind answer', async () => {
    const api = await demoApi();
    const token = String((await book(api)).body['trackingToken']);
    const flipped = token.slice(0, 30) + (token[30] === 'A' ? 'B' : 'A') + token.slice(31);
    for (const each of ['', 'x', flipped, token.slice(0, -1)]) {
      const reply = await api.open().call('GET', '/api/track', undefined, { 'x-tracking-token': each });
      expect([reply.status, reply.body['code']]).toEqual([404, 'not-found']);
    }
  });
  test('A request from another site changes nothing', async () => {
    const api = await demoApi();
    const { client, phone } = await api.signedIn('dana');
    const reply = await client.call('POST', '/api/sync', phone.envelope([]), { 'sec-fetch-site': 'cross-site' });
    expect([reply.status, reply.body['code']]).toEqual([403, 'cross-site']);
  });
  test('A wrong method says which one is right; an unknown address is 404', async () => {
    const { open } = await demoApi();
    const wrong = await open().call('PATCH', '/api/jobs');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET']);
    expect((await open().call('GET', '/api/none')).status).toBe(404);
    expect((await open().call('GET', '/api/jobs/not-a-uuid')).status).toBe(401);
  });
});
