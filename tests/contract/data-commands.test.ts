// Promises of the export, import, restore and erase commands, on a running cloud and on a folder without one.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import type { Company } from '#core/company';
import { idSchema } from '#core/id';
import type { PhotoUpload } from '#core/photo';
import { openStore } from '#infra/local/open-store';
import { newId, testDevice } from '../support/api-client.ts';
import { cloudForTests } from '../support/cloud-process.ts';
import { archive } from '../support/full-company.ts';
import { putPhoto } from './put-photo.ts';
import { signedIn } from '../support/http-client.ts';

const REAL = process.env['REAL_DATA_DIR'] ?? '../shared/data';
const BOSTON = join(REAL, 'boston-311-bulk-item-2011.csv');
const hasReal = existsSync(BOSTON);
if (!hasReal) console.warn(`NOTE the real data are not at ${REAL}: the round trip is shown with made rows.`);
const SLOW_MS = 240_000;
const ROWS = 1_500;
const TENANT = v.parse(idSchema.tenant, 'bayhaul');
const PHOTO_BYTES = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.from('a load of the fourth of July')]);
const PHOTO = {
  sha256: createHash('sha256').update(PHOTO_BYTES).digest('hex'),
  bytes: PHOTO_BYTES.length,
  type: 'image/jpeg',
  kind: 'after',
};

const rig = cloudForTests(SLOW_MS);
let dir: string;
let out: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'haul-export-'));
  out = join(dir, 'out');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function run(command: string, words: readonly string[], dataDir = rig.dataDir) {
  const child = spawn('node_modules/.bin/node', [`infra/local/${command}.ts`, ...words], { env: { ...process.env, DATA_DIR: dataDir } });
  const texts = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, 'exit')) as [number | null];
  const [said, err] = await texts;
  return { code, out: said.trim(), err: err.trim(), last: said.trim().split('\n').at(-1) ?? '' };
}

/** Half of the rows are done, and go into the archive. */
async function importRows(): Promise<void> {
  const columns = hasReal
    ? { source_id: 'source_id', address: 'address', date: 'created_local', lat: 'lat', lng: 'lng', notes: 'request_type' }
    : { source_id: 'id', address: 'address', date: 'date' };
  const lines = hasReal
    ? (await readFile(BOSTON, 'utf8')).split('\n').slice(0, 2 * ROWS + 1)
    : [
        'id,address,date',
        ...Array.from({ length: 2 * ROWS }, (_, i) => `${i},${i} Elm St,2011-07-${String(1 + (i % 28)).padStart(2, '0')}T10:00:00`),
      ];
  const [header = '', ...rows] = lines;
  for (const [status, part] of [
    ['completed', rows.slice(0, ROWS)],
    ['booking_confirmed', rows.slice(ROWS)],
  ] as const) {
    const [csv, map] = [join(dir, `${status}.csv`), join(dir, `${status}.json.map`)];
    await writeFile(csv, [header, ...part].join('\n'));
    await writeFile(
      map,
      JSON.stringify({ columns, dateFormat: 'yyyy-MM-ddTHH:mm:ss', timeZone: 'America/New_York', constants: { service: 'bulky', status } }),
    );
    expect((await run('import', [csv, '--tenant', TENANT, '--map', map])).last).toMatch(/^imported \d{3,}/);
  }
}

async function archiveAll(dataDir: string): Promise<number> {
  const env = { ...process.env };
  const store = await openStore(dataDir);
  const count = await archive(store.ports, Date.now() + 40 * 86_400_000, TENANT);
  await store.close();
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  return count;
}

/** All pages, without what an export says of itself. */
async function exported(folder: string): Promise<string> {
  const names = (await readdir(join(folder, 'pages'))).toSorted();
  const pages = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, 'pages', name), 'utf8')) as Record<string, unknown>),
  );
  return JSON.stringify(pages.map(({ check: _, before: __, next: ___, ...page }) => page));
}

describe('out and in again', () => {
  test(
    'A company of real rows, with a photo, a review and an archive, comes into an empty installation and out of it byte for byte',
    { timeout: SLOW_MS },
    async () => {
      await importRows();
      const rae = await signedIn(rig.cloud.origin, 'rae', TENANT);
      const phone = testDevice(rae.client, rae.id);
      const { company } = (await rae.client.call('GET', '/api/company')).body as { company: Company };
      const job = newId();
      const create = phone.mutation('create_job', job, {
        customer: { name: 'Rosa Ñuñez', phone: '(617) 555-0148' },
        address: '14 Gwinnett St',
        service: company.services[0]?.id,
        window: { date: new Date().toISOString().slice(0, 10), slot: company.slots[0]?.slot },
      });
      await phone.sync([create, phone.mutation('attach_photo', job, PHOTO), phone.mutation('add_note', newId(), { text: 'of no job' })]);
      const ask = () => rae.client.call('POST', `/api/jobs/${job}/photos`, PHOTO);
      await putPhoto((await ask()).body['upload'] as PhotoUpload, new Uint8Array(PHOTO_BYTES));
      expect((await ask()).body).toEqual({ state: 'stored' });
      expect(await archiveAll(rig.dataDir)).toBeGreaterThan(1_000);
      const done = await run('export', ['--tenant', TENANT, '--to', out]);
      expect([done.code, done.err, done.last]).toEqual([0, '', 'accounts.json in it signs people in: keep it as you keep passwords.']);
      expect(done.out).toMatch(/Exported bayhaul to \S+: \d{4} jobs, \d{4} archived, 1 photos\./);

      const other = join(dir, 'other-data');
      const brought = await run('import', [out], other);
      expect([brought.code, brought.err]).toEqual([0, '']);
      expect(brought.last).toMatch(/^imported bayhaul: \d{4} jobs, \d{4} archived, 1 photos$/);
      expect((await run('import', [out], other)).code).toBe(0);
      const back = join(dir, 'back');
      expect((await run('export', ['--tenant', TENANT, '--to', back], other)).code).toBe(0);
      expect(await exported(back)).toBe(await exported(out));
      expect(await readFile(join(back, 'photos', PHOTO.sha256))).toEqual(PHOTO_BYTES);
      // The same of a company whose jobs are in DynamoDB.
      expect((await run('tenant', ['move', TENANT, '--to', 'dynamodb'], other)).code).toBe(0);
      const moved = join(dir, 'moved');
      expect((await run('export', ['--tenant', TENANT, '--to', moved], other)).code).toBe(0);
      expect(await exported(moved)).toBe(await exported(out));
      expect(await readFile(join(back, 'jobs.csv'), 'utf8')).toBe(await readFile(join(out, 'jobs.csv'), 'utf8'));
      expect(await readFile(join(back, 'accounts.json'), 'utf8')).toBe(await readFile(join(out, 'accounts.json'), 'utf8'));
    },
  );
  test('An export that was interrupted is no whole one; run again it goes on and copies no photo twice', { timeout: SLOW_MS }, async () => {
    const half = join(dir, 'half');
    await cp(out, half, { recursive: true });
    await rm(join(half, 'manifest.json'));
    expect((await run('import', [half], join(dir, 'none'))).err).toContain('is no whole export: it has no manifest.json');
    await rm(join(half, 'pages'), { recursive: true });
    expect((await run('export', ['--tenant', TENANT, '--to', half])).code).toBe(0);
    expect(await exported(half)).toBe(await exported(out));
  });
  test.each([
    ['without a photo', (folder: string) => rm(join(folder, 'photos', PHOTO.sha256)), /photos\/[0-9a-f]{64} is missing/],
    ['without a page', (folder: string) => rm(join(folder, 'pages', '00002.json')), /00002\.json is missing/],
    [
      'with a page that was edited',
      async (folder: string) => writeFile(join(folder, 'pages', '00001.json'), '{}'),
      /00001\.json is missing or was changed/,
    ],
    [
      'with a broken manifest',
      async (folder: string) => writeFile(join(folder, 'manifest.json'), '{"format":2}'),
      /was changed, or a newer release wrote it/,
    ],
  ])('An export %s is refused whole', { timeout: SLOW_MS }, async (name, spoil, why) => {
    const spoilt = join(dir, name);
    await cp(out, spoilt, { recursive: true });
    await spoil(spoilt);
    const data = join(dir, `${name}-data`);
    const refused = await run('import', [spoilt], data);
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toMatch(why);
    expect(existsSync(join(data, 's3', 'haul-data', 'tenants', TENANT))).toBe(false);
  });
  test('Another company’s, and into a company that has jobs: refused', { timeout: SLOW_MS }, async () => {
    expect((await run('import', [out, '--tenant', 'quickdump'])).err).toContain('is of the company bayhaul, not of quickdump');
    const rae = await signedIn(rig.cloud.origin, 'rae', TENANT);
    const phone = testDevice(rae.client, rae.id);
    await phone.sync([phone.mutation('add_note', newId(), { text: 'x' })]);
    const saved = join(dir, 'saved.json');
    await writeFile(saved, '{"format":1,"pages":[]}');
    expect((await run('import', [saved])).err).toContain('it is no whole export');
  });
});

describe('back, and erased', () => {
  test('A restore from an export says what it did; one of nothing says so', { timeout: SLOW_MS }, async () => {
    const done = await run('restore', ['--tenant', TENANT, '--from', out]);
    expect([done.code, done.err]).toEqual([0, '']);
    expect(done.out).toContain('It is epoch 2 now');
    const kept = /--from (kept:\S+)/.exec(done.out)?.[1] ?? '';
    const again = await run('restore', ['--tenant', TENANT, '--from', kept]);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('It is epoch 3 now') as unknown]);
    expect((await run('restore', ['--tenant', TENANT, '--from', 'kept:none'])).err).toContain('there is no kept:none of bayhaul');
    expect((await run('restore', ['--tenant', TENANT, '--from', join(dir, 'completed.csv')])).err).toContain('it is cut, or no jobs.json');
    expect((await run('restore', ['--tenant', 'nobody-here', '--from', out])).err).toContain('no company is called nobody-here');
    expect((await run('restore', [])).err).toContain('Use: npm run restore');
    // Where its jobs are in DynamoDB, from the rows of a table.
    const moved = await run('restore', ['--tenant', TENANT, '--from', 'table:jobs'], join(dir, 'other-data'));
    expect([moved.code, moved.out]).toEqual([0, expect.stringContaining('It is epoch 2 now') as unknown]);
  });
  test('A customer is erased by phone, and a phone that is none is refused', { timeout: SLOW_MS }, async () => {
    const rae = await signedIn(rig.cloud.origin, 'rae', TENANT);
    expect((await run('tenant', ['erase', TENANT, '--phone', '12'])).err).toContain('too short');
    const done = await run('tenant', ['erase', TENANT, '--phone', '617-555-0148']);
    expect(done.out).toMatch(/Erased the customer of \d+ jobs in the book and \d+ in the archive; 1 photos are gone\./);
    const found = (await rae.client.call('GET', `/api/jobs?q=${encodeURIComponent('Rosa Ñuñez')}`)).body['jobs'];
    expect(found).toEqual([]);
    expect((await run('tenant', ['erase', TENANT, '--phone', '617-555-0148'])).out).toContain('Nothing was changed');
  });
});
