// Promises of the import, on real files: all of it, once, with the days that were written.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Job } from '#core/job';
import { cloudForTests } from '../support/cloud-process.ts';
import { signedIn } from '../support/http-client.ts';

const REAL = process.env['REAL_DATA_DIR'] ?? '../shared/data';
const BOSTON_2011 = join(REAL, 'boston-311-bulk-item-2011.csv');
const there = existsSync(BOSTON_2011);
if (!there) console.warn(`NOTE the real data are not at ${REAL}: set REAL_DATA_DIR. Their tests are counted as skipped.`);
const SLOW_MS = 120_000;

const rig = cloudForTests(SLOW_MS);

function importFile(file: string, ...more: string[]): { code: number | null; last: string; out: string } {
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/node', ['infra/local/import.ts', file, ...more], {
    encoding: 'utf8',
    env: { ...process.env, DATA_DIR: rig.dataDir },
  });
  const out = (stdout + stderr).trim();
  return { code: status, out, last: out.split('\n').at(-1) ?? '' };
}

async function jobsOf(login: string, tenant: string, q: string): Promise<Job[]> {
  const { client } = await signedIn(rig.cloud.origin, login, tenant);
  return (await client.call('GET', `/api/jobs?q=${encodeURIComponent(q)}`)).body['jobs'] as Job[];
}

async function sample(name: string, text: string | Buffer): Promise<string> {
  const file = join(rig.dir, name);
  await writeFile(file, text);
  return file;
}

describe('real rows', () => {
  test.skipIf(!there)(
    'The 321 Hyde Park rows of 2011: all there with the days that were written; again: nothing added',
    async () => {
      const [header = '', ...lines] = (await readFile(BOSTON_2011, 'utf8')).split('\n');
      const rows = lines.filter((line) => line.includes(',Hyde Park,'));
      const file = await sample('hyde-park.csv', [header, ...rows].join('\n'));
      expect(rows).toHaveLength(321);
      expect(importFile(file)).toMatchObject({ code: 0, last: 'imported 321, already there 0, refused 0' });
      expect(importFile(file)).toMatchObject({ code: 0, last: 'imported 0, already there 321, refused 0' });
      const jobs = (await jobsOf('dana', 'quickdump', '')).filter((job) => job.history[0]?.by.kind === 'import');
      const writtenDays = rows.map((line) => line.split(',')[5]?.slice(0, 10)).toSorted();
      expect(jobs.map((job) => job.window.date).toSorted()).toEqual(writtenDays);
      expect(new Set(jobs.map((job) => job.number)).size).toBe(321);
      expect(jobs.every((job) => /555-01\d\d$/.test(job.customer.phone) && job.status === 'booking_confirmed')).toBe(true);
    },
    SLOW_MS,
  );
  test.skipIf(!there)(
    'The default coordinate is not known; a raw file with a byte-order mark, US dates and blanks is read',
    async () => {
      const [header = '', ...lines] = (await readFile(BOSTON_2011, 'utf8')).split('\n');
      const file = await sample(
        'default-place.csv',
        [header, ...lines.filter((line) => line.includes(',42.3594,-71.0587,')).slice(0, 5)].join('\n'),
      );
      importFile(file, '--tenant', 'bayhaul');
      const jobs = (await jobsOf('rae', 'bayhaul', '')).filter((job) => job.history[0]?.by.kind === 'import');
      expect(jobs.length).toBeGreaterThan(0);
      expect(jobs.filter((job) => job.location)).toEqual([]);
      expect(importFile(join(REAL, 'seattle-illegal-dumping-sample-raw.csv'), '--tenant', 'bayhaul')).toMatchObject({
        code: 0,
        last: 'imported 76, already there 0, refused 0',
      });
      expect((await jobsOf('rae', 'bayhaul', '1200 e howell'))[0]?.window.date).toBe('2013-08-27');
    },
    SLOW_MS,
  );
  test.skipIf(!there)(
    'All 5,000 Boston rows: those without an address are named, the rest is there, and once',
    () => {
      const first = importFile(BOSTON_2011, '--tenant', 'bayhaul');
      const counts = /^imported (\d+), already there (\d+), refused 26$/.exec(first.last);
      expect(Number(counts?.[1]) + Number(counts?.[2])).toBe(4_974);
      expect(first.out.match(/^row \d+: it has no address$/gm)).toHaveLength(26);
      expect(importFile(BOSTON_2011, '--tenant', 'bayhaul')).toMatchObject({ last: 'imported 0, already there 4974, refused 26' });
    },
    SLOW_MS,
  );
});

describe('other files', () => {
  const MAP = JSON.stringify({
    columns: {
      source_id: 'Nr',
      customer_name: ['First', 'Last'],
      phone: 'Tel',
      address: 'Straße',
      date: 'Day',
      status: 'State',
      slot: 'Slot',
    },
    dateFormat: 'd.M.yy',
    constants: { service: 'sofa' },
    rows: { Kind: ['bulky'] },
  });

  test('Semicolons, quotes, CRLF and Latin-1 by a mapping; bad rows are named and never stop the good ones', async () => {
    const map = await sample('map.json', MAP);
    const text = [
      'Nr;First;Last;Tel;Straße;Day;State;Slot;Kind',
      '1;Zoë;"O;Hara";617-555-0101;"1 ""Müller"" St";3.7.26;completed;10-12;bulky',
      '2;Al;Dun;617-555-0102;;3.7.26;;10-12;bulky',
      '3;Al;Dun;617-555-0103;3 Elm St;31.2.26;;10-12;bulky',
      '4;Al;Dun;617-555-0104;4 Elm St;4.7.26;;10-12;other',
      '5;Al;Dun;617-555-0105;5 Elm St;5.7.26;;;bulky',
      '6;Al;Dun;617-555-0106;6 Elm St;5.7.26;;25-26;bulky',
    ].join('\r\n');
    const done = importFile(await sample('other.csv', Buffer.from(text, 'latin1')), '--map', map);
    expect(done).toMatchObject({ code: 0, last: 'imported 2, already there 0, refused 3' });
    expect(done.out).toContain('row 3: it has no address');
    expect(done.out).toContain('row 4: "31.2.26" is no date');
    expect(done.out).toContain('row 7: the company has no window "25-26"');
    const [job] = await jobsOf('dana', 'quickdump', 'müller');
    expect(job).toMatchObject({
      status: 'completed',
      customer: { name: 'Zoë, O;Hara', phone: '617-555-0101' },
      address: '1 "Müller" St',
      window: { date: '2026-07-03', start: '10:00' },
    });
  });
  test('What cannot be imported says why in one line and ends with 1', async () => {
    const unknown = await sample('unknown.csv', 'a,b\n1,2\n');
    expect(importFile(unknown)).toMatchObject({
      code: 1,
      out: expect.stringContaining('no shipped mapping fits its header (a, b') as string,
    });
    expect(importFile(join(rig.dir, 'none.csv'))).toMatchObject({
      code: 1,
      out: expect.stringContaining('there is no such file') as string,
    });
    expect(importFile(unknown, '--map', await sample('bad.json', '{"columns":{"nonsense":"a"}}'))).toMatchObject({
      code: 1,
      out: expect.stringContaining('Cannot read the mapping') as string,
    });
    expect(
      importFile(
        await sample('ok.csv', 'source_id,address\n'),
        '--tenant',
        'nobody-here',
        '--map',
        await sample('m.json', '{"columns":{"source_id":"source_id","address":"address"},"constants":{"date":"2026-07-03"}}'),
      ),
    ).toMatchObject({ code: 1, out: expect.stringContaining('no company is called nobody-here') as string });
  });
});
