// Owns how everything grows with the company: 10, 100, 1,000 and 10,000 jobs. Method: companies of these sizes are imported by the real command into the
// bench's cloud. *API* is a board's poll with nothing new, and one tap of a phone, through edge, handler and store, medians of several. *Sync* is a first
// exchange with all its pages, compressed, in milliseconds and kilobytes. *Board* is the least of some renders and moves in a real browser, as in `board.ts`. *Storage* is the
// company's object in the store, gzipped as it lies there, and what the browser keeps on its disk. The plot is written beside the documentation.
import { createHash, randomUUID } from 'node:crypto';
import { glob, stat, writeFile } from 'node:fs/promises';
import { noteMutation } from '../../infra/local/costs/company-hour.ts';
import { signIn, sync } from '../../infra/deploy/smoke/one-job.ts';
import { answerOf } from '../../infra/deploy/smoke/target.ts';
import { readCursor, type Cursor, type SyncResponse } from '../../src/core/protocol.ts';
import { makeBigCompany, type BigCompany } from '../support/big-company.ts';
import type { BenchRig, BenchRow, CloudBench } from './bench.ts';
import { least, move, openBoard, render } from './board.ts';
import { withBrowser } from './browser.ts';
import { growthPlot, type Grown } from './growth-plot.ts';
import { median } from './spread.ts';

const SIZES = { full: [10, 100, 1_000, 10_000], quick: [10, 100] };
const TIMES = { polls: 15, taps: 9, syncs: 3, board: 3 };
const PLOT = 'docs/growth.svg';

export const growth: CloudBench = {
  name: 'growth',
  async measure(rig) {
    const grown: Grown[] = [];
    for (const jobs of rig.quick ? SIZES.quick : SIZES.full) {
      rig.onProgress(`growth: ${jobs} jobs`);
      const company = await makeBigCompany(rig.dataDir, `growth-${jobs}`, jobs);
      grown.push({ jobs, ...(await ofApi(rig, company)), ...(await ofBoard(rig, company, jobs)) });
    }
    if (!rig.quick) await writeFile(PLOT, growthPlot(grown));
    return grown.map(rowOf);
  },
};

const rowOf = (grown: Grown): BenchRow => ({
  what: `growth, ${grown.jobs.toLocaleString('en-US')} jobs`,
  ours: [
    `poll ${grown.pollMs.toFixed(1)} ms, tap ${grown.tapMs.toFixed(1)} ms`,
    `first sync ${grown.syncMs.toFixed(0)} ms, ${grown.syncKb.toFixed(0)} KB`,
    `board: render ${grown.renderMs.toFixed(0)} ms, move ${grown.moveMs.toFixed(0)} ms`,
    `stored ${grown.storedKb.toFixed(0)} KB, in the browser ${grown.browserKb.toFixed(0)} KB`,
  ].join('; '),
  budget: '–',
  held: null,
});

async function ofApi({ origin, dataDir }: BenchRig, company: BigCompany) {
  const context = { origin, siteBucket: null, ...company };
  const office = await signIn(context);
  const first = await firstSync(origin, office);
  let { cursor } = first;
  const syncMs = await fewest(TIMES.syncs, () => firstSync(origin, office));
  const pollMs = await middle(TIMES.polls, () =>
    answerOf(origin, 'GET', `/api/jobs?since=${cursor.epoch}.${cursor.version}`, undefined, { cookie: office.cookie }),
  );
  const device = randomUUID();
  let seq = 0;
  const tapMs = await middle(TIMES.taps, async () => {
    const { epoch, version } = await sync(context, office, device, [noteMutation(first.job, ++seq)], cursor);
    cursor = { epoch: Number(epoch), version: Number(version) };
  });
  return { syncMs, syncKb: first.bytes / 1_024, pollMs, tapMs, storedKb: (await storedBytes(dataDir, company.tenant)) / 1_024 };
}

/** All pages of a first exchange, as the edge sends them to a browser that asks for brotli. */
async function firstSync(origin: string, { cookie, member }: Awaited<ReturnType<typeof signIn>>) {
  const empty = { protocol: 1, device: randomUUID(), author: member, keptFrom: 1, queued: null, mutations: [] };
  const headers = { cookie, 'accept-encoding': 'br' };
  let [cursor, bytes, job]: [Cursor | null, number, string] = [null, 0, ''];
  for (;;) {
    const request = { ...empty, sentAt: new Date().toISOString(), cursor };
    const answer = await answerOf(origin, 'POST', '/api/sync', request, headers);
    const { epoch, version, next, jobs } = answer.body as unknown as SyncResponse;
    bytes += Number(answer.headers.get('content-length') ?? Number.NaN);
    job ||= jobs[0]?.id ?? '';
    if (next === undefined) return { cursor: { epoch, version }, bytes, job };
    cursor = readCursor(next);
  }
}

async function ofBoard({ origin }: BenchRig, company: BigCompany, jobs: number) {
  return withBrowser(origin, async (browser) => {
    const page = await openBoard(browser, company, jobs);
    const [renderMs, moveMs] = [await least(() => render(page), TIMES.board), await least(() => page.evaluate(move), TIMES.board)];
    const usage = await page.evaluate(browserBytes);
    return { renderMs, moveMs, browserKb: usage / 1_024 };
  });
}

/** Runs in the page. Chromium says what of it is IndexedDB's; the files of the app are not counted. */
async function browserBytes(): Promise<number> {
  const told = (await navigator.storage.estimate()) as StorageEstimate & { readonly usageDetails?: { readonly indexedDB?: number } };
  return told.usageDetails?.indexedDB ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
async function several(times: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) took.push(await timed(work));
  return took;
}
const middle = async (times: number, work: () => Promise<unknown>): Promise<number> => median(await several(times, work));
const fewest = async (times: number, work: () => Promise<unknown>): Promise<number> => Math.min(...(await several(times, work)));

/** The company's object, as this machine's S3 keeps it: a file that is named by its key's hash. */
async function storedBytes(dataDir: string, tenant: string): Promise<number> {
  const name = createHash('sha256').update(`tenants/${tenant}/jobs.json`).digest('hex');
  for await (const file of glob(`${dataDir}/**/${name}`)) return (await stat(file)).size;
  throw new Error(`no object of ${tenant} in ${dataDir}`);
}
