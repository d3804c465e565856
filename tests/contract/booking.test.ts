// Promises of booking on the real local stores: places are never sold twice, a repeat is answered, numbers exist, strangers learn nothing.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '#core/clock-time';
import type { OpenDay } from '#core/booking';
import type { Ports } from '#lambda/port';
import { bookingFor, demoApi, TEST_CONFIG, testCompany } from '../support/demo-api.ts';
import { newId, type Reply } from '../support/api-client.ts';
import { realPorts, type RealPorts } from '../support/real-ports.ts';

const SLOW_MS = 240_000;
const day = (n: number): string => addDays(new Date().toISOString().slice(0, 10), n);
let store: RealPorts;
let api: Awaited<ReturnType<typeof demoApi<Ports>>>;
beforeAll(async () => {
  store = await realPorts(TEST_CONFIG);
  api = await demoApi<Ports>(store.open());
}, SLOW_MS);
afterAll(() => store.close());

const book = (body: object, key = newId(), address = newId()): Promise<Reply> =>
  api.open().call('POST', '/api/bookings', body, { 'idempotency-key': key, 'x-forwarded-for': address });
const numberOf = ({ body }: Reply) => (body['job'] as { number: number }).number;
async function openAt(date: string, slot: string): Promise<number | undefined> {
  const { body } = await api.open().call('GET', '/api/tenants/quickdump');
  const days = body['days'] as OpenDay[];
  return days.find((each) => each.date === date)?.slots.find((each) => each.slot === slot)?.open;
}

test(
  'A hundred customers race for five places: five bookings, ninety-five clear answers with what is open',
  { timeout: SLOW_MS },
  async () => {
    const date = day(2);
    const slots = testCompany().slots.map((slot) => ({ ...slot, places: 5 }));
    await api.ports.companies.write({ ...testCompany(), slots });
    /** As the page does: what could not be saved, or was not answered, is sent again under its key. */
    const persist = async (n: number): Promise<Reply> => {
      const wanted = { ...bookingFor(date), address: `${n} Race St`, customer: { name: `C ${n}`, phone: '(617) 555-0148' } };
      const key = newId();
      let reply = await book(wanted, key);
      for (let tries = 1; reply.status === 503 && tries < 10; tries++) reply = await book(wanted, key);
      return reply;
    };
    const replies = await Promise.all(Array.from({ length: 100 }, (_, n) => persist(n)));
    const made = replies.filter(({ status }) => status === 201);
    const refused = replies.filter(({ status }) => status !== 201);
    expect([made.length, new Set(made.map(numberOf)).size, refused.length]).toEqual([5, 5, 95]);
    for (const { status, body } of refused) {
      expect([status, body['code']]).toEqual([409, 'window-full']);
      const open = body['open'] as { date: string; slot: string }[];
      expect(open.length).toBeGreaterThan(0);
      expect(open).not.toContainEqual(expect.objectContaining({ date, slot: '10-12' }));
    }
    expect(await openAt(date, '10-12')).toBe(0);
  },
);

describe('the roster', () => {
  test('limits the page and the booking alike; a day that nobody has planned is not limited', async () => {
    const [date, other] = [day(5), day(6)];
    const { sam = '', bo = '' } = api.people;
    const dana = await api.signedIn('dana');
    const plan = (id: string, dates: string[]) =>
      dana.client.call('PUT', `/api/crew/${id}/availability`, { availability: dates.map((each) => ({ date: each, roles: ['driver'] })) });
    await plan(sam, [date]);
    expect([await openAt(date, '08-10'), await openAt(other, '08-10')]).toEqual([2, 5]);
    await plan(bo, [date]);
    expect(await openAt(date, '08-10')).toBe(4);
    const off = (id: string, isOff: boolean) => dana.client.call('PUT', `/api/crew/${id}/time-off`, { timeOff: [{ date, off: isOff }] });
    await off(sam, true);
    await off(bo, true);
    expect(await openAt(date, '08-10')).toBe(0);
    const refused = await book(bookingFor(date, '08-10'));
    expect([refused.status, refused.body['code']]).toEqual([409, 'window-full']);
    expect(refused.body['open']).not.toContainEqual(expect.objectContaining({ date }));
    await off(bo, false);
    expect([await openAt(date, '08-10'), (await book(bookingFor(date, '08-10'))).status, await openAt(date, '08-10')]).toEqual([2, 201, 1]);
  });
  test('never stops the office', async () => {
    const date = day(5);
    const dana = await api.signedIn('dana');
    for (let n = 0; n < 3; n++) {
      const { tenant: _, ...args } = bookingFor(date, '12-14');
      const made = await dana.phone.sync([dana.phone.mutation('create_job', newId(), args)]);
      expect(made.results[0]?.outcome).toBe('applied');
    }
  });
});

describe('a repeat', () => {
  test('is answered with its booking when its window is full, its number would be refused, or the hour’s limit is reached', async () => {
    const key = newId();
    const wanted = bookingFor(day(3), '14-16');
    const first = await book(wanted, key);
    for (let n = 0; n < 4; n++) await book({ ...wanted, address: `${n} Fill St` });
    expect((await book({ ...wanted, address: '9 Late St' })).body['code']).toBe('window-full');
    expect(numberOf(await book(wanted, key))).toBe(numberOf(first));
    const crowd = newId();
    let many = await book({ ...wanted, tenant: 'quickdump' }, newId(), crowd);
    for (let n = 0; n < 100 && many.status !== 429; n++) many = await book(wanted, newId(), crowd);
    expect(many.body['code']).toBe('too-many-requests');
    expect(numberOf(await book(wanted, key, crowd))).toBe(numberOf(first));
  });
});

describe('the same door and day', () => {
  const wanted = { ...bookingFor(day(4), '10-12'), address: '14 Twin Street, Hyde Park' };
  test('is asked about once, to the same phone only, and with the number only', async () => {
    const first = await book({ ...wanted, ifBooked: 'ask' });
    expect(first.status).toBe(201);
    const again = { ...wanted, address: '14 Twin St', customer: { name: 'Rosa', phone: '617.555.0148' } };
    const asked = await book({ ...again, ifBooked: 'ask' });
    expect([asked.status, asked.body['code'], asked.body['number']]).toEqual([409, 'booked-already', numberOf(first)]);
    expect(Object.keys(asked.body).toSorted()).toEqual(['code', 'detail', 'number', 'status', 'title']);
    const stranger = { ...again, customer: { name: 'Nosy', phone: '(617) 555-0199' } };
    expect((await book({ ...stranger, ifBooked: 'ask' })).status).toBe(201);
    expect((await book({ ...again, ifBooked: 'book' })).status).toBe(201);
    expect((await book(again)).status).toBe(201);
    const dana = await api.signedIn('dana');
    const { body } = await dana.client.call('GET', `/api/jobs?date=${day(4)}`);
    const flags = (body['jobs'] as { number: number; flags?: string[] }[]).toSorted((a, b) => a.number - b.number).map((job) => job.flags);
    expect(flags).toEqual([undefined, ['booked-twice'], ['booked-twice'], ['booked-twice']]);
  });
});

describe('who books', () => {
  test.each([
    ['617 555', 'too short'],
    ['617 555 0148 99', 'too many'],
    ['117 555 0148', 'no phone number that exists'],
  ])('%s is told what is wrong, beside its field', async (phone, sentence) => {
    const reply = await book({ ...bookingFor(day(7)), customer: { name: 'Rosa', phone } });
    expect([reply.status, reply.body['errors']]).toEqual([
      422,
      [{ path: 'customer.phone', message: expect.stringMatching(/phone number/i) as unknown }],
    ]);
    if (phone.length > 10) expect(JSON.stringify(reply.body['errors'])).toContain(sentence);
  });
  test('a number is read as the company’s country reads it, and kept as typed', async () => {
    await api.ports.companies.write({ ...testCompany(), country: 'MX' });
    const reply = await book({ ...bookingFor(day(7)), address: '1 Typed', customer: { name: 'Rosa', phone: '55 5555 0148' } });
    expect(reply.status).toBe(201);
    const dana = await api.signedIn('dana');
    const { body } = await dana.client.call('GET', `/api/jobs/${(reply.body['job'] as { id: string }).id}`);
    expect(body['customer']).toMatchObject({ phone: '55 5555 0148' });
    await api.ports.companies.write(testCompany());
  });
  test('a machine gets the limits’ answer for the unseen field, and a hurried form is asked again', async () => {
    const trapped = await book({ ...bookingFor(day(8)), website: 'https://spam.example' });
    expect([trapped.status, trapped.body['code']]).toEqual([429, 'too-many-requests']);
    expect(JSON.stringify(trapped.body)).not.toContain('website');
    const { body } = await api.open().call('GET', '/api/tenants/quickdump');
    const hurried = await book({ ...bookingFor(day(8)), opened: body['opened'] });
    expect([hurried.body['code'], Number(hurried.headers.get('retry-after'))]).toEqual(['too-fast', 2]);
    await new Promise((passed) => setTimeout(passed, 2_100));
    expect((await book({ ...bookingFor(day(8)), opened: body['opened'] })).status).toBe(201);
    expect((await book({ ...bookingFor(day(8)), opened: 'abc.def' })).body['code']).toBe('invalid-fields');
  });
});

test('A customer’s photo is announced once, confirmed by its bytes, and seen by the office', async () => {
  const token = (await book({ ...bookingFor(day(9)), address: '1 Photo St' })).body['trackingToken'] as string;
  const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.from('a sofa')]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const ask = () =>
    api.open().call('POST', '/api/track/photos', { sha256, bytes: bytes.length, type: 'image/jpeg' }, { 'x-tracking-token': token });
  expect((await ask()).body['state']).toBe('awaiting');
  const { upload } = (await ask()).body as { upload: { url: string; headers: Record<string, string> } };
  const put = await fetch(upload.url, { method: 'PUT', body: bytes, headers: upload.headers });
  expect(put.status).toBe(200);
  expect([(await ask()).body['state'], (await ask()).body['state']]).toEqual(['stored', 'stored']);
  const dana = await api.signedIn('dana');
  const { body } = await dana.client.call('GET', `/api/jobs?date=${day(9)}`);
  const [job] = body['jobs'] as { photos: unknown[]; history: { type: string }[] }[];
  expect(job?.photos).toEqual([
    expect.objectContaining({ sha256, kind: 'before', state: 'stored', by: { kind: 'customer', name: 'Rosa Delgado' } }),
  ]);
  expect(job?.history.filter(({ type }) => type === 'attach_photo')).toHaveLength(1);
});
