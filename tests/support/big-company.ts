// Owns a company with a great many jobs, for tests and benches of the board: made by the real commands in a running cloud's data folder.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface BigCompany {
  readonly tenant: string;
  readonly login: string;
  readonly password: string;
}

const run = promisify(execFile);
const FIELDS = ['source_id', 'customer_name', 'phone', 'address', 'service', 'date', 'notes', 'status'];
const TIME_ZONE = 'America/New_York';

/** @throws Error when a command fails, with what it said */
export async function makeBigCompany(dataDir: string, tenant: string, jobs: number): Promise<BigCompany> {
  const login = 'dana';
  const made = await command(dataDir, ['infra/local/tenant.ts', 'create', tenant, '--time-zone', TIME_ZONE, '--login', login]);
  const password = /password (\S+)/.exec(made)?.[1];
  if (password === undefined) throw new Error(`No password in what the command said:\n${made}`);
  const dir = await mkdtemp(join(tmpdir(), 'haul-big-'));
  try {
    const [csv, map] = [join(dir, 'jobs.csv'), join(dir, 'map.json')];
    await writeFile(csv, [FIELDS.join(','), ...Array.from({ length: jobs }, (_, i) => rowOf(i))].join('\n'));
    await writeFile(map, JSON.stringify({ columns: Object.fromEntries(FIELDS.map((field) => [field, field])), timeZone: TIME_ZONE }));
    const said = await command(dataDir, ['infra/local/import.ts', csv, '--tenant', tenant, '--map', map]);
    if (!said.includes(`imported ${jobs},`)) throw new Error(`Not all of ${jobs} jobs were taken:\n${said.slice(-600)}`);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return { tenant, login, password };
}

async function command(dataDir: string, words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [...words], { env: { ...process.env, DATA_DIR: dataDir }, maxBuffer: 64 * 1_024 * 1_024 });
  return stdout;
}

/** Every one of them stands on the board: open, from some days ago to some weeks ahead, or completed today. */
const STATUSES = ['booking_confirmed', 'ready_for_pickup', 'booking_confirmed', 'in_progress', 'completed'] as const;
const STREETS = ['Oak St', 'Elm St', 'River Rd', 'Hill Ave', 'Truman Pkwy'];
const AREAS = ['Hyde Park', 'Mattapan', 'Roslindale', 'Readville'];

function rowOf(index: number): string {
  const status = pick(STATUSES, index);
  const phone = `617-555-01${String(index % 100).padStart(2, '0')}`;
  const address = `"${1 + (index % 400)} ${pick(STREETS, index)}, ${pick(AREAS, index)}"`;
  const date = dayFromToday(status === 'completed' ? 0 : ((index * 7) % 40) - 5);
  return [`row-${index}`, `Customer ${index}`, phone, address, 'bulky', date, index % 3 ? '' : 'Ring twice.', status].join(',');
}

const pick = <Value>(values: readonly Value[], index: number): Value => {
  const value = values[index % values.length];
  if (value === undefined) throw new TypeError('pick() needs values');
  return value;
};
const dayFromToday = (days: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE }).format(Date.now() + days * 86_400_000);
