// Promises of an upload of the site: in order, with the right headers, and whatever cuts it, the site of before still works. On a real S3 server.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { noteRelease, sweepReleases } from '#infra/deploy/sweep';
import { listEtags, uploadSite } from '#infra/deploy/upload';
import { startS3Server, type S3Server } from '#infra/local/s3/server';

const CREDENTIALS = { accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret-0000' };
const DAY_MS = 24 * 3_600_000;
let dir: string;
let server: S3Server;
let client: S3Client;
let bucket: string;
let count = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'haul-upload-'));
  server = await startS3Server({ dir: join(dir, 's3'), credentials: CREDENTIALS });
  client = new S3Client({ region: 'us-east-1', endpoint: server.endpoint, credentials: CREDENTIALS, forcePathStyle: true, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  bucket = `site-${++count}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
});
afterEach(() => server.faults.clear());

/** A small site whose pages name one hashed file each. */
async function site(version: string): Promise<string> {
  const root = join(dir, `build-${version}`);
  const files: Record<string, string> = {
    [`_app/immutable/chunk.${version}.js`]: `export default '${version}'`,
    'manifest.webmanifest': `{"name":"${version}"}`,
    'app/index.html': `<script src="/_app/immutable/chunk.${version}.js">`,
    'tracking/index.html': `<script src="/_app/immutable/chunk.${version}.js">`,
    'service-worker.js': `// ${version}`,
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}
const upload = (root: string) => uploadSite({ client, bucket, dir: root, say: () => undefined });
const text = async (key: string): Promise<string> =>
  (await (await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToString()) ?? '';
/** Whether each page finds the hashed file that it names. */
async function works(): Promise<boolean> {
  const keys = await listEtags(client, bucket);
  const pages = [...keys.keys()].filter((key) => key.endsWith('.html'));
  const named = await Promise.all(pages.map(async (key) => /_app\/immutable\/[\w.]+/.exec(await text(key))?.[0] ?? ''));
  return pages.length > 0 && named.every((file) => keys.has(file));
}

test('Hashed files go first, then the rest, then pages, and the worker last; each with its type and how long it may be kept', async () => {
  expect(await upload(await site('one'))).toEqual({
    pages: ['app/index.html', 'tracking/index.html'],
    immutable: ['_app/immutable/chunk.one.js'],
  });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  const at = (key: string): number => Contents.find(({ Key }) => Key === key)?.LastModified?.getTime() ?? 0;
  const order = [
    ['_app/immutable/chunk.one.js'],
    ['manifest.webmanifest'],
    ['app/index.html', 'tracking/index.html'],
    ['service-worker.js'],
  ];
  const times = order.map((keys) => keys.map(at));
  for (const [index, step] of times.entries())
    if (index > 0) expect(Math.max(...(times[index - 1] ?? []))).toBeLessThanOrEqual(Math.min(...step));
  const head = async (Key: string) => {
    const { ContentType, CacheControl } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key }));
    return [ContentType, CacheControl];
  };
  expect(await head('_app/immutable/chunk.one.js')).toEqual(['text/javascript; charset=utf-8', 'public, max-age=31536000, immutable']);
  expect(await head('app/index.html')).toEqual(['text/html; charset=utf-8', 'no-cache']);
  expect(await head('service-worker.js')).toEqual(['text/javascript; charset=utf-8', 'no-cache']);
  expect(await head('manifest.webmanifest')).toEqual(['application/manifest+json', 'no-cache']);
});

test.each(['chunk', 'manifest', 'app/index', 'tracking/index', 'service-worker'])(
  'Cut at %s, the pages that are there still find all they name, and the old files stay',
  async (cutAt) => {
    await upload(await site('one'));
    server.faults.add({ kind: 'cut-before', method: 'PUT', key: new RegExp(cutAt), times: 1 });
    await expect(upload(await site('two'))).rejects.toThrow();
    expect(await works()).toBe(true);
    expect(await text('_app/immutable/chunk.one.js')).toContain('one');
    if (cutAt !== 'service-worker') expect(await text('service-worker.js')).toBe('// one');
    await upload(await site('two'));
    expect([await works(), await text('service-worker.js'), await text('_app/immutable/chunk.one.js')]).toEqual([
      true,
      '// two',
      "export default 'one'",
    ]);
  },
);

test('What has not changed is not sent again', async () => {
  const root = await site('one');
  await upload(root);
  const said: string[] = [];
  await uploadSite({ client, bucket, dir: root, say: (line) => said.push(line) });
  expect(said).toEqual(['0 of 1 hashed files uploaded', '0 of 1 other files uploaded', '0 of 2 pages uploaded', '0 of 1 workers uploaded']);
});

test.each(['_app/immutable/chunk.one.js', 'manifest.webmanifest', 'app/index.html', 'service-worker.js'])(
  'A header that was wrong is mended although the file is as it was: %s',
  async (Key) => {
    const root = await site('one');
    await upload(root);
    const head = async () => {
      const { ContentType, CacheControl } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key }));
      return { ContentType, CacheControl };
    };
    const right = await head();
    for (const wrong of [{ ContentType: 'application/octet-stream' }, { CacheControl: 'max-age=60' }]) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: await readFile(join(root, Key)), ...right, ...wrong }));
      await upload(root);
      expect(await head()).toEqual(right);
    }
  },
);

test('A folder without a built site is refused before anything is sent', async () => {
  await expect(upload(join(dir, 'nothing'))).rejects.toThrow('it holds no built site');
});

test('Files of a release go 30 days after it was replaced, never those of the last three, and never what no release of ours put there', async () => {
  const start = Date.parse('2026-01-01T00:00:00Z');
  const release = async (version: string, day: number) => {
    const { immutable } = await upload(await site(version));
    await noteRelease({ client, bucket }, version, immutable, start + day * DAY_MS);
  };
  const there = async () => [...(await listEtags(client, bucket)).keys()].flatMap((key) => /immutable\/chunk\.(\w+)/.exec(key)?.[1] ?? []);
  await release('a', 0);
  await release('b', 10);
  await release('c', 20);
  await release('d', 25);
  await release('e', 28);
  expect(await sweepReleases({ client, bucket }, start + 39 * DAY_MS)).toEqual([]);
  expect(await sweepReleases({ client, bucket }, start + 41 * DAY_MS)).toEqual(['_app/immutable/chunk.a.js']);
  expect(await there()).toEqual(['b', 'c', 'd', 'e']);
  await sweepReleases({ client, bucket }, start + 900 * DAY_MS);
  expect(await there()).toEqual(['c', 'd', 'e']);
  expect(await readFile(join(dir, 'build-a', 'app/index.html'), 'utf8')).toContain('chunk.a');
});
