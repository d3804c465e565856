// Promises of the settings over HTTP, on real stores: nobody's change is lost, each wrong field is named, and customers see what was set.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '#core/clock-time';
import { newId } from '../support/api-client.ts';
import { bookingFor } from '../support/demo-api.ts';
import { LOGO_BYTES, LOGO_SHA256 } from '../support/logo.ts';
import { openScene, type Scene, type Visitor } from './access/scene.ts';

const COMPANY = 'tenants/quickdump/company.json';
const SLOW_MS = 240_000;
let scene: Scene;
let dana: Visitor;
let olga: Visitor;
let begun: Uint8Array;
beforeAll(async () => {
  scene = await openScene();
  [dana, olga] = [scene.visitor('dispatcher'), scene.visitor('owner')];
  begun = await scene.store.bytes(COMPANY);
}, SLOW_MS);
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.store.plant(COMPANY, begun);
  scene.serve();
});

interface Held {
  readonly revision: string;
  readonly company: Record<string, unknown> & { version: number; slots: { slot: string; weekdays: number[] }[] };
  readonly changed: Record<string, { by: { name: string } }>;
}
const read = async ({ client }: Visitor): Promise<Held> => (await client.call('GET', '/api/company')).body as unknown as Held;
const save = ({ client }: Visitor, revision: string, set: unknown) => client.call('PUT', '/api/company', { revision, set });
const stored = async () => JSON.parse(Buffer.from(await scene.store.bytes(COMPANY)).toString()) as Record<string, unknown>;
const errorsOf = (body: Record<string, unknown>) => (body['errors'] as { path: string }[]).map(({ path }) => path);
const page = async () => (await dana.client.call('GET', '/api/tenants/quickdump')).body;
const day = (days: number): string => addDays(new Date().toISOString().slice(0, 10), days);
const book = (date: string, slot: string) =>
  dana.client.call('POST', '/api/bookings', bookingFor(date, slot), { 'idempotency-key': newId(), 'x-forwarded-for': newId() });

describe('two editors', () => {
  test('The later one is told what is there now and who set it; nothing was written', async () => {
    const seen = await read(dana);
    expect((await save(olga, seen.revision, { phone: '(617) 555-0111' })).status).toBe(200);
    const before = await stored();
    const reply = await save(dana, seen.revision, { phone: '(617) 555-0122' });
    expect([reply.status, reply.body['code']]).toEqual([409, 'company-changed']);
    const current = reply.body['current'] as Held;
    expect(current).toEqual(await read(dana));
    expect(current.company['phone']).toBe('(617) 555-0111');
    expect(current.changed['phone']?.by.name).toBe('Olga Tester');
    expect(await stored()).toEqual(before);
    expect((await save(dana, current.revision, { phone: '(617) 555-0122' })).status).toBe(200);
  });
  test('Of ten who save on one revision at once, one is saved, and nine are told', async () => {
    const { revision } = await read(dana);
    const replies = await Promise.all(Array.from({ length: 10 }, (_, at) => save(at % 2 ? dana : olga, revision, { name: `Name ${at}` })));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    expect((await stored())['name']).toBe((replies.find(({ status }) => status === 200)?.body as unknown as Held).company['name']);
    expect((await read(dana)).company.version).toBe(1);
  });
  test('An answer that got lost is no loss: sent again it is 409, and what is there is what was sent', async () => {
    const { revision } = await read(dana);
    scene.store.meet((method) => (method === 'PUT' ? 'cut-after-commit' : null));
    const first = await save(dana, revision, { mark: 'QX' });
    scene.store.meet(() => null);
    expect([409, 503]).toContain(first.status);
    const again = await save(dana, revision, { mark: 'QX' });
    const { company } = again.status === 409 ? (again.body['current'] as Held) : (again.body as unknown as Held);
    expect(company['brand']).toMatchObject({ mark: 'QX' });
  });
  test('Setting what is set already writes nothing', async () => {
    const seen = await read(dana);
    const reply = await save(dana, seen.revision, { name: seen.company['name'] });
    expect([reply.status, (reply.body as unknown as Held).revision]).toEqual([200, seen.revision]);
  });
});

test('What another release wrote into the object is still there after a change', async () => {
  await scene.store.plant(COMPANY, JSON.stringify({ ...JSON.parse(Buffer.from(begun).toString()), sms: { from: '+16175550100' } }));
  scene.serve();
  const { revision } = await read(dana);
  await save(dana, revision, { name: 'Quick' });
  expect(await stored()).toMatchObject({
    name: 'Quick',
    sms: { from: '+16175550100' },
    changed: { name: { by: { name: 'Dana Tester' } } },
  });
});

describe('bad input is refused by field, and changes nothing', () => {
  const slot = { start: '08:00', end: '10:00', places: 2, weekdays: [1] };
  test.each<[string, unknown, string[]]>([
    ['a colour without contrast', { color: '#ffcc00' }, ['set.color']],
    ['a window that ends before it starts', { slots: [{ ...slot, end: '07:00' }] }, ['set.slots.0.end']],
    [
      'a logo that is not here',
      { logo: { sha256: 'a'.repeat(64), type: 'image/png', width: 1, height: 1, path: `/api/tenants/quickdump/logo/${'a'.repeat(64)}` } },
      ['set.logo'],
    ],
    [
      'a logo of another site',
      { logo: { sha256: LOGO_SHA256, type: 'image/png', width: 1, height: 1, path: 'https://elsewhere.example/x' } },
      ['set.logo.path'],
    ],
    ['its address in links', { slug: 'other' }, ['set.slug']],
    ['closing the company', { disabled: true }, ['set.disabled']],
    ['several at once', { name: '', phone: 'x', timeZone: 'Mars/Base' }, ['set.name', 'set.phone', 'set.timeZone']],
  ])('%s', async (_, set, paths) => {
    const { revision } = await read(dana);
    const before = await stored();
    const reply = await save(dana, revision, set);
    expect([reply.status, reply.body['code'], errorsOf(reply.body)]).toEqual([422, 'invalid-fields', paths]);
    expect(await stored()).toEqual(before);
  });
  test.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', /scripts/],
    ['a page that calls itself a picture', '<script>alert(1)</script>', /not a picture/],
    ['nothing', '', /not a picture|base64/],
  ])('as a logo, %s', async (_, text, words) => {
    const reply = await dana.client.call('POST', '/api/company/logo', { data: Buffer.from(text).toString('base64') });
    expect([reply.status, errorsOf(reply.body)]).toEqual([422, ['data']]);
    expect((reply.body['errors'] as { message: string }[])[0]?.message).toMatch(words);
  });
});

describe('a logo', () => {
  test('is kept under its hash, set, shown to customers, kept by browsers for a year, and taken off again', async () => {
    const { body } = await dana.client.call('POST', '/api/company/logo', { data: LOGO_BYTES.toString('base64') });
    const logo = body['logo'] as { path: string };
    expect(logo).toEqual({
      sha256: LOGO_SHA256,
      type: 'image/png',
      width: 1,
      height: 1,
      path: `/api/tenants/quickdump/logo/${LOGO_SHA256}`,
    });
    const { revision } = await read(dana);
    // What the client says about it does not count.
    const set = await save(dana, revision, { logo: { ...logo, width: 400 } });
    expect(set.body).toMatchObject({ company: { brand: { logo } } });
    expect((await page())['brand']).toMatchObject({ logo });
    const shown = await scene.visitor('nobody signed in').client.call('GET', logo.path);
    expect([
      shown.status,
      shown.headers.get('content-type'),
      shown.headers.get('cache-control'),
      shown.headers.get('x-content-type-options'),
    ]).toEqual([200, 'image/png', 'public, max-age=31536000, immutable', 'nosniff']);
    expect((await dana.client.call('GET', logo.path, undefined, { 'if-none-match': `"${LOGO_SHA256}"` })).status).toBe(304);
    await save(dana, (set.body as unknown as Held).revision, { logo: null });
    expect((await page())['brand']).not.toHaveProperty('logo');
  });
  test('that lies there and is no picture is not shown', async () => {
    await scene.store.plant(`tenants/quickdump/logos/${'b'.repeat(64)}`, '<script>alert(1)</script>');
    expect((await dana.client.call('GET', `/api/tenants/quickdump/logo/${'b'.repeat(64)}`)).status).toBe(404);
  });
});

describe('customers follow', () => {
  test('at once: name, services and places are what was saved, whichever sandbox answers', async () => {
    const other = scene.visitor('nobody signed in');
    await other.client.call('GET', '/api/tenants/quickdump');
    const { revision, company } = await read(dana);
    const slots = company.slots.map((slot, at) => ({ ...slot, placesOn: Array(7).fill(at === 0 ? 5 : 3) as number[] }));
    await save(dana, revision, {
      name: 'Quick & Clean',
      services: [{ id: 'sofa', name: 'Sofa', description: 'Up to three seats' }],
      slots,
    });
    const shown = await page();
    expect(shown).toMatchObject({ name: 'Quick & Clean', services: [{ id: 'sofa', name: 'Sofa', description: 'Up to three seats' }] });
    expect((shown['days'] as { slots: { open: number }[] }[])[10]?.slots[0]?.open).toBe(5);
    expect((await dana.client.call('GET', '/api/session')).body).toMatchObject({ company: { name: 'Quick & Clean', version: 1 } });
  });
  test('A day that is closed, a weekday that is, and too short a notice: 409, with the nearest open ones', async () => {
    const { revision, company } = await read(dana);
    const closedOn = new Date(`${day(8)}T12:00:00Z`).getUTCDay();
    const slots = company.slots.map((slot) =>
      slot.slot === '08-10' ? { ...slot, weekdays: slot.weekdays.filter((each) => each !== closedOn) } : slot,
    );
    await save(dana, revision, { blackout: [{ date: day(7), reason: 'Stocktaking' }], slots, noticeMinutes: 3 * 24 * 60 });
    const closed = await book(day(7), '10-12');
    expect([closed.status, closed.body['code'], closed.body['detail']]).toEqual([
      409,
      'window-closed',
      expect.stringContaining('Stocktaking'),
    ]);
    expect((closed.body['open'] as { date: string }[]).every(({ date }) => date !== day(7))).toBe(true);
    expect((await book(day(8), '08-10')).body['code']).toBe('window-closed');
    expect((await book(day(8), '10-12')).status).toBe(201);
    expect((await book(day(1), '10-12')).body['code']).toBe('window-too-soon');
  });
  test('The office books where customers cannot', async () => {
    const { revision } = await read(dana);
    await save(dana, revision, { blackout: [{ date: day(7) }], noticeMinutes: 3 * 24 * 60 });
    const { tenant: _, ...args } = bookingFor(day(7));
    const { results } = await dana.phone.sync([dana.phone.mutation('create_job', newId(), args)]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied']);
  });
  test('A job whose window is closed keeps its times, and a queue that names the window still resolves', async () => {
    const { revision } = await read(dana);
    await save(dana, revision, { slots: [{ start: '09:00', end: '12:00', places: 2, weekdays: [0, 1, 2, 3, 4, 5, 6] }] });
    const id = newId();
    const { tenant: _, ...args } = bookingFor(day(5), '10-12');
    await dana.phone.sync([dana.phone.mutation('create_job', id, args)]);
    expect((await scene.jobAsStored(id))?.window).toMatchObject({ slot: '10-12', start: '10:00', end: '12:00' });
    expect((await book(day(5), '10-12')).body['code']).toBe('window-closed');
    expect((await book(day(5), '09-12')).status).toBe(201);
  });
});
