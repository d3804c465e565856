// Owns `npm run costs`: a working hour of a company against the cloud of this machine, its requests counted, and what months of it would cost on AWS.
import { readFile, writeFile } from 'node:fs/promises';
import { buildAll, isStale } from '../build.ts';
import { companyHour, HOUR } from './costs/company-hour.ts';
import { monthlyBill, optionalLines, total, type Habits, type HourCounts, type Prices } from './costs/bill.ts';
import { startCountedCloud } from './costs/counted-cloud.ts';

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
  const cloud = await startCountedCloud('costs');
  try {
    await companyHour({ origin: cloud.origin, siteBucket: null, tenant: 'quickdump', login: 'dana', password: 'haul-demo-2026' }, (line) =>
      console.log(`… ${line}`),
    );
    await cloud.stop();
    return await cloud.counts();
  } finally {
    await cloud.close();
  }
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
