// Promises about bad input: a clear answer by field or in words, stored bytes as they were, and nothing of a mutation lost.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '#core/job';
import { newId } from '../support/api-client.ts';
import { bookingFor, demoApi } from '../support/demo-api.ts';

const DAY = '2026-11-25';
const openApi = () => demoApi();
let api: Awaited<ReturnType<typeof openApi>>;
let dana: Awaited<ReturnType<typeof api.signedIn>>;
beforeEach(async () => {
  api = await openApi();
  dana = await api.signedIn('dana');
});

const book = (body: unknown) => api.open().call('POST', '/api/bookings', body, { 'idempotency-key': newId() });
const pathsOf = (reply: { body: Record<string, unknown> }) => (reply.body['errors'] as { path: string }[]).map(({ path }) => path);
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
async function newJob(): Promise<string> {
  const job = newId();
  const { tenant: _, ...args } = bookingFor(DAY);
  await dana.phone.sync([dana.phone.mutation('create_job', job, args)]);
  return job;
}
const jobOf = async (id: string): Promise<Job> => (await dana.client.call('GET', `/api/jobs/${id}`)).body as unknown as Job;

describe('a booking that cannot be one', () => {
  const base = bookingFor(DAY);
  const named = (name: unknown) => ({ ...base, customer: { ...base.customer, name } });
  test.each<[string, unknown, string[]]>([
    ['a name of 10,000 characters', named('x'.repeat(10_000)), ['customer.name']],
    ['a name of blanks', named('   '), ['customer.name']],
    ['control characters', named('Al\u0000\u001b[2J'), ['customer.name']],
    ['characters that turn the text around', named('\u202Egnp.exe'), ['customer.name']],
    ['half a character', named('\uD800'), ['customer.name']],
    ['a number for a name', named(7), ['customer.name']],
    ['an object for a name', named({ toString: 'x' }), ['customer.name']],
    ['a day that does not exist', { ...base, window: { date: '2026-02-30', slot: '10-12' } }, ['window.date']],
    ['a day of the year 9999', { ...base, window: { date: '9999-12-31', slot: '10-12' } }, ['window.date']],
    ['a day in another form', { ...base, window: { date: '25.11.2026', slot: '10-12' } }, ['window.date']],
    ['a window that is none', { ...base, window: { date: DAY, slot: '03-05' } }, ['window.slot']],
    ['a service that is none', { ...base, service: 'teleport' }, ['service']],
    ['a field that is not known', { ...base, price: 1 }, ['price']],
    ['nothing', {}, ['tenant', 'customer', 'address', 'service', 'window']],
  ])('%s', async (_, body, paths) => {
    const reply = await book(body);
    expect([reply.status, reply.body['code'], [...new Set(pathsOf(reply))]]).toEqual([422, 'invalid-fields', paths]);
    expect(api.ports.stored('quickdump')).toBeUndefined();
  });
  test.each([
    ['not JSON', '{"tenant":'],
    ['nothing at all', ''],
    ['bytes that are no text', '\u00ff\u00fe'],
  ])('%s', async (_, body) => {
    const reply = await book(body);
    expect([reply.status, reply.body['code']]).toEqual([422, 'not-json']);
  });
  test('Over 256 KB is 413, however it is sent', async () => {
    const reply = await book({ ...base, notes: 'x'.repeat(257 * 1024) });
    expect([reply.status, reply.body['code']]).toEqual([413, 'too-large']);
  });
  test('100,000 levels deep, and keys that reach for the prototype', async () => {
    for (const body of [
      nested(100_000),
      `{"tenant":${nested(50_000)}}`,
      '{"__proto__":{"tenant":"quickdump"},"constructor":{"prototype":{"access":"owner"}}}',
    ])
      expect((await book(body)).status).toBe(422);
    expect(({} as Record<string, unknown>)['access']).toBeUndefined();
  });
});

describe('a mutation', () => {
  const send = async (change: object) => {
    const mutation = { ...dana.phone.mutation('add_note', await newJob(), { text: 'x' }), ...change };
    const reply = await dana.client.call('POST', '/api/sync', dana.phone.envelope([mutation]));
    return { mutation, reply, result: (reply.body['results'] as { outcome: string; code: string }[] | undefined)?.[0] };
  };
  test('Fields that are not known here are kept with it, not refused', async () => {
    const { mutation, result } = await send({ args: { text: 'Round the back', mood: 'sunny' }, fromTheFuture: true });
    expect(result?.outcome).toBe('applied');
    const stored = (await jobOf(mutation.job)).history.find(({ id }) => id === mutation.id);
    expect(JSON.stringify(stored)).toContain('sunny');
  });
  test.each<[string, object]>([
    ['a status that does not exist', { type: 'set_status', args: { to: 'teleported' } }],
    ['a type that does not exist', { type: 'explode', args: {} }],
    ['arguments that are no object', { args: 'text' }],
    ['a note of 4,001 characters', { args: { text: 'x'.repeat(4_001) } }],
    ['a tap on a day that does not exist', { tappedAt: '2026-02-30T10:00:00Z' }],
    ['arguments 50 levels deep', { args: { text: JSON.parse(nested(50)) as unknown } }],
    ['keys that reach for the prototype', { args: JSON.parse('{"__proto__":{"text":"x"}}') as unknown }],
  ])('%s is refused as unreadable, and kept for the office to see', async (_, change) => {
    const { mutation, result } = await send(change);
    expect([result?.outcome, result?.code]).toEqual(['refused', 'unreadable']);
    expect(api.ports.stored('quickdump')).toContain(mutation.id);
  });
  test.each([
    ['id', undefined],
    ['seq', '1'],
    ['schema', null],
  ])('An envelope whose %s is %s settles nothing', async (field, value) => {
    const job = await newJob();
    const before = api.ports.stored('quickdump');
    const mutations = [
      dana.phone.mutation('add_note', job, { text: 'x' }),
      { ...dana.phone.mutation('add_note', job, {}), [field]: value },
    ];
    const reply = await dana.client.call('POST', '/api/sync', dana.phone.envelope(mutations));
    expect([reply.status, pathsOf(reply)]).toEqual([422, [`mutations.1.${field}`]]);
    expect(api.ports.stored('quickdump')).toBe(before);
  });
  test('Nesting deeper than any stack, in an exchange of the size that is allowed, is an answer and no crash', async () => {
    const job = await newJob();
    const envelope = JSON.stringify(dana.phone.envelope([dana.phone.mutation('add_note', job, { text: 'DEEP' })]));
    const reply = await dana.client.call('POST', '/api/sync', envelope.replace('"DEEP"', nested(90_000)));
    expect([reply.status, reply.body['code']]).toEqual([422, 'not-json']);
    expect((await jobOf(job)).notes.map(({ text }) => text)).toEqual(['Gate code 4411']);
  });
});

describe('questions that make no sense', () => {
  test.each([
    ['/api/jobs?status=teleported', 422],
    ['/api/jobs?date=tomorrow', 422],
    ['/api/jobs?since=1.0&q=elm', 422],
    ['/api/jobs?since=-1.x', 422],
    ['/api/jobs?constructor=1', 422],
    ['/api/crew?from=2026-12-31&to=2026-01-01', 422],
    ['/api/crew?from=2026-01-01&to=2036-01-01', 422],
    ['/api/jobs/not-an-id', 404],
    ['/api/jobs/__proto__', 404],
    ['/api/nothing', 404],
  ])('GET %s → %i', async (path, status) => {
    expect((await dana.client.call('GET', path)).status).toBe(status);
  });
  test.each([
    ['DELETE', '/api/jobs'],
    ['PATCH', '/api/crew'],
    ['PUT', '/api/sync'],
    ['POST', '/api/track'],
  ])('%s %s → 405, and what is allowed', async (method, path) => {
    const reply = await dana.client.call(method, path, {});
    expect([reply.status, reply.body['code']]).toEqual([405, 'method-not-allowed']);
    expect(reply.headers.get('allow')).toMatch(/GET|POST/);
  });
});
