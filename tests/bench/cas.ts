// Owns what many phones cost at one object that is written by compare-and-swap. Method: the API as it is (sign-in, exchange, all ports) on our own
// S3 server, which takes 63 ms for a GET and 100 ms for a PUT as S3 was measured to; a company of about 1 MB. A request gets a sandbox that is
// free, or a new one with a cache of its own, as on Lambda. *Steady* is a change every 200 ms for some seconds, each by another phone. *Reconnect*
// is 100 phones with one change each, first drains spread over ten seconds. Judged: each change exactly once, and PUTs counted before the store.
import { setTimeout as sleep } from 'node:timers/promises';
import { openAwsPorts } from '../../lambda/aws/open-ports.ts';
import { startCountingProxy } from '../../infra/local/costs/counting-proxy.ts';
import type { Ports } from '../../lambda/port.ts';
import { createApi } from '../../lambda/api.ts';
import { ROUTES } from '../../lambda/routes.ts';
import { createServices } from '../../lambda/services.ts';
import { apiClient, newId, testDevice, type ApiClient, type Send } from '../support/api-client.ts';
import { bookingFor, demoApi, TEST_CONFIG } from '../support/demo-api.ts';
import { CREDENTIALS, localDynamoDb, localS3 } from '../support/local-stores.ts';
import type { AloneBench, AloneRig, BenchRow } from './bench.ts';
import { quantile } from './spread.ts';

const S3_MS = { GET: 63, PUT: 100 };
const SEED = { exchanges: 6, jobs: 200 };
const STEADY = { everyMs: 200, full: 100, quick: 25, mostPuts: 1.6 };
const RECONNECT = { phones: 100, spreadMs: 10_000, mostPuts: 3.5, settledMs: 30_000 };
/** A phone whose change was refused because others were first comes again after what it was told, as the app does. */
const MOST_TRIES = 20;

type Phone = ReturnType<typeof testDevice>;
interface Load {
  readonly puts: number;
  readonly lost: number;
  readonly doubled: number;
  readonly tookMs: readonly number[];
  readonly settledMs: number;
}
interface Scene {
  readonly job: string;
  readonly objectBytes: number;
  phone(): Promise<Phone>;
  /** puts of this company's object until now */
  puts(): number;
  texts(): Promise<readonly string[]>;
  sandboxes(): number;
}

export const cas: AloneBench = {
  name: 'cas',
  alone: true,
  async measure(rig) {
    const { scene, close } = await openScene(rig);
    try {
      const steadyChanges = rig.quick ? STEADY.quick : STEADY.full;
      rig.onProgress(`cas: ${steadyChanges} changes, one each ${STEADY.everyMs} ms`);
      const steady = await run(scene, steadyChanges, (index) => index * STEADY.everyMs);
      rig.onProgress(`cas: ${RECONNECT.phones} phones come back within ${RECONNECT.spreadMs / 1_000} s`);
      const reconnect = await run(scene, RECONNECT.phones, () => Math.random() * RECONNECT.spreadMs);
      return rowsOf(scene, steady, steadyChanges, reconnect);
    } finally {
      await close();
    }
  },
};

function rowsOf(scene: Scene, steady: Load, steadyChanges: number, reconnect: Load): readonly BenchRow[] {
  const perChange = steady.puts / steadyChanges;
  const perPhone = reconnect.puts / RECONNECT.phones;
  const lost = steady.lost + reconnect.lost;
  const doubled = steady.doubled + reconnect.doubled;
  const size = `${(scene.objectBytes / 1e6).toFixed(2)} MB`;
  return [
    {
      what: `PUTs a change at 5 changes a second (object ${size} uncompressed)`,
      ours: `${perChange.toFixed(2)}; answered in ${quantile(steady.tookMs, 0.5).toFixed(0)} ms, p95 ${quantile(steady.tookMs, 0.95).toFixed(0)} ms`,
      peer: '1 PUT a change: nobody else writes',
      ratio: perChange,
      budget: `≤ ${STEADY.mostPuts}`,
      held: perChange <= STEADY.mostPuts,
    },
    {
      what: `PUTs a phone, ${RECONNECT.phones} phones back within ${RECONNECT.spreadMs / 1_000} s (${scene.sandboxes()} sandboxes at most)`,
      ours: perPhone.toFixed(2),
      peer: '1 PUT a phone: nobody else writes',
      ratio: perPhone,
      budget: `≤ ${RECONNECT.mostPuts}`,
      held: perPhone <= RECONNECT.mostPuts,
    },
    {
      what: 'all of them settled after',
      ours: `${(reconnect.settledMs / 1_000).toFixed(1)} s`,
      budget: `≤ ${RECONNECT.settledMs / 1_000} s`,
      held: reconnect.settledMs <= RECONNECT.settledMs,
      judged: false,
    },
    {
      what: `changes lost, doubled, of ${steadyChanges + RECONNECT.phones}`,
      ours: `${lost}, ${doubled}`,
      budget: '0, 0',
      held: lost + doubled === 0,
    },
  ];
}

/** Each change is a note with a text of its own by a phone of its own; counted is how often the job has each of them at the end. */
async function run(scene: Scene, changes: number, dueMs: (index: number) => number): Promise<Load> {
  const phones: Phone[] = [];
  for (let index = 0; index < changes; index++) phones.push(await scene.phone());
  const texts = phones.map(() => `note ${newId()}`);
  const [before, began] = [scene.puts(), Date.now()];
  const tookMs = await Promise.all(
    phones.map(async (phone, index) => {
      await sleep(dueMs(index));
      const sentMs = Date.now();
      await tell(phone, phone.mutation('add_note', scene.job, { text: texts[index] }));
      return Date.now() - sentMs;
    }),
  );
  const [settledMs, puts] = [Date.now() - began, scene.puts() - before];
  const kept = await scene.texts();
  const times = texts.map((text) => kept.filter((each) => each === text).length);
  return { puts, tookMs, settledMs, lost: times.filter((count) => count === 0).length, doubled: times.filter((count) => count > 1).length };
}

async function tell(phone: Phone, mutation: unknown): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return void (await phone.sync([mutation]));
    } catch (error) {
      if (tries === MOST_TRIES || !String(error).includes('store-busy')) throw error;
      await sleep(2_000 + Math.random() * 1_000);
    }
  }
}

async function openScene({ onProgress }: AloneRig): Promise<{ readonly scene: Scene; close(): Promise<void> }> {
  const [s3, dynamo] = await Promise.all([localS3(), localDynamoDb()]);
  const counting = await startCountingProxy(s3.server.endpoint, (method) => method);
  process.env['AWS_ENDPOINT_URL_S3'] = `http://127.0.0.1:${counting.port}`;
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = dynamo.endpoint;
  process.env['AWS_ACCESS_KEY_ID'] = CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = CREDENTIALS.secretAccessKey;
  const openPorts = (): Ports => ({ ...openAwsPorts(TEST_CONFIG, () => undefined) });
  const sandboxes = sandboxPool(openPorts);
  const demo = await demoApi(openPorts());
  const dana = await demo.signedIn('dana');
  onProgress(`cas: a company of ${SEED.exchanges * SEED.jobs} jobs`);
  const job = await seed(dana.phone);
  const ports = openPorts();
  const book = async () => {
    const read = await ports.openJobStore(demo.company.slug).read();
    if (!read.ok) throw new Error('the book cannot be read');
    return read.value;
  };
  const objectBytes = Buffer.byteLength(JSON.stringify([...(await book()).jobs.values()]));
  for (const method of ['GET', 'PUT'] as const)
    s3.server.faults.add({ kind: 'slow', method, key: /./, times: Number.POSITIVE_INFINITY, delayMs: S3_MS[method] });
  const scene: Scene = {
    job,
    objectBytes,
    phone: async () => testDevice(sharedCookies(dana.client, sandboxes.send), dana.id),
    puts: () => counting.counts.get('PUT') ?? 0,
    sandboxes: sandboxes.most,
    async texts() {
      const found = [...(await book()).jobs.values()].find((each) => each.job.id === job);
      return (found?.job.history ?? []).flatMap((entry) =>
        entry.type === 'add_note' ? [String((entry.args as { text?: unknown }).text)] : [],
      );
    },
  };
  return { scene, close: async () => void (await Promise.all([counting.close(), s3.close(), dynamo.close()])) };
}

/** Jobs through the API itself; the answer is one of them. */
async function seed(phone: Phone): Promise<string> {
  const date = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const { customer, address, service, window, notes } = bookingFor(date);
  let job = '';
  for (let exchange = 0; exchange < SEED.exchanges; exchange++) {
    const ids = Array.from({ length: SEED.jobs }, newId);
    const { results } = await phone.sync(ids.map((id) => phone.mutation('create_job', id, { customer, address, service, window, notes })));
    const refused = results.find(({ outcome }) => outcome !== 'applied');
    if (refused) throw new Error(`A job was not made: ${JSON.stringify(refused)}`);
    job = ids[0] ?? '';
  }
  return job;
}

/** Lambda gives each request a sandbox that is free, or a new one. */
function sandboxPool(openPorts: () => Ports): { readonly send: Send; most(): number } {
  const free: Send[] = [];
  let made = 0;
  const open = (): Send => {
    made += 1;
    const app = createApi(ROUTES, createServices(TEST_CONFIG, openPorts()));
    return async (request) => app.fetch(request);
  };
  return {
    most: () => made,
    async send(request) {
      const sandbox = free.pop() ?? open();
      try {
        return await sandbox(request);
      } finally {
        free.push(sandbox);
      }
    },
  };
}

/** Many devices of one person who signed in once. */
function sharedCookies(signedIn: ApiClient, send: Send): ApiClient {
  const client = apiClient(send);
  for (const [name, value] of signedIn.cookies) client.cookies.set(name, value);
  return client;
}
