// Promise: whatever one asks of a job, it makes no difference that the job has left the book: it is found, shown, searched, counted and changed.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report, ReportRows } from '#core/report-view';
import { archiveAll } from '#lambda/archive/archive-jobs';
import { newId } from '../../support/api-client.ts';
import { bookingFor, demoApi } from '../../support/demo-api.ts';

const DAY_MS = 86_400_000;
const WINDOW = '2026-11-25';

/** A booking that was done by Sam, four days ago, and has left the book. */
async function archived(days = 4) {
  const api = await demoApi();
  const key = newId();
  const booking = await api.open().call('POST', '/api/bookings', bookingFor(WINDOW), { 'idempotency-key': key });
  const token = String(booking.body['trackingToken']);
  const { id, number } = booking.body['job'] as { id: string; number: number };
  const before = await api.signedIn('dana');
  const said = [
    before.phone.mutation('assign', id, { role: 'driver', member: api.people['sam'] }),
    ...['ready_for_pickup', 'in_progress', 'completed'].map((to) => before.phone.mutation('set_status', id, { to })),
  ];
  await before.phone.sync(said);
  api.ports.clock.nowMs += days * DAY_MS;
  await archiveAll(api.ports);
  const dana = await api.signedIn('dana');
  const customer = { 'x-tracking-token': token };
  const isInBook = (): boolean =>
    (JSON.parse(api.ports.stored('quickdump') ?? '') as { jobs: { job: { id: string } }[] }).jobs.some(({ job }) => job.id === id);
  const history = async (): Promise<{ type: string; outcome: string; code?: string }[]> =>
    (await dana.client.call('GET', `/api/jobs/${id}`)).body['history'] as { type: string; outcome: string; code?: string }[];
  return { api, id, number, key, dana, before, said, customer, isInBook, history };
}

describe('A job in the archive', () => {
  let it: Awaited<ReturnType<typeof archived>>;
  const ask = (path: string) => it.dana.client.call('GET', path);
  const listed = async (query: string) => {
    const { body } = await ask(`/api/jobs?${query}`);
    return [(body['jobs'] as { id: string }[]).map(({ id }) => id), body['next']];
  };
  beforeAll(async () => void (it = await archived()));

  test('has left the book', () => expect(it.isInBook()).toBe(false));
  test('is shown whole to the office and to its crew, with its texts', async () => {
    const { status, body } = await ask(`/api/jobs/${it.id}`);
    expect([status, (body['history'] as unknown[]).length, body['status']]).toEqual([200, 5, 'completed']);
    expect((await ask(`/api/jobs/${it.id}/texts`)).status).toBe(200);
    const sam = await it.api.signedIn('sam');
    expect((await sam.client.call('GET', `/api/jobs/${it.id}`)).status).toBe(200);
    const bo = await it.api.signedIn('bo');
    expect((await bo.client.call('GET', `/api/jobs/${it.id}`)).status).toBe(404);
  });
  test('is found by words, day, state and crew, and not among what is open', async () => {
    expect(await listed('q=gwinnett')).toEqual([[it.id], undefined]);
    expect(await listed('q=gwinnett&next=archive')).toEqual([[it.id], undefined]);
    expect(await listed(`date=${WINDOW}`)).toEqual([[it.id], undefined]);
    expect(await listed('date=2026-12-24')).toEqual([[], undefined]);
    expect(await listed('status=completed')).toEqual([[it.id], undefined]);
    expect(await listed('status=in_progress')).toEqual([[], undefined]);
    expect(await listed(`assignee=${it.api.people['sam'] ?? ''}`)).toEqual([[it.id], undefined]);
    expect(await listed(`q=gwinnett&next=archive.${archiveDay(it.id)}.${it.number}`)).toEqual([[], undefined]);
    expect((await ask('/api/jobs?q=x&next=archive.yesterday')).status).toBe(422);
  });
  test('is not sent twice while nothing has changed', async () => {
    const first = await ask('/api/jobs?q=gwinnett');
    const tag = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await it.dana.client.call('GET', '/api/jobs?q=gwinnett', undefined, tag)).status).toBe(304);
  });
  test('is found by nobody who may not see it, nor by a phone number that is hidden from them', async () => {
    const bo = await it.api.signedIn('bo');
    expect((await bo.client.call('GET', '/api/jobs?q=gwinnett')).body['jobs']).toEqual([]);
  });
  test('counts in reports as it did, and in their rows', async () => {
    const report = (await ask('/api/reports?from=2026-11-24&to=2026-11-26')).body as unknown as Report;
    expect(report.days.find(({ date }) => date === WINDOW)?.jobs.completed).toBe(1);
    expect(report.crew).toMatchObject([{ name: 'Sam Tester', completed: 1 }]);
    const { rows } = (await ask('/api/reports/jobs?from=2026-11-24&to=2026-11-26')).body as unknown as ReportRows;
    expect(rows).toMatchObject([{ number: it.number, status: 'completed' }]);
  });
  test('is on the tracking page until its link ends', async () => {
    const view = await it.api.open().call('GET', '/api/track', undefined, it.customer);
    expect(view.body).toMatchObject({ number: it.number, status: 'completed' });
  });
  test('is not booked twice by a booking that is sent once more', async () => {
    const again = await it.api.open().call('POST', '/api/bookings', bookingFor(WINDOW), { 'idempotency-key': it.key });
    expect([again.status, (again.body['job'] as { id: string }).id]).toEqual([201, it.id]);
    expect(it.isInBook()).toBe(false);
  });
  test('answers what was said before from its history, and nothing is written', async () => {
    const stored = it.api.ports.stored('quickdump');
    const reply = await it.dana.client.call('POST', '/api/sync', {
      ...{ protocol: 1, device: it.before.phone.device, author: it.dana.id, sentAt: new Date().toISOString() },
      ...{ cursor: null, keptFrom: 1, queued: null, mutations: it.said },
    });
    expect((reply.body['results'] as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual(Array(4).fill('applied'));
    expect(reply.body['jobs']).toEqual([]);
    expect(it.api.ports.stored('quickdump')).toBe(stored);
  });
});

test('A link of an archived job ends 30 days after the job did', async () => {
  const it = await archived(31);
  expect((await it.api.open().call('GET', '/api/track', undefined, it.customer)).status).toBe(404);
  expect((await it.dana.client.call('GET', `/api/jobs/${it.id}`)).status).toBe(200);
});

describe('A late word brings it back, whole and in one commit:', () => {
  test('a note of the crew', async () => {
    const it = await archived();
    const sam = await it.api.signedIn('sam');
    const answer = await sam.phone.sync([sam.phone.mutation('add_note', it.id, { text: 'Left the key in the box' })]);
    expect(answer).toMatchObject({ results: [{ outcome: 'applied' }], jobs: [{ id: it.id }], removed: [] });
    expect([it.isInBook(), (await it.history()).length]).toEqual([true, 6]);
  });
  test('a reopening by the office, and once more finished it leaves anew', async () => {
    const it = await archived();
    const { phone } = it.dana;
    await phone.sync([phone.mutation('reopen', it.id, {}), phone.mutation('cancel', it.id, {})]);
    it.api.ports.clock.nowMs += 4 * DAY_MS;
    await archiveAll(it.api.ports);
    const dana = await it.api.signedIn('dana');
    const { body } = await dana.client.call('GET', `/api/jobs/${it.id}`);
    expect([it.isInBook(), body['status'], (body['history'] as unknown[]).length]).toEqual([false, 'cancelled', 7]);
  });
  test('a job with the same id is refused as one that exists, and never made twice', async () => {
    const it = await archived();
    const { phone } = it.dana;
    const { tenant: _, ...args } = bookingFor(WINDOW);
    expect(await phone.sync([phone.mutation('create_job', it.id, args)])).toMatchObject({
      results: [{ outcome: 'refused', code: 'job-exists' }],
    });
    expect((await it.history()).map(({ type }) => type)).toContain('create_job');
    expect((await it.history()).length).toBe(6);
  });
  test('the customer’s stars', async () => {
    const it = await archived();
    const reply = await it.api.open().call('POST', '/api/track/rating', { stars: 5 }, { ...it.customer, 'idempotency-key': newId() });
    expect([reply.status, reply.body['rating']]).toEqual([200, expect.objectContaining({ stars: 5 })]);
    expect([it.isInBook(), (await it.history()).at(-1)?.type]).toEqual([true, 'rate']);
  });
  test('bytes of a photo that come after 31 days', async () => {
    const it = await archived(1);
    const sam = await it.api.signedIn('sam');
    const bytes = Uint8Array.from([0xff, 0xd8, 0xff, 1]);
    const photo = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, type: 'image/jpeg', kind: 'after' };
    await sam.phone.sync([sam.phone.mutation('attach_photo', it.id, photo)]);
    it.api.ports.clock.nowMs += 31 * DAY_MS;
    await archiveAll(it.api.ports);
    expect(it.isInBook()).toBe(false);
    const late = await it.api.signedIn('sam');
    const confirm = async () => (await late.client.call('POST', `/api/jobs/${it.id}/photos`, photo)).body['state'];
    expect([await confirm(), it.isInBook()]).toEqual(['awaiting', false]);
    it.api.ports.photos.set(`quickdump ${photo.sha256}`, bytes);
    expect([await confirm(), it.isInBook()]).toEqual(['stored', true]);
  });
  test('a text by hand', async () => {
    const it = await archived();
    const reply = await it.dana.client.call('POST', `/api/jobs/${it.id}/texts`, {
      id: newId(),
      kind: 'message',
      text: 'You left a glove.',
    });
    expect([reply.status, it.isInBook()]).toEqual([200, true]);
  });
});

test('A search through many days goes on where it stopped, and finds each once', async () => {
  const api = await demoApi();
  const dana = await api.signedIn('dana');
  const { tenant: _, ...args } = bookingFor(WINDOW);
  const ids = Array.from({ length: 25 }, (_each, day) => idOf(day));
  const { phone } = dana;
  await phone.sync(ids.flatMap((id) => [phone.mutation('create_job', id, args), phone.mutation('cancel', id, {})]));
  api.ports.clock.nowMs += 4 * DAY_MS;
  await archiveAll(api.ports);
  const { client } = await api.signedIn('dana');
  const found: string[] = [];
  let [next, answers] = ['archive' as unknown, 0];
  for (; typeof next === 'string'; answers++) {
    const { body } = await client.call('GET', `/api/jobs?q=rosa&next=${next}`);
    found.push(...(body['jobs'] as { id: string }[]).map(({ id }) => id));
    next = body['next'];
  }
  expect([found, answers]).toEqual([ids, 3]);
});

/** Of so many days ago: the first is the newest. */
function idOf(daysAgo: number): string {
  const ms = (Date.parse('2026-11-24T12:00:00Z') - daysAgo * DAY_MS).toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${newId().slice(24)}`;
}

/** The UTC date in an id. */
const archiveDay = (id: string): string => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString().slice(0, 10);
