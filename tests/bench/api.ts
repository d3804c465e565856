// Owns what the API costs at a cold start and when warm. Method: *cold import* is a fresh process of this Node that imports the built entry, timed
// inside from before to after, in turn with one that imports the bare S3 client bundled in the same way: medians of several. *Static closure* is
// what a sandbox reads before its first request. *Warm request* is a board's poll through the built handler, in this process, on our own S3 server
// and DynamoDB, in turn with a bare SDK GET of the same company's object from the same server. Byte counts and both ratios are judged.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { buildAll, isBundleStale } from '../../infra/build.ts';
import { bundleForLambda } from '../../infra/lambda-bundle.ts';
import { seedDemo } from '../../infra/local/demo-company.ts';
import { localEnvironment, type LocalEnvironment } from '../../infra/local/environment.ts';
import { toEvent, fromAnswer } from '../../infra/local/lambda/function-url.ts';
import { startStores } from '../../infra/local/stores.ts';
import type { AloneBench, AloneRig, BenchRow } from './bench.ts';
import { inMs, median, quantile } from './spread.ts';

const ENTRY = resolve('dist/lambda/handler.mjs');
const IMPORTS = { full: 21, quick: 5 };
const REQUESTS = { full: 400, quick: 60, warmUp: 40 };
const MOST = { bytes: 420_000, coldRatio: 1.15, warmRatio: 3 };
const run = promisify(execFile);

export const api: AloneBench = {
  name: 'api',
  alone: true,
  async measure(rig) {
    if (isBundleStale()) await buildAll({ onProgress: rig.onProgress });
    const dir = await mkdtemp(join(tmpdir(), 'haul-api-'));
    await mkdir(join(dir, 'stores'));
    const stores = await startStores({ dir: join(dir, 'stores'), dynamoDbEndpoint: undefined, s3Endpoint: undefined, s3FaultRate: 0 });
    const env = localEnvironment(stores.secrets, { s3: stores.s3, dynamodb: stores.dynamodb, origin: 'http://127.0.0.1:4173' }, 'bench');
    try {
      await seedDemo(env);
      return [await closureRow(), await coldRow(rig, dir, env), await warmRow(rig, env)];
    } finally {
      await stores.close();
      await rm(dir, { recursive: true, force: true });
    }
  },
};

async function closureRow(): Promise<BenchRow> {
  const files = await closure(ENTRY);
  const bytes = await bytesOf(files);
  return {
    what: `API: read before the first request (${files.size} files)`,
    ours: `${(bytes / 1_000).toFixed(0)} KB`,
    budget: `≤ ${MOST.bytes / 1_000} KB`,
    held: bytes <= MOST.bytes,
  };
}

const bytesOf = async (files: Iterable<string>): Promise<number> =>
  (await Promise.all([...files].map((file) => stat(file)))).reduce((sum, { size }) => sum + size, 0);

async function closure(file: string, seen = new Set<string>()): Promise<ReadonlySet<string>> {
  seen.add(file);
  const source = await readFile(file, 'utf8');
  for (const [, name = ''] of source.matchAll(/(?:^|[;}\n])(?:import|export)(?:[\w${},*\s]*from)?\s*"\.\/([\w.-]+\.mjs)"/g)) {
    const next = join(file, '..', name);
    if (!seen.has(next)) await closure(next, seen);
  }
  return seen;
}

async function coldRow({ quick, onProgress }: AloneRig, dir: string, env: LocalEnvironment): Promise<BenchRow> {
  const bare = await bundledBare(dir);
  const took = { ours: [] as number[], bare: [] as number[] };
  const times = quick ? IMPORTS.quick : IMPORTS.full;
  onProgress(`api: ${times} cold imports each`);
  for (let i = 0; i <= times; i++) {
    const [ours, theirs] = [await coldImport(ENTRY, env), await coldImport(bare, env)];
    // The first read of each file is the disk's.
    if (i === 0) continue;
    took.ours.push(ours);
    took.bare.push(theirs);
  }
  const ratio = median(took.ours) / median(took.bare);
  const size = Math.round((await bytesOf(await closure(bare))) / 1_000);
  return {
    what: 'API: cold import in a fresh process',
    ours: inMs(took.ours),
    peer: `bare S3 client (${size} KB) ${inMs(took.bare)}`,
    ratio,
    budget: `≤ ${MOST.coldRatio} ×`,
    held: ratio <= MOST.coldRatio,
  };
}

/** By the build's own function: what it leaves out of ours it leaves out of the control. Answers the file that the entry imports. */
async function bundledBare(dir: string): Promise<string> {
  await bundleForLambda('tests/bench/bare-client.ts', 'bare', dir);
  return join(dir, 'bare.mjs');
}

async function coldImport(file: string, env: LocalEnvironment): Promise<number> {
  const script = `const begun = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - begun); process.exit(0);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env });
  return Number(stdout);
}

async function warmRow({ quick, onProgress }: AloneRig, env: LocalEnvironment): Promise<BenchRow> {
  Object.assign(process.env, env);
  const { handler } = (await import(pathToFileURL(ENTRY).href)) as { handler: (event: unknown, context: unknown) => Promise<unknown> };
  const ask = async (method: string, url: string, headers: Record<string, string>, body = '') => {
    const event = toEvent({ method, url, headers, body: Buffer.from(body), address: '127.0.0.1', requestId: 'bench' }, Date.now());
    return fromAnswer(await handler(event, { awsRequestId: 'bench', functionName: 'haul-api', getRemainingTimeInMillis: () => 30_000 }));
  };
  const login = JSON.stringify({ tenant: 'quickdump', login: 'dana', password: 'haul-demo-2026' });
  const signedIn = await ask('POST', '/api/session', { 'content-type': 'application/json' }, login);
  if (signedIn.statusCode !== 200) throw new Error(`cannot sign in: ${signedIn.statusCode} ${signedIn.body.toString()}`);
  const cookie = signedIn.cookies.map((each) => each.split(';')[0]).join('; ');
  const poll = async (): Promise<void> => {
    const { statusCode } = await ask('GET', '/api/jobs', { cookie });
    if (statusCode !== 200) throw new Error(`a poll was answered ${statusCode}`);
  };
  const client = new S3Client({ region: 'us-east-1', forcePathStyle: true });
  const get = async (): Promise<void> => {
    const found = await client.send(new GetObjectCommand({ Bucket: 'haul-data', Key: 'tenants/quickdump/jobs.json' }));
    await found.Body?.transformToByteArray();
  };
  const took = { ours: [] as number[], bare: [] as number[] };
  const times = quick ? REQUESTS.quick : REQUESTS.full;
  onProgress(`api: ${times} warm requests each`);
  for (let i = -REQUESTS.warmUp; i < times; i++) {
    const [ours, bare] = [await timed(poll), await timed(get)];
    if (i < 0) continue;
    took.ours.push(ours);
    took.bare.push(bare);
  }
  client.destroy();
  const [ours, bare] = [quantile(took.ours, 0.99), quantile(took.bare, 0.99)];
  return {
    what: `API: a warm request (all jobs of the demo company), p99 of ${times}`,
    ours: `${ours.toFixed(1)} ms, median ${median(took.ours).toFixed(1)}`,
    peer: `bare S3 GET ${bare.toFixed(1)} ms, median ${median(took.bare).toFixed(1)}`,
    ratio: ours / bare,
    budget: `≤ ${MOST.warmRatio} ×`,
    held: ours / bare <= MOST.warmRatio,
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
