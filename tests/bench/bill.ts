// Owns a company's month on AWS as requests and dollars: 100 trucks, 5 boards, customers looking. Method: each kind of request is asked of the
// cloud of this machine twenty times, and what it costs below is counted in the logs and before the stores: reads, writes, bytes, time. A day is so
// many of each kind (below, in DAY); a month is 22 days at the dated list prices of infra/local/costs/prices.json, without free tiers. On AWS a store
// is further away than here: that is added per request, as the table of prices says. Requests are judged through the dollars that they make.
import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { buildAll, isStale } from '../../infra/build.ts';
import { book, signIn, sync } from '../../infra/deploy/smoke/one-job.ts';
import { answerOf } from '../../infra/deploy/smoke/target.ts';
import { monthlyBill, total, type Habits, type HourCounts, type Line, type Prices } from '../../infra/local/costs/bill.ts';
import { noteMutation } from '../../infra/local/costs/company-hour.ts';
import { startCountedCloud } from '../../infra/local/costs/counted-cloud.ts';
import type { AloneBench, BenchRow } from './bench.ts';
import { median } from './spread.ts';

const TIMES = { full: 20, quick: 4 };
const MOST_USD = 5;
const WORK = { trucks: 100, boards: 5, hours: 8, daysPerMonth: 22, jobsPerTruck: 4 };
/** A crew looks at its phone for a fifth of the day; a phone that nobody looks at asks nothing. */
const PHONE_VISIBLE = 0.2;
const JOBS = WORK.trucks * WORK.jobsPerTruck;
/** how often in a day */
const DAY = {
  'board poll': WORK.boards * WORK.hours * 720,
  'phone poll': WORK.trucks * WORK.hours * 60 * PHONE_VISIBLE,
  // Start, arrive, done, a note; a photo is announced with them.
  change: JOBS * 4,
  booking: JOBS,
  // Two looks a job, for five minutes each at one poll in 20 seconds.
  'tracking poll': JOBS * 2 * 15,
} as const;
type Kind = keyof typeof DAY;
const FIELDS = [
  'edgeRequests',
  'pageRequests',
  'apiRequests',
  'apiMs',
  'bytesOut',
  's3Reads',
  's3Writes',
  'dynamoReads',
  'dynamoWrites',
  'logBytes',
] as const;
const HABITS: Habits = {
  hoursPerMonth: WORK.daysPerMonth,
  textsPerHour: 0,
  photosGigabytesPerMonth: (JOBS * WORK.daysPerMonth * 4 * 300) / 1e6,
  alarms: 15,
  metrics: 9,
  functionGigabytes: 1.769,
};
const NOT_REQUESTS = /^(Photos|Keys)/;

export const bill: AloneBench = {
  name: 'bill',
  alone: true,
  async measure({ quick, onProgress }) {
    if (isStale()) await buildAll({ onProgress });
    const prices = JSON.parse(await readFile('infra/local/costs/prices.json', 'utf8')) as Prices & { readonly asOf: string };
    const times = quick ? TIMES.quick : TIMES.full;
    const each = await costsOfEach(times, onProgress);
    const lines = monthlyBill(dayOf(each), 1, HABITS, prices);
    const requests = total(lines.filter(({ what }) => !NOT_REQUESTS.test(what)));
    const ofPolls = (kind: Kind, times: number): number =>
      total(monthlyBill(scaled(each.get(kind), times), 1, HABITS, prices).filter(({ what }) => !NOT_REQUESTS.test(what)));
    const boards = ofPolls('board poll', DAY['board poll']);
    const looking = requests + ofPolls('phone poll', DAY['phone poll'] / PHONE_VISIBLE) - ofPolls('phone poll', DAY['phone poll']);
    return rowsOf(lines, { requests, boards, looking }, prices.asOf);
  },
};

interface Parts {
  /** everything that is paid by request */
  readonly requests: number;
  readonly boards: number;
  /** the same if nobody ever put a phone away */
  readonly looking: number;
}

function rowsOf(lines: readonly Line[], { requests, boards, looking }: Parts, asOf: string): readonly BenchRow[] {
  const usd = (value: number): string => `$${value.toFixed(2)}`;
  const all = total(lines);
  const largest = lines
    .toSorted((a, b) => b.usd - a.usd)
    .slice(0, 5)
    .map(({ what, usd: value }) => `${what} ${usd(value)}`);
  const what = `a month, ${WORK.trucks} trucks, ${WORK.boards} boards, ${JOBS} jobs a day`;
  return [
    {
      what: `${what}: the boards’ polls`,
      ours: usd(boards),
      peer: '$1.42 in the budgets’ own sum',
      ratio: boards / 1.42,
      budget: '–',
      held: null,
    },
    {
      what: `${what}: all requests, phones in sight ${PHONE_VISIBLE * 100} % of the day (prices of ${asOf})`,
      ours: usd(requests),
      budget: `≤ ${usd(MOST_USD)}`,
      held: requests <= MOST_USD,
      judged: false,
    },
    {
      what: `${what}: all requests, every phone in sight all day`,
      ours: usd(looking),
      budget: `≤ ${usd(MOST_USD)}`,
      held: looking <= MOST_USD,
      judged: false,
    },
    {
      what: `${what}: all in`,
      ours: `${usd(all)} (${largest.join(', ')})`,
      budget: `≤ ${usd(MOST_USD)}`,
      held: all <= MOST_USD,
      judged: false,
    },
  ];
}

function dayOf(each: ReadonlyMap<Kind, HourCounts>): HourCounts {
  const kinds = [...each].map(([kind, counts]) => scaled(counts, DAY[kind]));
  return Object.fromEntries(FIELDS.map((field) => [field, kinds.reduce((sum, counts) => sum + counts[field], 0)])) as unknown as HourCounts;
}

function scaled(one: HourCounts | undefined, times: number): HourCounts {
  return Object.fromEntries(FIELDS.map((field) => [field, (one?.[field] ?? 0) * times])) as unknown as HourCounts;
}

/** What one request of each kind makes happen, on average. */
async function costsOfEach(times: number, onProgress: (line: string) => void): Promise<ReadonlyMap<Kind, HourCounts>> {
  const cloud = await startCountedCloud('bill');
  try {
    const asks = await requestsOf(cloud.origin);
    const found = new Map<Kind, HourCounts>();
    for (const [kind, ask] of asks) {
      onProgress(`bill: ${times} × ${kind}`);
      await ask();
      await settled();
      const [before, already] = [await cloud.counts(), (await cloud.requestMs()).length];
      for (let i = 0; i < times; i++) await ask();
      await settled();
      const after = await cloud.counts();
      const each = Object.fromEntries(FIELDS.map((field) => [field, (after[field] - before[field]) / times])) as unknown as HourCounts;
      // The middle one: a mean would count how busy this machine is with others.
      found.set(kind, { ...each, apiMs: median((await cloud.requestMs()).slice(already)) * each.apiRequests });
    }
    return found;
  } finally {
    await cloud.close();
  }
}

/** Logs and what a commit wakes come a moment later, and belong to it. */
const settled = (): Promise<void> => new Promise((after) => setTimeout(after, 1_500));

async function requestsOf(origin: string): Promise<readonly (readonly [Kind, () => Promise<unknown>])[]> {
  const context = { origin, siteBucket: null, tenant: 'quickdump', login: 'dana', password: 'haul-demo-2026' };
  const office = await signIn(context);
  const device = randomUUID();
  const booked = await book(context);
  let seq = 0;
  const cursorNow = async () => {
    const { epoch, version } = await sync(context, office, device, []);
    return { epoch, version };
  };
  let cursor = await cursorNow();
  const since = (): string => `${String(cursor.epoch)}.${String(cursor.version)}`;
  return [
    ['board poll', () => answerOf(origin, 'GET', `/api/jobs?since=${since()}`, undefined, { cookie: office.cookie })],
    ['phone poll', () => sync(context, office, device, [], cursor)],
    ['tracking poll', () => answerOf(origin, 'GET', '/api/track', undefined, { 'x-tracking-token': booked.token })],
    [
      'change',
      async () => {
        const { epoch, version } = await sync(context, office, device, [noteMutation(booked.id, ++seq)], cursor);
        cursor = { epoch, version };
      },
    ],
    ['booking', () => book(context)],
  ];
}
