// Owns `npm run costs`: a working hour of a company against the cloud of this machine, its requests counted, and what months of it would cost on AWS.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll, isStale } from '../build.ts';
import { appTemplateFile } from '../render-template.ts';
import { startCloud } from './cloud.ts';
import { companyHour, HOUR } from './costs/company-hour.ts';
import { monthlyBill, optionalLines, total, type Habits, type HourCounts, type Prices } from './costs/bill.ts';
import { startCountingProxy } from './costs/counting-proxy.ts';
import { seedDemo } from './demo-company.ts';
import { startStores } from './stores.ts';

const HABITS: Habits = {
  hoursPerMonth: 220,
  textsPerHour: 3 * HOUR.bookings,
  // Four photos of 300 KB a job.
  photosGigabytesPerMonth: (HOUR.bookings * 220 * 4 * 300) / 1e6,
  alarms: 15,
  metrics: 9,
  functionGigabytes: 1.769,
};
const COMPANIES = [1, 10, 100] as const;
const prices = JSON.parse(await readFile('infra/local/costs/prices.json', 'utf8')) as Prices & { readonly asOf: string };

if (isStale()) await buildAll({ onProgress: (line) => console.log(line) });
const hour = await count();
const lines = report(hour);
for (const line of lines) console.log(line);
await writeFile('docs/costs.md', `${lines.join('\n')}\n`);

async function count(): Promise<HourCounts> {
  const dir = await mkdtemp(join(tmpdir(), 'haul-costs-'));
  await mkdir(join(dir, 'stores'));
  const stores = await startStores({ dir: join(dir, 'stores'), dynamoDbEndpoint: undefined, s3Endpoint: undefined, s3FaultRate: 0 });
  const s3 = await startCountingProxy(stores.s3, (method) => (method === 'GET' || method === 'HEAD' ? 'read' : 'write'));
  const dynamodb = await startCountingProxy(stores.dynamodb, (_, headers) =>
    /\.(Get|Query|BatchGet)/.test(String(headers['x-amz-target'])) ? 'read' : 'write',
  );
  const { accessKeyId, secretAccessKey } = stores.secrets.s3;
  const cloud = await startCloud({
    dir: join(dir, 'cloud'),
    port: 0,
    release: 'costs',
    template: JSON.parse(await readFile(appTemplateFile(), 'utf8')) as unknown,
    s3Endpoint: `http://${accessKeyId}:${secretAccessKey}@127.0.0.1:${s3.port}`,
    dynamoDbEndpoint: `http://127.0.0.1:${dynamodb.port}`,
    s3FaultRate: 0,
  });
  await seedDemo(cloud.env);
  for (const { counts } of [s3, dynamodb]) counts.clear();
  await companyHour({ origin: cloud.origin, siteBucket: null, tenant: 'quickdump', login: 'dana', password: 'haul-demo-2026' }, (line) =>
    console.log(`… ${line}`),
  );
  await cloud.close();
  const found = countsFrom(await logs(join(dir, 'cloud')), s3.counts, dynamodb.counts);
  await Promise.all([s3.close(), dynamodb.close()]);
  await stores.close();
  await rm(dir, { recursive: true, force: true });
  return found;
}

interface Logs {
  readonly edge: readonly Readonly<Record<string, unknown>>[];
  readonly lambda: readonly Readonly<Record<string, unknown>>[];
  readonly bytes: number;
}

async function logs(dir: string): Promise<Logs> {
  const [edge, lambda] = await Promise.all(['edge', 'lambda'].map((name) => readFile(join(dir, 'logs', `${name}.log`), 'utf8')));
  const parse = (text = '') =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { edge: parse(edge), lambda: parse(lambda), bytes: (edge?.length ?? 0) + (lambda?.length ?? 0) };
}

function countsFrom({ edge, lambda, bytes }: Logs, s3: ReadonlyMap<string, number>, dynamodb: ReadonlyMap<string, number>): HourCounts {
  const api = edge.filter(({ page }) => page === '/api/*').length;
  const sum = (rows: readonly Readonly<Record<string, unknown>>[], field: string) =>
    rows.reduce((all, row) => all + (Number(row[field]) || 0), 0);
  return {
    edgeRequests: edge.length,
    pageRequests: edge.length - api,
    apiRequests: api,
    apiMs: sum(
      lambda.filter(({ event }) => event === 'request'),
      'durationMs',
    ),
    bytesOut: sum(edge, 'bytes'),
    s3Reads: s3.get('read') ?? 0,
    s3Writes: s3.get('write') ?? 0,
    dynamoReads: dynamodb.get('read') ?? 0,
    dynamoWrites: dynamodb.get('write') ?? 0,
    logBytes: bytes,
  };
}

function report(counts: HourCounts): readonly string[] {
  const bills = COMPANIES.map((companies) => monthlyBill(counts, companies, HABITS, prices));
  const options = COMPANIES.map((companies) => optionalLines(counts, companies, HABITS, prices));
  const usd = (value: number): string => `$${value.toFixed(2)}`;
  const row = (what: string, values: readonly number[]): string => `| ${what} | ${values.map(usd).join(' | ')} |`;
  const rows = (tables: typeof bills): string[] =>
    (tables[0] ?? []).map(({ what }, index) =>
      row(
        what,
        tables.map((lines) => lines[index]?.usd ?? 0),
      ),
    );
  return [
    '# What a month costs',
    '',
    `Made by \`npm run costs\`: an hour of a company with ${HOUR.trucks} trucks and ${HOUR.boards} open boards is asked of the cloud on this machine, request by request,`,
    `and counted in its logs and before its stores. A month is ${HABITS.hoursPerMonth} such hours. Prices are list prices of ${prices.asOf} (\`infra/local/costs/prices.json\`), without free tiers.`,
    '',
    '| counted in one hour | |',
    '| --- | --- |',
    ...Object.entries(counts).map(([name, value]) => `| ${name} | ${Math.round(value).toLocaleString('en-US')} |`),
    '',
    `| US dollars a month | ${COMPANIES.map((count) => `${count} ${count === 1 ? 'company' : 'companies'}`).join(' | ')} |`,
    '| --- | --- | --- | --- |',
    ...rows(bills),
    row('**All of it**', bills.map(total)),
    ...rows(options),
    '',
    `That is ${usd(total(bills[2] ?? []) / 100)} a company with a hundred of them, before texts. Time in Lambda is what this machine took, plus ${prices.assumedStoreMs.s3} ms for each`,
    `request to S3 and ${prices.assumedStoreMs.dynamodb} ms for each to DynamoDB, which on AWS are further away. Photos: four of 300 KB a job.`,
  ];
}
