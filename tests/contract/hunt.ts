// Owns the hunt for a lost or doubled change: 50 devices, a store that misbehaves, two kills of the whole process tree; afterwards every
// acknowledged change must be there exactly once, and what was read in between must have one order that explains it.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { addDays } from '#core/clock-time';
import type { Job } from '#core/job';
import { apiClient, newId, testDevice, type ApiClient } from '../support/api-client.ts';
import { startCloudProcess, type CloudProcess } from '../support/cloud-process.ts';
import { signedIn } from '../support/http-client.ts';
import { findViolation, type Operation } from '../support/linearizable.ts';

const DEVICES = Number(process.env['HUNT_DEVICES'] ?? 50);
const EACH = 3;
const JOBS = 10;
const READERS = 4;
/** devices that send once and never ask again: nobody knows what became of it */
const DESERTERS = 8;
const KILLS_AFTER = [1 / 3, 2 / 3];

export interface HuntReport {
  readonly tapped: number;
  readonly exactlyOnce: number;
  readonly kills: number;
  readonly reads: number;
  readonly inDoubt: number;
  /** times the store was asked again, by the status that it had answered; 0: no answer */
  readonly retries: Readonly<Record<string, number>>;
}

/**
 * @param env what the cloud is started with, each time
 * @param prepare is called once, when it has started
 */
export async function hunt(
  dataDir: string,
  env: Readonly<Record<string, string>>,
  prepare: () => Promise<unknown> = () => Promise.resolve(),
): Promise<HuntReport> {
  let cloud: CloudProcess = await startCloudProcess({ dataDir, env });
  await prepare();
  const dana = await signedIn(cloud.origin, 'dana');
  const client = clientOf(() => cloud.origin, dana.client);
  const jobs = await makeJobs(client, dana.id);
  const histories = new Map(jobs.map((job) => [job, [] as Operation[]]));
  const acknowledged: { id: string; job: string }[] = [];
  const tapped = DEVICES * EACH;
  const kills = KILLS_AFTER.map((share) => Math.floor(tapped * share));
  let killed = 0;
  let restart: Promise<void> = Promise.resolve();
  let over = false;

  const readers = Array.from({ length: READERS }, read);
  const deserters = Array.from({ length: DESERTERS }, desert);
  await Promise.all(Array.from({ length: DEVICES }, tap));
  over = true;
  await Promise.all([...readers, ...deserters, restart]);
  const final = await Promise.all(jobs.map((job) => untilAnswered(() => readJob(job))));
  expect(await cloud.stop()).toBe(0);
  return check(final);

  async function tap(): Promise<void> {
    const device = testDevice(client, dana.id);
    for (let i = 0; i < EACH; i++) {
      const job = pick(jobs);
      const note = device.mutation('add_note', job, { text: `tap ${i}` });
      const calledAt = performance.now();
      const answer = await untilAnswered(() => device.sync([note]));
      expect(answer.results).toMatchObject([{ id: note.id, outcome: 'applied' }]);
      histories.get(job)?.push({ kind: 'append', value: note.id, calledAt, answeredAt: performance.now() });
      acknowledged.push({ id: note.id, job });
      if (acknowledged.length === kills[killed]) killAndStart();
    }
  }
  function killAndStart(): void {
    killed += 1;
    restart = restart.then(async () => {
      await cloud.kill();
      cloud = await startCloudProcess({ dataDir, env });
    });
  }
  async function read(): Promise<void> {
    while (!over) {
      const job = pick(jobs);
      const calledAt = performance.now();
      const found = await readJob(job).catch(() => null);
      if (found) histories.get(job)?.push({ kind: 'read', saw: notesOf(found), calledAt, answeredAt: performance.now() });
      await pause();
    }
  }
  async function desert(): Promise<void> {
    await pause(3_000);
    const device = testDevice(client, dana.id);
    const job = pick(jobs);
    const note = device.mutation('add_note', job, { text: 'and gone' });
    const calledAt = performance.now();
    const answered = await device.sync([note]).catch(() => null);
    histories.get(job)?.push({ kind: 'append', value: note.id, calledAt, answeredAt: answered ? performance.now() : null });
  }
  async function readJob(job: string): Promise<Job> {
    const reply = await client.call('GET', `/api/jobs/${job}`);
    if (reply.status !== 200) throw new Error(`read: ${reply.status}`);
    return reply.body as unknown as Job;
  }

  async function check(final: readonly Job[]): Promise<HuntReport> {
    const stored = final.flatMap((job) => job.history.map(({ id }) => id as string));
    const exactlyOnce = acknowledged.filter(({ id }) => stored.filter((each) => each === id).length === 1).length;
    for (const job of final) {
      expect(job.history.map(({ rev }) => rev)).toEqual(job.history.map((_, index) => index + 1));
      const history = histories.get(job.id) ?? [];
      const end = performance.now();
      expect(findViolation([...history, { kind: 'read', saw: notesOf(job), calledAt: end, answeredAt: end + 1 }])).toBeNull();
    }
    const all = [...histories.values()].flat();
    return {
      tapped,
      exactlyOnce,
      kills: killed,
      reads: all.filter(({ kind }) => kind === 'read').length,
      inDoubt: all.filter(({ answeredAt }) => answeredAt === null).length,
      retries: await retriesIn(join(dataDir, 'logs', 'lambda.log')),
    };
  }
}

export const wordsOf = ({ tapped, exactlyOnce, kills, reads, inDoubt, retries }: HuntReport): string =>
  `${exactlyOnce} of ${tapped} exactly once; ${kills} kills, ${reads} reads explained, ${inDoubt} in doubt; store asked again after ${JSON.stringify(retries)}`;

const notesOf = (job: Job): string[] => job.notes.map(({ id }) => id as string);
const pick = (jobs: readonly string[]): string => jobs[Math.floor(Math.random() * jobs.length)] ?? '';
const pause = (mostMs = 120): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * mostMs));

/** A client that finds the cloud where it runs now, with the session it has. */
function clientOf(origin: () => string, signed: ApiClient): ApiClient {
  const client = apiClient(async (request) => {
    const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
    const headers = new Headers(request.headers);
    if (body) headers.set('x-amz-content-sha256', createHash('sha256').update(body).digest('hex'));
    return fetch(origin() + new URL(request.url).pathname, { method: request.method, headers, ...(body && { body }) });
  });
  for (const [name, value] of signed.cookies) client.cookies.set(name, value);
  return client;
}

async function makeJobs(client: ApiClient, author: string): Promise<string[]> {
  const device = testDevice(client, author);
  const date = addDays(new Date().toISOString().slice(0, 10), 1);
  const jobs = Array.from({ length: JOBS }, newId);
  const made = jobs.map((job, i) =>
    device.mutation('create_job', job, {
      customer: { name: `Hunt ${randomUUID().slice(0, 4)}`, phone: '617-555-0100' },
      address: `${i + 1} Elm St`,
      service: 'sofa',
      window: { date, slot: '10-12' },
    }),
  );
  await untilAnswered(() => device.sync(made));
  return jobs;
}

/** Sends again, as a phone does, until it is answered. */
async function untilAnswered<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (tries > 300) throw error;
      await pause(600);
    }
  }
}

async function retriesIn(log: string): Promise<Record<string, number>> {
  const retries: Record<string, number> = {};
  for (const line of (await readFile(log, 'utf8')).split('\n').filter((each) => each.includes('"store-retry"'))) {
    const status = /"status":(\d+)/.exec(line)?.[1] ?? '?';
    retries[status] = (retries[status] ?? 0) + 1;
  }
  return retries;
}
