// Promises of the cloud on one machine, kept by the real program: nothing acknowledged is lost, nothing is done twice.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '#core/job';
import { newId, testDevice } from '../support/api-client.ts';
import { startCloudProcess, type CloudProcess } from '../support/cloud-process.ts';
import { httpClient, signedIn } from '../support/http-client.ts';

const SLOW_MS = 180_000;
let dataDir: string;
let cloud: CloudProcess;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'haul-cloud-'));
  cloud = await startCloudProcess({ dataDir });
}, SLOW_MS);
afterAll(async () => {
  await cloud.stop();
  await rm(dataDir, { recursive: true, force: true });
}, SLOW_MS);

const boardJob = async (origin: string, name: RegExp): Promise<Job> => {
  const { client } = await signedIn(origin, 'dana');
  const jobs = (await client.call('GET', '/api/jobs')).body['jobs'] as Job[];
  const found = jobs.find((job) => name.test(job.customer.name));
  if (!found) throw new Error('no such demo job');
  return found;
};

/** Sends again, as a phone does, until the exchange is answered. */
async function untilAnswered<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (tries > 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 400));
    }
  }
}

test(
  '50 devices at once: every mutation exactly once, versions distinct and consecutive',
  async () => {
    const dana = await signedIn(cloud.origin, 'dana');
    const job = await boardJob(cloud.origin, /Silas Boone/);
    const before = (await testDevice(dana.client, dana.id).sync()).version;
    const sent = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const device = testDevice(dana.client, dana.id);
        const note = device.mutation('add_note', job.id, { text: `note ${index}` });
        const answer = await untilAnswered(() => device.sync([note]));
        expect(answer.results).toMatchObject([{ id: note.id, outcome: 'applied' }]);
        return { id: note.id, version: answer.version };
      }),
    );
    const full = (await dana.client.call('GET', `/api/jobs/${job.id}`)).body as unknown as Job;
    const notes = full.history.filter((entry) => entry.type === 'add_note').map((entry) => entry.id as string);
    expect(notes.toSorted()).toEqual(sent.map(({ id }) => id).toSorted());
    expect(full.history.map((entry) => entry.rev)).toEqual(full.history.map((_, index) => index + 1));
    expect(sent.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, index) => before + 1 + index),
    );
  },
  SLOW_MS,
);

test(
  'kill -9 of the process tree during 200 writes: every acknowledged write is there after the next start, and none twice',
  async () => {
    const dana = await signedIn(cloud.origin, 'dana');
    const job = await boardJob(cloud.origin, /Mina Farrow/);
    const acknowledged: string[] = [];
    const inDoubt: string[] = [];
    const writer = async (): Promise<void> => {
      const device = testDevice(dana.client, dana.id);
      for (let index = 0; index < 20; index++) {
        const note = device.mutation('add_note', job.id, { text: `write ${index}` });
        inDoubt.push(note.id);
        await device.sync([note]);
        acknowledged.push(note.id);
        if (acknowledged.length === 60) await cloud.kill();
      }
    };
    await Promise.allSettled(Array.from({ length: 10 }, writer));
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);
    expect(acknowledged.length).toBeLessThan(200);
    cloud = await startCloudProcess({ dataDir });
    const again = await signedIn(cloud.origin, 'dana');
    const full = (await again.client.call('GET', `/api/jobs/${job.id}`)).body as unknown as Job;
    const stored = full.history.map((entry) => entry.id as string);
    expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
    expect(new Set(stored).size).toBe(stored.length);
    expect(full.notes.every((note) => inDoubt.includes(note.id))).toBe(true);
  },
  SLOW_MS,
);

test(
  'Stop and start: everything is still there, and a session too',
  async () => {
    const dana = await signedIn(cloud.origin, 'dana');
    const before = (await dana.client.call('GET', '/api/jobs')).body;
    expect(await cloud.stop()).toBe(0);
    cloud = await startCloudProcess({ dataDir });
    const after = await httpClient(cloud.origin).call('GET', '/api/jobs', undefined, {
      cookie: [...dana.client.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    });
    expect(after.body).toEqual(before);
  },
  SLOW_MS,
);

describe('the edge behaves as CloudFront does for us', () => {
  const booking = JSON.stringify({ tenant: 'quickdump' });
  const post = (headers: Record<string, string>) =>
    fetch(`${cloud.origin}/api/bookings`, { method: 'POST', body: booking, headers: { 'content-type': 'application/json', ...headers } });
  test('A body without its hash, or with a wrong one, never reaches the API', async () => {
    expect((await post({})).status).toBe(403);
    expect((await post({ 'x-amz-content-sha256': 'a'.repeat(64) })).status).toBe(403);
    expect((await post({ 'x-amz-content-sha256': createHash('sha256').update(booking).digest('hex') })).headers.get('content-type')).toBe(
      'application/problem+json',
    );
  });
  test('Pages carry both halves of the security policy, immutable files are kept for a year', async () => {
    const page = await fetch(`${cloud.origin}/book/quickdump`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(html).toContain('require-trusted-types-for');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const file = /\/_app\/immutable\/[^"']+\.js/.exec(html)?.[0] ?? '';
    expect((await fetch(cloud.origin + file)).headers.get('cache-control')).toContain('immutable');
  });
  test('An unknown page is 404, /app leads to /app/, and no path climbs out of the site', async () => {
    expect((await fetch(`${cloud.origin}/nothing`)).status).toBe(404);
    expect((await fetch(`${cloud.origin}/app?x=1`, { redirect: 'manual' })).headers.get('location')).toBe('/app/?x=1');
    for (const path of [
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/_app/immutable/..%2f..%2f..%2fpackage.json',
      '/\\..\\package.json',
      '/%00.txt',
    ])
      expect([path, (await fetch(cloud.origin + path)).status]).toEqual([path, 404]);
  });
  test('A method that the site does not offer is refused', async () => {
    expect((await fetch(`${cloud.origin}/book/quickdump`, { method: 'DELETE' })).status).toBe(403);
  });
  test('Answers of the API are compressed and never stored', async () => {
    const answer = await fetch(`${cloud.origin}/api/tenants/quickdump`, { headers: { 'accept-encoding': 'br' } });
    expect([answer.headers.get('content-encoding'), answer.headers.get('cache-control')]).toEqual(['br', 'no-store']);
    expect(await answer.json()).toMatchObject({ slug: 'quickdump' });
  });
  test('The cookie of a session cannot be read by scripts or sent from other sites', async () => {
    const body = JSON.stringify({ tenant: 'quickdump', login: 'sam', password: 'haul-demo-2026' });
    const answer = await fetch(`${cloud.origin}/api/session`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
    });
    for (const cookie of answer.headers.getSetCookie())
      expect(cookie).toMatch(/^__Host-\w+=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; Secure; SameSite=Strict$/);
  });
});

describe('what cannot start says why in one line', () => {
  const start = (env: Record<string, string>) => {
    const ended = spawnSync('node_modules/.bin/node', ['infra/local/main.ts'], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { code: ended.status, lines: ended.stderr.trim().split('\n') };
  };
  test('A port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const dir = await mkdtemp(join(tmpdir(), 'haul-port-'));
    expect(start({ PORT: String(port), DATA_DIR: dir })).toEqual({
      code: 1,
      lines: [`Cannot listen on port ${port}: something else uses it. Set PORT to another one, such as PORT=${port + 1}.`],
    });
    other.close();
    await rm(dir, { recursive: true });
  });
  test('A data folder that is a file, or that another cloud uses', async () => {
    const file = join(tmpdir(), `haul-file-${newId()}`);
    await writeFile(file, 'not a folder');
    expect(start({ PORT: '0', DATA_DIR: file })).toEqual({ code: 1, lines: [`Cannot use DATA_DIR ${file}: it is not a folder.`] });
    await rm(file);
    expect(start({ PORT: '0', DATA_DIR: dataDir })).toMatchObject({ code: 1, lines: [expect.stringContaining('uses it already')] });
  });
  test('A PORT or SEED that is no such thing', () => {
    expect(start({ PORT: 'many', DATA_DIR: dataDir }).lines).toEqual([
      'Cannot listen on PORT "many": use a number from 0 (any free one) to 65535.',
    ]);
    expect(start({ PORT: '0', SEED: 'all', DATA_DIR: dataDir }).lines).toEqual(['Cannot read SEED "all": use demo or none.']);
  });
});
