// The sender and the office's routes together, on stores in memory with a clock of the test's own: what leaves, what does not, and what is told.
import { beforeEach, describe, expect, test } from 'vitest';
import { metricLine } from '#lambda/aws/metric-line';
import { newId } from '../../support/api-client.ts';
import { setUp } from '../../support/text-scene.ts';

const FROM = '+18445550100';
const COMMIT = { Records: [{ eventSource: 'aws:s3', s3: { object: { key: 'tenants%2Fquickdump%2Fjobs.json' } } }] };
const MINUTE = { source: 'aws.events' };
const topic = (message: unknown) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(message) } }] });

let it: Awaited<ReturnType<typeof setUp>>;
beforeEach(async () => void (it = await setUp()));
const act = (type: string, job: string, args: unknown) =>
  it.dana.phone.sync([{ ...it.dana.phone.mutation(type, job, args), tappedAt: new Date(it.ports.now()).toISOString() }]);

describe('A booking', () => {
  test('is texted at once, with the number, the window and a link that opens', async () => {
    const job = await it.book();
    await it.wake(COMMIT);
    expect(it.sent).toHaveLength(1);
    const [text] = it.sent;
    expect(text).toMatchObject({ to: '+16175550148', from: FROM, tenant: 'quickdump' });
    expect(text?.body).toMatch(
      /^QuickDumpNow: pickup #1001 is booked for Wed Nov 25, 10:00-12:00\. Follow it: http.*\/track\/#\S+quickdump Reply STOP/,
    );
    const token = /track\/#(\S+)/.exec(text?.body ?? '')?.[1] ?? '';
    expect((await it.api.open().call('GET', '/api/track', undefined, { 'x-tracking-token': token })).body).toMatchObject({ number: 1001 });
    expect(await it.states(job)).toEqual(['booked sent']);
  });
  test('is texted once, however often the event comes', async () => {
    await it.book();
    await Promise.all([it.wake(COMMIT), it.wake(COMMIT), it.wake(MINUTE)]);
    await it.wake(MINUTE);
    expect(it.sent).toHaveLength(1);
  });
  test('whose event got lost is found by the sweep', async () => {
    await it.book();
    await it.wake(MINUTE);
    expect(it.sent).toHaveLength(1);
  });
  test("in Spanish is answered in Spanish; where the company does not serve it, in the company's language", async () => {
    const company = await it.ports.companies.read('quickdump');
    if (company) await it.ports.companies.write({ ...company, languages: ['en', 'es'] });
    const customer = { name: 'Rosa', phone: '(617) 555-0148', language: 'es' };
    await it.book({ customer });
    await it.wake(COMMIT);
    expect(it.sent[0]?.body).toMatch(/^QuickDumpNow: recogida #1001 reservada para el mie 25 nov, 10:00-12:00\./);
    if (company) await it.ports.companies.write(company);
    await it.book({ customer: { ...customer, phone: '(617) 555-0149' } });
    await it.wake(COMMIT);
    expect(it.sent[1]?.body).toMatch(/^QuickDumpNow: pickup #1002 is booked/);
  });
});

describe('Truth', () => {
  test('Undone within 20 seconds, nothing is said; after them the sweep sends', async () => {
    const job = await it.book();
    await it.wake(COMMIT);
    await act('set_status', job, { to: 'ready_for_pickup' });
    await it.wake(COMMIT);
    it.later(19_000);
    await it.wake(MINUTE);
    expect(it.sent).toHaveLength(1);
    expect(await it.states(job)).toEqual(['confirmed waiting undo', 'booked sent']);
    it.later(2_000);
    await it.wake(MINUTE);
    expect(it.sent.map(({ body }) => body.slice(0, 36))).toEqual([
      'QuickDumpNow: pickup #1001 is booked',
      'QuickDumpNow: pickup #1001 is planned'.slice(0, 36),
    ]);
  });
  test('Quiet hours hold a text, and it says until when', async () => {
    it.later(12 * 3_600_000);
    const job = await it.book();
    await it.wake(COMMIT);
    expect(it.sent).toHaveLength(0);
    expect((await it.texts(job)).texts[0]).toMatchObject({ state: 'waiting', why: 'quiet', until: '2026-11-25T13:00:00.000Z' });
    it.later(10 * 3_600_000);
    await it.wake(MINUTE);
    expect(it.sent).toHaveLength(1);
  });
  test('A driver offline for an hour: only that it is done', async () => {
    const job = await it.book({ window: { date: '2026-11-24', slot: '12-14' } });
    await act('assign', job, { role: 'driver', member: it.api.people['sam'] });
    await act('set_status', job, { to: 'ready_for_pickup' });
    await it.wake(COMMIT);
    it.later(30_000);
    await it.wake(MINUTE);
    const before = it.sent.length;
    const sam = await it.api.signedIn('sam');
    const tappedAt = new Date(it.ports.now()).toISOString();
    it.later(3_600_000);
    const sentAt = new Date(it.ports.now()).toISOString();
    const mutations = ['in_progress', 'completed'].map((to) => ({ ...sam.phone.mutation('set_status', job, { to }), tappedAt }));
    await sam.client.call('POST', '/api/sync', { ...sam.phone.envelope(mutations), sentAt });
    await it.wake(COMMIT);
    it.later(30_000);
    await it.wake(MINUTE);
    expect(it.sent.slice(before).map(({ body }) => body.slice(0, 37))).toEqual(['QuickDumpNow: pickup #1001 is done. T']);
    expect((await it.states(job)).slice(0, 2)).toEqual(['completed sent', 'on_the_way not-sent overtaken']);
  });
});

describe('Who is not texted', () => {
  test('STOP ends texts from that number and is told to the office; START begins them again', async () => {
    const job = await it.book();
    const reply = (messageBody: string) => it.wake(topic({ originationNumber: '+16175550148', destinationNumber: FROM, messageBody }));
    await reply(' Stop. ');
    await it.wake(COMMIT);
    expect(it.sent).toHaveLength(0);
    expect([await it.states(job), (await it.texts(job)).stopped]).toEqual([['booked not-sent opted-out'], true]);
    await reply('START');
    const id = newId();
    await it.dana.client.call('POST', `/api/jobs/${job}/texts`, { id, kind: 'link' });
    await it.wake(COMMIT);
    expect(it.sent).toHaveLength(1);
  });
  test("The provider's own list of those who said STOP is believed", async () => {
    const job = await it.book();
    it.provider.answer = { kind: 'refused', why: 'opted-out', code: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' };
    await it.wake(COMMIT);
    expect([await it.states(job), (await it.texts(job)).stopped]).toEqual([['booked not-sent opted-out'], true]);
  });
  test.each([
    ['+44 20 7946 0958', 'country'],
    ['(617) 555-014', 'no-phone'],
  ])('%s: %s', async (phone, why) => {
    // The office may write down what the form would not take.
    const job = await it.book();
    await act('edit_job', job, { set: { customer: { phone } } });
    await it.wake(COMMIT);
    expect([it.sent.length, await it.states(job)]).toEqual([0, [`booked not-sent ${why}`]]);
  });
  test('A number has its share a day, and the company has its own', async () => {
    it = await setUp({ textCaps: { company: 3, number: 2 } });
    const jobs = [await it.book(), await it.book(), await it.book()];
    for (const phone of ['0161', '0162'])
      jobs.push(await it.book({ customer: { name: 'Bo', phone: `(617) 555-${phone}` }, window: { date: '2026-11-26', slot: '10-12' } }));
    await it.wake(COMMIT);
    expect(it.sent).toHaveLength(3);
    const all = await Promise.all(jobs.map((job) => it.states(job)));
    expect(all.flat().toSorted()).toEqual([
      'booked not-sent company-cap',
      'booked not-sent number-cap',
      'booked sent',
      'booked sent',
      'booked sent',
    ]);
  });
});

describe('What nobody knows', () => {
  test('A cut connection: "may not have been sent", never by itself again, by a person it is', async () => {
    const job = await it.book();
    it.provider.answer = new Error('socket hang up');
    await it.wake(COMMIT);
    expect(it.ports.logged.at(-1)).toMatchObject({ event: 'text-unknown', job });
    it.provider.answer = null;
    it.later(5 * 60_000);
    await it.wake(MINUTE);
    expect(it.sent).toHaveLength(0);
    expect(await it.states(job)).toEqual(['booked unknown']);
    const [first] = (await it.texts(job)).texts;
    const ask = { id: newId(), kind: 'again', text: first?.id };
    await it.dana.client.call('POST', `/api/jobs/${job}/texts`, ask);
    await it.dana.client.call('POST', `/api/jobs/${job}/texts`, ask);
    await it.wake(COMMIT);
    expect(it.sent).toHaveLength(1);
    expect(await it.states(job)).toEqual(['booked sent', 'booked unknown']);
  });
  test('Word of the delivery settles it', async () => {
    const job = await it.book();
    await it.wake(COMMIT);
    const [text] = it.sent;
    const told = (eventType: string) => it.wake(topic({ eventType, isFinal: true, context: { tenant: 'quickdump', text: text?.id } }));
    await told('TEXT_CARRIER_UNREACHABLE');
    expect(await it.states(job)).toEqual(['booked failed']);
    await told('TEXT_DELIVERED');
    await told('TEXT_CARRIER_UNREACHABLE');
    expect(await it.states(job)).toEqual(['booked delivered']);
  });
  test('A provider that asks for patience is asked again', async () => {
    const job = await it.book();
    it.provider.answer = { kind: 'busy', code: 'ThrottlingException' };
    await it.wake(COMMIT);
    expect(await it.states(job)).toEqual(['booked waiting']);
    it.provider.answer = null;
    it.later(31_000);
    await it.wake(MINUTE);
    expect(it.sent).toHaveLength(1);
  });
  test('Each sweep says how long the oldest text waits that could have left, in the line and the field that the alarm looks at', async () => {
    const swept = async () => {
      await it.wake(MINUTE);
      const lines = it.ports.logged.filter(({ event }) => event === 'texts-swept');
      return metricLine(lines.at(-1) ?? { level: 'info', event: 'none' }, 'test', it.ports.now())['OldestUnsentTextSeconds'];
    };
    expect(await swept()).toBe(0);
    await it.book();
    it.provider.answer = { kind: 'busy', code: 'ThrottlingException' };
    await swept();
    it.later(11 * 60_000);
    expect(await swept()).toBe(660);
    it.provider.answer = null;
    it.later(31_000);
    expect(await swept()).toBe(0);
    expect(it.sent).toHaveLength(1);
  });
  test('A job whose books cannot be read counts as waiting since it was due; what waits for the quiet hours to end does not', async () => {
    const swept = async () => (await it.wake(MINUTE), it.ports.logged.findLast(({ event }) => event === 'texts-swept'));
    await it.ports.due.set('text-due nobody 01980000-0000-7000-8000-000000000000', it.ports.now() - 700_000);
    expect(await swept()).toMatchObject({ oldestUnsentSeconds: 700 });
    it = await setUp({ textQuiet: { from: '09:00', to: '11:00' } });
    await it.book();
    expect(await swept()).toMatchObject({ oldestUnsentSeconds: 0 });
    it.later(45 * 60_000);
    expect(await swept()).toMatchObject({ oldestUnsentSeconds: 0 });
    expect(it.sent).toHaveLength(0);
    it.provider.answer = { kind: 'busy', code: 'ThrottlingException' };
    it.later(20 * 60_000);
    expect(await swept()).toMatchObject({ oldestUnsentSeconds: 300 });
  });
});

test('A message of the office is sent as it was written, under the company’s name', async () => {
  const job = await it.book();
  await it.dana.client.call('POST', `/api/jobs/${job}/texts`, { id: newId(), kind: 'message', text: 'The gate code is {link}?' });
  await it.wake(COMMIT);
  expect(it.sent.map(({ body }) => body)).toContain('QuickDumpNow: The gate code is {link}?');
});

test('A crew that was away and comes near is told of once; one that never shared where it was, or whose job has no place, is not', async () => {
  const job = await it.book({ window: { date: '2026-11-24', slot: '12-14' } });
  await act('edit_job', job, { set: { location: { lat: 42.25, lng: -71.12 } } });
  await act('assign', job, { role: 'driver', member: it.api.people['sam'] });
  await act('set_status', job, { to: 'ready_for_pickup' });
  const sam = await it.api.signedIn('sam');
  const tap = { ...sam.phone.mutation('set_status', job, { to: 'in_progress' }), tappedAt: new Date(it.ports.now()).toISOString() };
  await sam.client.call('POST', '/api/sync', { ...sam.phone.envelope([tap]), sentAt: new Date(it.ports.now()).toISOString() });
  it.later(30_000);
  await it.wake(MINUTE);
  const at = async (lat: number) => {
    const body = { lat, lng: -71.12, accuracyM: 20, at: new Date(it.ports.now()).toISOString() };
    expect((await sam.client.call('PUT', `/api/jobs/${job}/position`, body)).status).toBe(204);
    await it.wake(MINUTE);
  };
  await at(42.2501);
  expect(it.sent.at(-1)?.body).not.toMatch(/close by/);
  await at(42.28);
  await at(42.2502);
  await at(42.2501);
  expect(it.sent.filter(({ body }) => body.includes('Sam is close by'))).toHaveLength(1);
  expect((await it.states(job))[0]).toBe('arriving sent');
});

test('Logs of texts carry ids and no number, name or address', async () => {
  const job = await it.book();
  await it.wake(COMMIT);
  await it.wake(topic({ originationNumber: '+16175550148', destinationNumber: FROM, messageBody: 'STOP' }));
  const lines = JSON.stringify(it.ports.logged.filter(({ event }) => event.startsWith('text')));
  expect(lines).toContain(job);
  expect(lines).not.toMatch(/555|Rosa|Gwinnett|track\/#/);
});

test('An event that is none of ours throws, so that it is seen', async () => {
  await expect(it.wake({ hello: 'world' })).rejects.toThrow(/no commit/);
});
