// Owns `npm start`: the whole cloud on this machine, with its data on disk, until it is told to stop.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildAll, isStale } from '../build.ts';
import { appTemplateFile } from '../render-template.ts';
import { startCloud } from './cloud.ts';
import { claimDataFolder, sayRunning } from './data-folder.ts';
import { seedDemo } from './demo-company.ts';

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});

async function main(): Promise<void> {
  const port = readPort(process.env['PORT'] ?? '4173');
  const seed = readSeed(process.env['SEED'] ?? 'demo');
  const s3FaultRate = readRate(process.env['S3_FAULTS'] ?? '0');
  const folder = claimDataFolder(process.env['DATA_DIR'] ?? '.data');
  if (isStale()) await build();
  const cloud = await startCloud({
    dir: folder.dir,
    port,
    release: releaseName(),
    template: JSON.parse(readFileSync(appTemplateFile(), 'utf8')) as unknown,
    dynamoDbEndpoint: process.env['DYNAMODB_ENDPOINT'],
    s3Endpoint: process.env['S3_ENDPOINT'],
    s3FaultRate,
  });
  stopOnSignal(async () => {
    await cloud.close();
    folder.release();
  });
  sayRunning(folder.dir, { pid: process.pid, origin: cloud.origin, siteBucket: cloud.siteBucket, env: cloud.env });
  if (seed === 'demo') for (const line of (await seedDemo(cloud.env)).lines) console.log(line);
  console.log(`texts end on ${cloud.origin}/_phones`);
  console.log(`ready ${cloud.origin}`);
}

async function build(): Promise<void> {
  console.log('Building (again only when something changes) …');
  await buildAll({ onProgress: (line) => console.log(`  ${line}`) });
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => process.exit(1), 5_000).unref();
      void stop().then(() => process.exit(0));
    });
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`Cannot listen on PORT "${text}": use a number from 0 (any free one) to 65535.`);
  return port;
}

function readSeed(text: string): 'demo' | 'none' {
  if (text !== 'demo' && text !== 'none') throw new Error(`Cannot read SEED "${text}": use demo or none.`);
  return text;
}

function readRate(text: string): number {
  const rate = Number(text);
  if (!(rate >= 0 && rate < 1)) throw new Error(`Cannot read S3_FAULTS "${text}": use a share of requests from 0 to below 1, such as 0.2.`);
  return rate;
}

/** The commit, so that a page and an answer can be matched; "local" outside a repository. */
function releaseName(): string {
  try {
    return (
      execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || 'local'
    );
  } catch {
    return 'local';
  }
}
