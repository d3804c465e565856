// Owns objects on disk: one file each, its description in the first line, replaced atomically so that no crash leaves half an object.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface ObjectHead {
  readonly key: string;
  /** hex MD5, without quotes */
  readonly etag: string;
  readonly size: number;
  /** ISO UTC */
  readonly modifiedAt: string;
  /** content-type, content-encoding, x-amz-meta-… as they came */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ObjectDisk {
  head(bucket: string, key: string): ObjectHead | null;
  /** Description and bytes of one moment: a write in between gives the new of both, never a mixture. */
  read(bucket: string, key: string): Promise<{ readonly head: ObjectHead; readonly body: Buffer } | null>;
  write(bucket: string, key: string, body: Buffer, headers: Record<string, string>): Promise<ObjectHead>;
  remove(bucket: string, key: string): Promise<void>;
  list(bucket: string): readonly ObjectHead[];
  hasBucket(bucket: string): boolean;
  makeBucket(bucket: string): Promise<void>;
}

/** Opens a folder of buckets. What a crash left unfinished is swept. */
export async function openObjectDisk(dir: string): Promise<ObjectDisk> {
  await mkdir(dir, { recursive: true });
  const buckets = new Map<string, Map<string, ObjectHead>>();
  for (const bucket of await readdir(dir)) buckets.set(bucket, await readBucket(join(dir, bucket)));
  const fileOf = (bucket: string, key: string): string => join(dir, bucket, createHash('sha256').update(key).digest('hex'));

  return {
    head: (bucket, key) => buckets.get(bucket)?.get(key) ?? null,
    async read(bucket, key) {
      const bytes = await readFile(fileOf(bucket, key)).catch(() => null);
      return bytes && { head: headIn(bytes), body: bytes.subarray(bytes.indexOf(10) + 1) };
    },
    async write(bucket, key, body, headers) {
      const head = {
        key,
        etag: createHash('md5').update(body).digest('hex'),
        size: body.length,
        modifiedAt: new Date().toISOString(),
        headers,
      };
      await replaceFile(fileOf(bucket, key), Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]));
      buckets.get(bucket)?.set(key, head);
      return head;
    },
    async remove(bucket, key) {
      await rm(fileOf(bucket, key), { force: true });
      await syncFolder(join(dir, bucket));
      buckets.get(bucket)?.delete(key);
    },
    list: (bucket) => [...(buckets.get(bucket)?.values() ?? [])].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    hasBucket: (bucket) => buckets.has(bucket),
    async makeBucket(bucket) {
      await mkdir(join(dir, bucket), { recursive: true });
      if (!buckets.has(bucket)) buckets.set(bucket, new Map());
    },
  };
}

async function readBucket(folder: string): Promise<Map<string, ObjectHead>> {
  const objects = new Map<string, ObjectHead>();
  for (const name of await readdir(folder)) {
    if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
    else {
      const bytes = await readFile(join(folder, name));
      const head = headIn(bytes);
      objects.set(head.key, head);
    }
  }
  return objects;
}

/** Written aside, flushed, then renamed over: a reader sees the old bytes or the new, also after a power cut. */
async function replaceFile(file: string, bytes: Buffer): Promise<void> {
  const aside = `${file}.${randomUUID()}.tmp`;
  const handle = await open(aside, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, file);
  await syncFolder(join(file, '..'));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

const headIn = (bytes: Buffer): ObjectHead => JSON.parse(bytes.subarray(0, bytes.indexOf(10)).toString('utf8')) as ObjectHead;
