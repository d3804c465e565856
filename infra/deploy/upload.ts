// Owns putting the site into its bucket: in steps, so that at every moment each page finds what it names, and old files stay while they may be used.
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { siteObject, STEPS, type Step } from './site-objects.ts';

export interface UploadOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** the built site */
  readonly dir: string;
  readonly say: (line: string) => void;
}

export interface Uploaded {
  /** keys of pages: what the edge may still hold in an older form */
  readonly pages: readonly string[];
  readonly immutable: readonly string[];
}

const AT_ONCE = 8;

/** Stops at the first thing that goes wrong: later steps are not begun, and what was there before is whole. Nothing is deleted. */
export async function uploadSite({ client, bucket, dir, say }: UploadOptions): Promise<Uploaded> {
  const keys = await siteKeys(dir);
  const there = await listEtags(client, bucket);
  for (const step of STEPS) {
    const own = keys.filter((key) => siteObject(key).step === step);
    let sent = 0;
    await inTurns(own, async (key) => {
      if (there.get(key) === md5(join(dir, key)) && (await hasItsHeaders(client, bucket, key))) return;
      await put(client, bucket, dir, key);
      sent += 1;
    });
    say(`${sent} of ${own.length} ${LABELS[step]} uploaded`);
  }
  return { pages: ofStep(keys, 'page'), immutable: ofStep(keys, 'immutable') };
}

const LABELS: Readonly<Record<Step, string>> = { immutable: 'hashed files', asset: 'other files', page: 'pages', worker: 'workers' };
const ofStep = (keys: readonly string[], step: Step): readonly string[] => keys.filter((key) => siteObject(key).step === step);

async function siteKeys(dir: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const entry of glob('**/*', { cwd: dir, withFileTypes: true }))
    if (entry.isFile())
      keys.push(
        join(entry.parentPath, entry.name)
          .slice(join(dir, 'x').length - 1)
          .split(sep)
          .join('/'),
      );
  if (!keys.includes('app/index.html')) throw new Error(`Cannot upload ${dir}: it holds no built site`);
  return keys.toSorted();
}

async function put(client: S3Client, bucket: string, dir: string, key: string): Promise<void> {
  const { contentType, cacheControl } = siteObject(key);
  await client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: readFileSync(join(dir, key)),
      ContentType: contentType,
      CacheControl: cacheControl,
    }),
  );
}

/** A file may be as it was while its type, or how long it may be kept, is not. */
async function hasItsHeaders(client: S3Client, bucket: string, key: string): Promise<boolean> {
  const { contentType, cacheControl } = siteObject(key);
  const { ContentType, CacheControl } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  return ContentType === contentType && CacheControl === cacheControl;
}

/** What is there already, by key: without encryption by a key of one's own, an object's ETag is its MD5. */
export async function listEtags(client: S3Client, bucket: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, ...(token && { ContinuationToken: token }) }));
    for (const { Key = '', ETag = '' } of page.Contents ?? []) found.set(Key, ETag.replaceAll('"', ''));
    token = page.NextContinuationToken;
  } while (token);
  return found;
}

async function inTurns(keys: readonly string[], work: (key: string) => Promise<void>): Promise<void> {
  const left = [...keys];
  const worker = async (): Promise<void> => {
    for (let key = left.shift(); key !== undefined; key = left.shift()) await work(key);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const md5 = (file: string): string => createHash('md5').update(readFileSync(file)).digest('hex');
