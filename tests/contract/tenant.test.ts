// Promises of the tenant command, on the running cloud and without it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { cloudForTests, startCloudProcess } from '../support/cloud-process.ts';
import { httpClient } from '../support/http-client.ts';

const SLOW_MS = 120_000;
const rig = cloudForTests(SLOW_MS);

async function tenant(words: readonly string[], dataDir = rig.dataDir) {
  const child = spawn('node_modules/.bin/node', ['infra/local/tenant.ts', ...words], { env: { ...process.env, DATA_DIR: dataDir } });
  const texts = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, 'exit')) as [number | null];
  const [out, err] = await texts;
  return { code, out: out.trim(), err: err.trim(), password: /password (\S{19})$/m.exec(out)?.[1] ?? '' };
}
async function signIn(company: string, login: string, password: string) {
  const client = httpClient(rig.cloud.origin);
  const reply = await client.call('POST', '/api/session', { tenant: company, login, password });
  return { client, status: reply.status, body: reply.body };
}
/** Every file below the data folder, as text. */
async function allStored(): Promise<string> {
  const files = await readdir(rig.dataDir, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files.filter((each) => each.isFile()).map((each) => readFile(join(each.parentPath, each.name), 'latin1')),
  );
  return texts.join('\n');
}

describe('create', () => {
  test('The owner signs in with the password that is shown once; the booking page is there; the password is stored nowhere', async () => {
    const made = await tenant(['create', 'acme-hauling', '--time-zone', 'America/Chicago', '--phone', '(312) 555-0100']);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain('Created Acme Hauling (company acme-hauling, America/Chicago).');
    const owner = await signIn('acme-hauling', 'owner', made.password);
    expect(owner.body['member']).toMatchObject({ access: 'owner' });
    const page = await httpClient(rig.cloud.origin).call('GET', '/api/tenants/acme-hauling');
    expect(page.body).toMatchObject({ slug: 'acme-hauling', name: 'Acme Hauling', timeZone: 'America/Chicago' });
    expect(await allStored()).not.toContain(made.password);
    expect((await tenant(['list'])).out).not.toContain(made.password);
  });
  test('A name that is taken is refused, and the company that has it stays as it is', async () => {
    const first = await tenant(['create', 'taken-co', '--name', 'First']);
    const second = await tenant(['create', 'taken-co', '--name', 'Second']);
    expect(second).toMatchObject({
      code: 1,
      out: '',
      err: 'Cannot create taken-co: there is a company of this name. Nothing was changed.',
    });
    expect((await signIn('taken-co', 'owner', first.password)).body['company']).toMatchObject({ name: 'First' });
  });
  test.each([
    [['create', 'api'], 'this word is reserved'],
    [['create', 'Acme'], 'use 2 to 40 lower-case letters'],
    [['create', '-acme'], 'Unknown option'],
    [['create', 'a'], 'use 2 to 40'],
    [['create', '../etc'], 'use 2 to 40'],
    [['create', 'ok-co', '--time-zone', 'Mars/Olympus'], '"Mars/Olympus" is no time zone'],
    [['create', 'ok-co', '--login', 'No Spaces'], 'cannot be a sign-in name'],
    [['create', 'ok-co', '--name', '\u202Egnp'], 'name'],
    [['create'], 'Use: npm run tenant'],
    [['rename', 'ok-co'], 'Use: npm run tenant'],
    [['reset', 'quickdump', 'nobody'], 'nobody at quickdump signs in as "nobody"'],
    [['disable', 'nobody-here'], 'There is no company "nobody-here"'],
  ])('%j is refused in words', async (words, why) => {
    const refused = await tenant(words);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain(why);
    expect((await tenant(['list'])).out).not.toContain('ok-co');
  });
});

describe('disable, enable, reset', () => {
  test('A closed company books, tracks and signs in nobody, its sessions end, and all is back when it opens', async () => {
    const made = await tenant(['create', 'closing-co']);
    const owner = await signIn('closing-co', 'owner', made.password);
    expect((await tenant(['disable', 'closing-co'])).code).toBe(0);
    expect((await tenant(['list'])).out).toMatch(/^closing-co +Closing Co +closed/m);
    await rig.cloud.stop();
    rig.cloud = await startCloudProcess({ dataDir: rig.dataDir });
    expect((await httpClient(rig.cloud.origin).call('GET', '/api/tenants/closing-co')).status).toBe(404);
    expect((await signIn('closing-co', 'owner', made.password)).status).toBe(401);
    const cookie = [...owner.client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    expect((await httpClient(rig.cloud.origin).call('GET', '/api/jobs', undefined, { cookie })).status).toBe(401);
    expect((await tenant(['enable', 'closing-co'])).code).toBe(0);
    expect((await signIn('closing-co', 'owner', made.password)).status).toBe(200);
  });
  test('A reset ends the running sessions and the old password', async () => {
    const made = await tenant(['create', 'reset-co']);
    const owner = await signIn('reset-co', 'owner', made.password);
    expect((await owner.client.call('GET', '/api/session')).status).toBe(200);
    const reset = await tenant(['reset', 'reset-co', 'owner']);
    expect(reset).toMatchObject({ code: 0, err: '' });
    expect(reset.password).not.toBe(made.password);
    expect((await owner.client.call('GET', '/api/session')).status).toBe(401);
    expect((await signIn('reset-co', 'owner', made.password)).status).toBe(401);
    expect((await signIn('reset-co', 'owner', reset.password)).status).toBe(200);
  });
});

test('Without a running cloud the command opens the data folder itself, and leaves it free', { timeout: SLOW_MS }, async () => {
  const dataDir = join(rig.dir, 'fresh');
  const made = await tenant(['create', 'early-co'], dataDir);
  expect(made).toMatchObject({ code: 0, err: '' });
  expect((await tenant(['list'], dataDir)).out).toMatch(/^early-co +Early Co +open +1 members +0 jobs/);
  const started = await startCloudProcess({ dataDir, env: { SEED: 'none' } });
  const reply = await httpClient(started.origin).call('POST', '/api/session', {
    tenant: 'early-co',
    login: 'owner',
    password: made.password,
  });
  expect(reply.status).toBe(200);
  await started.stop();
});

describe('move', () => {
  test('A live company goes to DynamoDB and back: it says where the jobs are, again when they are there already, and the API never notices', async () => {
    const { password } = await tenant(['create', 'mover-co']);
    const { client } = await signIn('mover-co', 'owner', password);
    const before = (await client.call('GET', '/api/jobs')).body;
    const [there, again] = [await tenant(['move', 'mover-co', '--to', 'dynamodb']), await tenant(['move', 'mover-co', '--to', 'dynamodb'])];
    expect(there).toMatchObject({ code: 0, err: '' });
    expect(there.out).toContain('The jobs of mover-co are on DynamoDB now: 0 jobs, version 1.0.');
    expect(again.out).toContain('The jobs of mover-co are on DynamoDB already');
    expect(await client.call('GET', '/api/jobs')).toMatchObject({ status: 200, body: before });
    expect((await tenant(['list'])).out).toMatch(/mover-co .*0 jobs/);
    expect((await tenant(['move', 'mover-co', '--to', 's3'])).out).toContain('The jobs of mover-co are on S3 (jobs.json) now');
    expect(await client.call('GET', '/api/jobs')).toMatchObject({ status: 200, body: before });
  });
  test.each([
    [['move', 'mover-co'], 'say where to'],
    [['move', 'mover-co', '--to', 'mars'], 'say where to'],
    [['move', 'nobody-co', '--to', 's3'], 'There is no company "nobody-co"'],
  ])('%j is refused with one line', async (words, reason) => {
    const told = await tenant(words);
    expect(told).toMatchObject({ code: 1, out: '' });
    expect(told.err).toContain(reason);
  });
});
