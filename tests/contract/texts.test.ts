// The text sender as it runs: our S3 server with its events, a real DynamoDB-compatible server, the SDK's own client against the phones of
// the local cloud. A sender that is cut short anywhere in between sends nothing twice.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPhones, type Phones } from '#infra/local/phones/phones';
import { openMessageLog } from '#infra/local/phones/message-log';
import { createSmsSender } from '#lambda/aws/sms-sender';
import { createServices } from '#lambda/services';
import { takeEvent } from '#lambda/text/take-event';
import type { TextServices } from '#lambda/text/look-at-job';
import type { TextSender } from '#lambda/port';
import { newId } from '../support/api-client.ts';
import { bookingFor, demoApi, TEST_CONFIG } from '../support/demo-api.ts';
import { CREDENTIALS } from '../support/local-stores.ts';
import { realPorts, type RealPorts } from '../support/real-ports.ts';

let store: RealPorts;
let dir: string;
let phones: Phones;
let api: Awaited<ReturnType<typeof demoApi>>;
const published: unknown[] = [];

beforeAll(async () => {
  store = await realPorts(TEST_CONFIG);
  dir = await mkdtemp(join(tmpdir(), 'haul-phones-'));
  phones = await startPhones({ dir, publish: (message) => void published.push(message) });
  api = await demoApi(store.open());
  const company = await api.ports.companies.read('quickdump', 'fresh');
  // The machine's clock is real here: no hour of the day may be a quiet one.
  if (company) await api.ports.companies.write({ ...company, textQuiet: { from: '00:00', to: '00:00' } });
});
afterAll(async () => {
  await phones.close();
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

const COMMIT = { Records: [{ eventSource: 'aws:s3', s3: { object: { key: 'tenants%2Fquickdump%2Fjobs.json' } } }] };
const MINUTE = { source: 'aws.events' };
const onPhones = () => openMessageLog(join(dir, 'phones.jsonl')).all();
const realSender = (): TextSender =>
  createSmsSender({ region: 'us-east-1', configurationSet: null, client: { endpoint: phones.endpoint, credentials: CREDENTIALS } });
/** A sandbox of its own, as each Lambda has. */
const sandbox = (sender = realSender()): TextServices => ({ ...createServices(TEST_CONFIG, store.open()), sender });
const soon = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let booked = 3;
async function book(phone: string): Promise<string> {
  const booking = { ...bookingFor(soon(booked++), '12-14'), customer: { name: 'Rosa Delgado', phone } };
  const reply = await api.open().call('POST', '/api/bookings', booking, { 'idempotency-key': newId() });
  return (reply.body as { job: { id: string } }).job.id;
}

test('Eight sandboxes woken at once send one text, and its delivery comes back to the drawer', async () => {
  const job = await book('(617) 555-0141');
  await Promise.all(Array.from({ length: 8 }, (_, i) => takeEvent(sandbox(), i % 2 ? MINUTE : COMMIT)));
  expect(onPhones().map(({ phone, company, way }) => [phone, company, way])).toEqual([['+16175550141', '+18445550100', 'to-phone']]);
  for (const message of published)
    await takeEvent(sandbox(), { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(message) } }] });
  const { client } = await api.signedIn('dana');
  const { body } = await client.call('GET', `/api/jobs/${job}/texts`);
  expect(body).toMatchObject({ stopped: false, from: '+18445550100', texts: [{ kind: 'booked', state: 'delivered' }] });
});

test('STOP on the phone: the next text is not sent, and the office is told', async () => {
  const before = onPhones().length;
  const reply = { originationNumber: '+16175550142', destinationNumber: '+18445550100', messageBody: 'STOP' };
  await takeEvent(sandbox(), { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(reply) } }] });
  const job = await book('(617) 555-0142');
  await takeEvent(sandbox(), COMMIT);
  const { client } = await api.signedIn('dana');
  const { body } = await client.call('GET', `/api/jobs/${job}/texts`);
  expect([onPhones().length, body]).toMatchObject([before, { stopped: true, texts: [{ state: 'not-sent', why: 'opted-out' }] }]);
});

test('A sandbox that dies as it sends leaves a text that may not have been sent, and nobody sends it again', async () => {
  const job = await book('(617) 555-0143');
  const dying: TextSender = { send: () => Promise.reject(new Error('the sandbox ended')) };
  await takeEvent(sandbox(dying), COMMIT).catch(() => undefined);
  const before = onPhones().length;
  for (let i = 0; i < 3; i++) await takeEvent(sandbox(), MINUTE);
  expect(onPhones()).toHaveLength(before);
  const { client } = await api.signedIn('dana');
  expect((await client.call('GET', `/api/jobs/${job}/texts`)).body).toMatchObject({ texts: [{ state: 'sending' }] });
});

test('While the stores are away nothing leaves; when they are back the sweep sends it', async () => {
  await book('(617) 555-0144');
  const before = onPhones().length;
  store.meet(
    () => 'outage',
    () => 'outage',
  );
  await takeEvent(sandbox(), COMMIT).catch(() => undefined);
  await takeEvent(sandbox(), MINUTE).catch(() => undefined);
  expect(onPhones()).toHaveLength(before);
  store.meet(() => null);
  await takeEvent(sandbox(), MINUTE);
  expect(
    onPhones()
      .slice(before)
      .map(({ phone }) => phone),
  ).toEqual(['+16175550144']);
});
