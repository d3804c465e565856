// Owns Lighthouse's word: on the pages that customers open, the sign-in page as anybody finds it, and a driver's day as somebody signed in.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import type { BenchRow, CloudBench } from './bench.ts';
import { signIn, withBrowser } from './browser.ts';
import { bookPickup } from './pickup.ts';

/** In each category; performance is a time in disguise, so it is printed and not judged. */
const BUDGET = 95;
const TRACKING_BUDGET = 99;
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;

const auditSchema = v.looseObject({ title: v.string(), score: v.nullable(v.number()), displayValue: v.optional(v.string()) });
const reportSchema = v.object({
  categories: v.record(
    v.string(),
    v.object({ score: v.nullable(v.number()), auditRefs: v.array(v.looseObject({ id: v.string(), weight: v.number() })) }),
  ),
  audits: v.record(v.string(), auditSchema),
});
type Report = v.InferOutput<typeof reportSchema>;

export const lighthouse: CloudBench = {
  name: 'lighthouse',
  measure: ({ origin, onProgress }) =>
    withBrowser(origin, async (browser, port) => {
      onProgress('lighthouse: a bare page');
      const bare = await withBarePage((url) => report(url, port));
      const look = async (what: string, path: string, budget = BUDGET): Promise<readonly BenchRow[]> => {
        onProgress(`lighthouse: ${what}`);
        return rowsOf(what, bare, await report(`${origin}${path}`, port), budget, onProgress);
      };
      const tracking = await look('/track/, a customer’s pickup', `/track/#${await bookPickup(origin)}`, TRACKING_BUDGET);
      const front = [...(await look('/book/, the booking page', '/book/quickdump')), ...(await look('/app/ signed out', '/app/'))];
      await signIn(browser, 'sam');
      return [...tracking, ...front, ...(await look('/app/crew, a driver’s day', '/app/crew'))];
    }),
};

function rowsOf(what: string, bare: Report, found: Report, budget: number, onProgress: (line: string) => void): readonly BenchRow[] {
  return CATEGORIES.map((category) => {
    const { auditRefs = [] } = found.categories[category] ?? {};
    const points = pointsOf(found, category);
    for (const { id } of auditRefs.filter(({ id, weight }) => weight > 0 && (found.audits[id]?.score ?? 1) < 0.9))
      onProgress(`  ${category}: ${found.audits[id]?.title ?? id} ${found.audits[id]?.displayValue ?? ''}`);
    const held = category === 'performance' ? null : points >= budget;
    return {
      what: `Lighthouse ${category}, ${what}`,
      ours: category === 'performance' ? `${points} (bare page ${pointsOf(bare, category)})` : String(points),
      budget: `≥ ${budget}`,
      held,
    };
  });
}

const pointsOf = (report: Report, category: string): number => Math.round((report.categories[category]?.score ?? 0) * 100);

/** A heading and nothing else, from a server of its own: what this machine's browser costs by itself. */
async function withBarePage<Value>(work: (url: string) => Promise<Value>): Promise<Value> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Bare</title><h1>Bare</h1></html>',
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.close();
  }
}

/** Its own program, in the browser that is signed in: it clears caches and workers first, so this is a first load. */
async function report(url: string, port: number): Promise<Report> {
  const words = [
    url,
    `--port=${port}`,
    `--only-categories=${CATEGORIES.join(',')}`,
    '--output=json',
    '--quiet',
    '--no-enable-error-reporting',
  ];
  const child = spawn(process.execPath, ['tests/bench/node_modules/lighthouse/cli/index.js', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`Lighthouse ended with ${String(code)} at ${url}`);
  return v.parse(reportSchema, JSON.parse(text));
}
