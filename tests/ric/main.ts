// Owns `npm run ric`: the built bundle under AWS' own runtime interface client answers as it does in our sandboxes, and logs as CloudWatch reads.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runningCloud } from '../../infra/local/data-folder.ts';
import { fromAnswer, toEvent } from '../../infra/local/lambda/function-url.ts';
import { startCloudProcess } from '../support/cloud-process.ts';
import { startRuntimeApi, type RuntimeApi } from './runtime-api.ts';

const DIR = 'tests/ric';
const CLIENT = join(DIR, 'node_modules/.bin/aws-lambda-ric');

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
const SIGN_IN = JSON.stringify({ tenant: 'quickdump', login: 'dana', password: 'haul-demo-2026' });
const ASKED: readonly Asked[] = [
  { method: 'GET', url: '/api/health' },
  { method: 'GET', url: '/api/tenants/quickdump' },
  { method: 'GET', url: '/api/tenants/quickdump', headers: { 'accept-encoding': 'br' } },
  { method: 'GET', url: '/api/jobs' },
  { method: 'GET', url: '/api/nothing' },
  { method: 'POST', url: '/api/session', body: '{"tenant":' },
  { method: 'POST', url: '/api/session', body: SIGN_IN },
];

installOnce();
const dataDir = await mkdtemp(join(tmpdir(), 'haul-ric-'));
const cloud = await startCloudProcess({ dataDir });
const runtime = await startRuntimeApi();
const env = { ...runningCloud(dataDir)?.env };
const client = spawn(resolve(CLIENT), ['handler.handler'], {
  cwd: 'dist/lambda',
  env: {
    ...env,
    _HANDLER: 'handler.handler',
    AWS_LAMBDA_RUNTIME_API: runtime.address,
    LAMBDA_TASK_ROOT: resolve('dist/lambda'),
    AWS_LAMBDA_FUNCTION_NAME: 'haul-api',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/haul-api',
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let log = '';
client.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
client.once('exit', (code) => giveUp(`The runtime interface client ended with ${code}.`));
void runtime.initError.then(({ body }) => giveUp(`The bundle does not start: ${JSON.stringify(body)}`));

let failed = 0;
for (const asked of ASKED) await compare(runtime, asked);
const lines = log.split('\n').filter(Boolean);
const broken = lines.filter((line) => !isJson(line));
judge(
  `${lines.length} log lines are JSON, each for itself`,
  lines.length >= ASKED.length - 1 && broken.length === 0,
  broken[0] ?? 'there are too few',
);
client.removeAllListeners('exit').kill();
runtime.close();
await cloud.stop();
await rm(dataDir, { recursive: true, force: true });
console.log(`${ASKED.length + 1 - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

/** What the same bundle says in a sandbox of ours, through the edge. */
async function compare({ invoke }: RuntimeApi, { method, url, body = '', headers = {} }: Asked): Promise<void> {
  const sent = {
    ...headers,
    ...(body && { 'content-type': 'application/json', 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') }),
  };
  const event = toEvent(
    { method, url, headers: { ...sent, 'x-forwarded-for': '127.0.0.1' }, body: Buffer.from(body), address: '127.0.0.1', requestId: 'ric' },
    Date.now(),
  );
  const said = await invoke(event);
  if (said.kind !== 'response') return judge(`${method} ${url}`, false, JSON.stringify(said.body));
  const answer = fromAnswer(said.body);
  const ours = await fetch(cloud.origin + url, { method, headers: { 'accept-encoding': 'identity', ...sent }, ...(body && { body }) });
  const [here, there] = [await ours.text(), answer.headers['content-encoding'] ? null : answer.body.toString()];
  const same =
    answer.statusCode === ours.status && (there === null || there === here) && answer.cookies.length === ours.headers.getSetCookie().length;
  judge(
    `${method} ${url} ${answer.statusCode}${answer.headers['content-encoding'] ? ` ${answer.headers['content-encoding']}` : ''}`,
    same,
    `ours: ${ours.status} ${here.slice(0, 200)}`,
  );
}

function judge(promise: string, held: boolean, why: string): void {
  if (!held) failed += 1;
  console.log(held ? `✓ ${promise}` : `✗ ${promise}\n    ${why}`);
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

function installOnce(): void {
  if (existsSync(CLIENT)) return;
  console.log('… compiling the runtime interface client (once, about a minute; needs cmake, g++ and make)');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: DIR, stdio: 'inherit' });
  if (status !== 0) fail('Cannot install the runtime interface client: Debian’s packages are cmake, g++ and make.');
}

/** The cloud is a process of its own: it is not left behind. */
function giveUp(why: string): void {
  void cloud.stop().then(() => fail(why));
}

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}
