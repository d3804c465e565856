// Owns which hashed files of former releases go: those that no release of the last 30 days named, and only files that a release of ours put there.
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { listEtags } from './upload.ts';

const RELEASES = 'releases/';
const KEPT_MS = 30 * 24 * 3_600_000;
/** However old they are: a phone that was in a drawer for a year opens the last one. */
const ALWAYS_KEPT = 3;

const releaseSchema = v.object({ at: v.pipe(v.string(), v.isoTimestamp()), release: v.string(), files: v.array(v.string()) });
type Release = v.InferOutput<typeof releaseSchema>;

export interface Bucket {
  readonly client: S3Client;
  readonly bucket: string;
}

/** Notes that a release is the current one from now on. */
export async function noteRelease({ client, bucket }: Bucket, release: string, files: readonly string[], nowMs: number): Promise<void> {
  const at = new Date(nowMs).toISOString();
  const Key = `${RELEASES}${at}-${release}.json`;
  const Body = JSON.stringify({ at, release, files: [...files] } satisfies Release);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json', CacheControl: 'no-cache' }));
}

/** Answers what went. A release was current until the next one came; it is kept 30 days from then. */
export async function sweepReleases(where: Bucket, nowMs: number): Promise<readonly string[]> {
  const releases = await readReleases(where);
  const isKept = (index: number): boolean => {
    const next = releases[index + 1];
    return index >= releases.length - ALWAYS_KEPT || !next || Date.parse(next[1].at) > nowMs - KEPT_MS;
  };
  const kept = new Set(releases.filter((_, index) => isKept(index)).flatMap(([, { files }]) => files));
  const old = releases.filter((_, index) => !isKept(index));
  const gone = [...new Set(old.flatMap(([, { files }]) => files))].filter((file) => file.startsWith('_app/immutable/') && !kept.has(file));
  for (const Key of [...gone, ...old.map(([key]) => key)]) await where.client.send(new DeleteObjectCommand({ Bucket: where.bucket, Key }));
  return gone;
}

/** Oldest first. */
async function readReleases({ client, bucket }: Bucket): Promise<readonly (readonly [key: string, release: Release])[]> {
  const keys = [...(await listEtags(client, bucket)).keys()].filter((key) => key.startsWith(RELEASES)).toSorted();
  return Promise.all(
    keys.map(async (Key) => {
      const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return [Key, v.parse(v.pipe(v.string(), v.parseJson(), releaseSchema), await found.Body?.transformToString())] as const;
    }),
  );
}
