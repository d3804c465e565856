// Owns a cloud of this machine whose requests are counted: in its logs, and by proxies before its stores.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appTemplateFile } from '../../render-template.ts';
import { startCloud } from '../cloud.ts';
import { seedDemo } from '../demo-company.ts';
import { startStores } from '../stores.ts';
import type { HourCounts } from './bill.ts';
import { startCountingProxy } from './counting-proxy.ts';

export interface CountedCloud {
  readonly origin: string;
  /** everything asked since the demo companies were made */
  counts(): Promise<HourCounts>;
  /** what each request to the API took, in their order, milliseconds */
  requestMs(): Promise<readonly number[]>;
  /** ends the cloud alone: its logs are whole then */
  stop(): Promise<void>;
  /** ends all of it, and removes its data */
  close(): Promise<void>;
}

/** @param release names it in its logs; the site and the bundles must have been built */
export async function startCountedCloud(release: string): Promise<CountedCloud> {
  const dir = await mkdtemp(join(tmpdir(), `haul-${release}-`));
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
    release,
    template: JSON.parse(await readFile(appTemplateFile(), 'utf8')) as unknown,
    s3Endpoint: `http://${accessKeyId}:${secretAccessKey}@127.0.0.1:${s3.port}`,
    dynamoDbEndpoint: `http://127.0.0.1:${dynamodb.port}`,
    s3FaultRate: 0,
  });
  await seedDemo(cloud.env);
  for (const { counts } of [s3, dynamodb]) counts.clear();
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= cloud.close());
  return {
    origin: cloud.origin,
    counts: async () => countsFrom(await readLogs(join(dir, 'cloud')), s3.counts, dynamodb.counts),
    requestMs: async () => (await readLogs(join(dir, 'cloud'))).lambda.filter(isRequest).map(({ durationMs }) => Number(durationMs) || 0),
    stop,
    async close() {
      await stop();
      await Promise.all([s3.close(), dynamodb.close()]);
      await stores.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface Logs {
  readonly edge: readonly Readonly<Record<string, unknown>>[];
  readonly lambda: readonly Readonly<Record<string, unknown>>[];
  readonly bytes: number;
}

async function readLogs(dir: string): Promise<Logs> {
  const [edge, lambda] = await Promise.all(['edge', 'lambda'].map((name) => readFile(join(dir, 'logs', `${name}.log`), 'utf8')));
  // While the cloud runs a last line may be half written.
  const parse = (text = '') =>
    text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { edge: parse(edge), lambda: parse(lambda), bytes: (edge?.length ?? 0) + (lambda?.length ?? 0) };
}

const isRequest = ({ event }: Readonly<Record<string, unknown>>): boolean => event === 'request';

function countsFrom({ edge, lambda, bytes }: Logs, s3: ReadonlyMap<string, number>, dynamodb: ReadonlyMap<string, number>): HourCounts {
  const api = edge.filter(({ page }) => page === '/api/*').length;
  const sum = (rows: readonly Readonly<Record<string, unknown>>[], field: string) =>
    rows.reduce((all, row) => all + (Number(row[field]) || 0), 0);
  return {
    edgeRequests: edge.length,
    pageRequests: edge.length - api,
    apiRequests: api,
    apiMs: sum(lambda.filter(isRequest), 'durationMs'),
    bytesOut: sum(edge, 'bytes'),
    s3Reads: s3.get('read') ?? 0,
    s3Writes: s3.get('write') ?? 0,
    dynamoReads: dynamodb.get('read') ?? 0,
    dynamoWrites: dynamodb.get('write') ?? 0,
    logBytes: bytes,
  };
}
