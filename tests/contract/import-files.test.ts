// Promises of the import about files as people have them: however they were saved, however long they are, and when the company is full.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCsv, type CsvRow } from '../../infra/local/import/csv-file.ts';
import { startCloudProcess, type CloudProcess } from '../support/cloud-process.ts';
import { signedIn } from '../support/http-client.ts';

const SLOW_MS = 240_000;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'haul-csv-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function fileOf(text: string | Buffer, name = `${crypto.randomUUID()}.csv`): Promise<string> {
  await writeFile(join(dir, name), text);
  return join(dir, name);
}
async function rowsOf(text: string | Buffer): Promise<CsvRow[]> {
  return Array.fromAsync((await openCsv(await fileOf(text))).rows());
}
const cells = (row: CsvRow | undefined): Record<string, string> => Object.fromEntries(row?.cells ?? []);

describe('a CSV as somebody saved it', () => {
  const plain = { name: 'Zoë Müller', address: '1 Elm St, rear' };
  const line = 'Name;Address\r\n"Zoë Müller";"1 Elm St, rear"\r\n';
  test.each([
    ['UTF-8', Buffer.from(line)],
    ['UTF-8 with a byte-order mark', Buffer.from(`\uFEFF${line}`)],
    ['UTF-16 as Excel calls "Unicode text"', Buffer.from(`\uFEFF${line.replaceAll(';', '\t')}`, 'utf16le')],
    ['Latin-1', Buffer.from(line, 'latin1')],
    ['line ends of old Macs', Buffer.from(line.replaceAll('\r\n', '\r'))],
    ['no line end at the end', Buffer.from(line.trimEnd())],
    ['commas', Buffer.from(line.replaceAll(';', ','))],
  ])('%s', async (_, bytes) => {
    expect((await rowsOf(bytes)).map(cells)).toEqual([plain]);
  });
  test('Quoted line ends, doubled quotes and empty lines: rows keep the numbers a spreadsheet shows', async () => {
    const rows = await rowsOf('a,b\n"two\nlines","say ""hi"""\n\n\nlast,row\n');
    expect(rows.map((row) => [row.number, cells(row)])).toEqual([
      [2, { a: 'two\nlines', b: 'say "hi"' }],
      [5, { a: 'last', b: 'row' }],
    ]);
  });
  test('A quote that is never closed, and a row with a comma too many, are named; the rows around them are read', async () => {
    const rows = await rowsOf('a,b\n1,one\n2,"never closed\n3,three\n4,four,and more\n5,five\n');
    expect(rows.map(({ number, broken }) => [number, broken])).toEqual([
      [2, undefined],
      [3, 'a quote is opened and never closed'],
      [4, undefined],
      [5, 'it has 3 cells, the header has 2'],
      [6, undefined],
    ]);
  });
  test.each([
    ['', 'it is empty'],
    ['\n\n', 'it has no header'],
  ])('What has no header says so: %j', async (text, why) => {
    await expect(openCsv(await fileOf(text))).rejects.toThrow(why);
  });
});

describe('a long file', () => {
  const MAP = JSON.stringify({
    columns: { source_id: 'id', address: 'street', notes: 'notes', phone: 'phone', customer_name: 'name' },
    constants: { date: '2026-07-03', service: 'sofa' },
    rows: { kind: ['bulky'] },
  });
  let cloud: CloudProcess;
  beforeAll(async () => {
    cloud = await startCloudProcess({ dataDir: join(dir, 'data') });
  }, SLOW_MS);
  afterAll(() => cloud.stop(), SLOW_MS);

  /** rows of about a kilobyte; every `each`-th is one that the mapping wants */
  async function longFile(name: string, rows: number, each: number, notes: string): Promise<string> {
    const out = createWriteStream(join(dir, name));
    out.write('id,street,notes,phone,name,kind\n');
    for (let row = 1; row <= rows; row++) {
      const text = `${name} ${row},"${row} Elm St, Boston","${notes}",617-555-0100,Al Dun,${row % each === 0 ? 'bulky' : 'other'}\n`;
      if (!out.write(text)) await once(out, 'drain');
    }
    await finished(out.end());
    return join(dir, name);
  }
  function importFile(file: string, map: string, tenant: string, heapMb: number) {
    const { status, stdout, stderr } = spawnSync(
      'node_modules/.bin/node',
      [`--max-old-space-size=${heapMb}`, 'infra/local/import.ts', file, '--map', map, '--tenant', tenant],
      { encoding: 'utf8', env: { ...process.env, DATA_DIR: join(dir, 'data') }, maxBuffer: 1e8 },
    );
    const out = (stdout + stderr).trim();
    return { code: status, out, last: out.split('\n').at(-1) };
  }

  test(
    '100,000 rows, 90 MB, go through a process that may hold 64 MB',
    async () => {
      const file = await longFile('long.csv', 100_000, 500, 'x'.repeat(850));
      const map = await fileOf(MAP, 'map.json');
      expect(importFile(file, map, 'bayhaul', 64)).toMatchObject({ code: 0, last: 'imported 200, already there 0, refused 0' });
      expect(importFile(file, map, 'bayhaul', 64)).toMatchObject({ code: 0, last: 'imported 0, already there 200, refused 0' });
    },
    SLOW_MS,
  );
  test(
    'A company that is full: the import stops and says so, what came before stays, bookings are refused, a crew’s tap is not',
    async () => {
      const file = await longFile('full.csv', 8_000, 1, 'y'.repeat(3_900));
      const map = await fileOf(MAP, 'map.json');
      const done = importFile(file, map, 'quickdump', 1_024);
      expect(done.code).toBe(1);
      expect(done.out).toContain('Stopped: store-full');
      const imported = Number(/^imported (\d+), already there 0, refused 0$/.exec(done.last ?? '')?.[1]);
      // 16 MB of jobs of about 8.7 KB (a note stands in the job and in its history); the batch that crosses the line is still taken.
      expect(imported).toBeGreaterThan(1_600);
      expect(imported).toBeLessThan(2_400);
      expect(importFile(file, map, 'quickdump', 1_024).last).toBe(`imported 0, already there ${imported}, refused 0`);

      const { client, id } = await signedIn(cloud.origin, 'dana', 'quickdump');
      const page = await client.call('GET', '/api/tenants/quickdump');
      const days = page.body['days'] as { date: string; slots: { slot: string; open: number }[] }[];
      const open = days.flatMap(({ date, slots }) => slots.filter((slot) => slot.open > 0).map(({ slot }) => ({ date, slot })))[0];
      const booked = await client.call(
        'POST',
        '/api/bookings',
        {
          tenant: 'quickdump',
          customer: { name: 'Al Dun', phone: '617-555-0100' },
          address: '1 Elm St',
          service: 'sofa',
          window: open,
        },
        { 'idempotency-key': 'full-house-1' },
      );
      expect([booked.status, booked.body['code']]).toEqual([503, 'store-full']);
      const [job] = (await client.call('GET', '/api/jobs?q=1%20Elm%20St')).body['jobs'] as { id: string; rev: number }[];
      const note = await client.call('POST', '/api/sync', {
        protocol: 1,
        device: crypto.randomUUID(),
        author: id,
        sentAt: new Date().toISOString(),
        cursor: null,
        queued: { oldest: 1, newest: 1 },
        mutations: [
          {
            id: '0198d3a0-0000-7000-8000-000000000001',
            seq: 1,
            schema: 1,
            job: job?.id,
            type: 'add_note',
            args: { text: 'Still taken' },
            baseStatus: null,
            baseRev: null,
            tappedAt: new Date().toISOString(),
          },
        ],
      });
      expect((note.body['results'] as { outcome: string }[])[0]?.outcome).toBe('applied');
    },
    SLOW_MS,
  );
});
