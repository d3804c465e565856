// Owns a company's `jobs.json` as bytes, for an operator: former versions, what a restore replaced, and putting one back by compare-and-swap.
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Config } from '../config.ts';
import { bareEtag } from './etag.ts';
import { reached } from './reached.ts';

export interface BookFile {
  /** What lies there now, or as it was in that version of the bucket; null when there is none. */
  read(versionId?: string): Promise<{ readonly bytes: Uint8Array; readonly etag: string | null } | null>;
  /** Answers whether it was written: not when somebody saved since `etag` (null: nothing was there). */
  replace(bytes: Uint8Array, etag: string | null): Promise<boolean>;
  /** Keeps bytes beside, under a name that is not taken; the same name again changes nothing. */
  keep(name: string, bytes: Uint8Array): Promise<void>;
  kept(name: string): Promise<Uint8Array | null>;
  /** the days that have an object in the archive */
  archivedDays(): Promise<readonly string[]>;
}

/** @throws StoreUnreachable */
export function openBookFile(config: Config, tenant: string): BookFile {
  const client = new S3Client({ region: config.AWS_REGION, forcePathStyle: config.S3_FORCE_PATH_STYLE === 'true', maxAttempts: 3 });
  const Bucket = config.DATA_BUCKET;
  const [Key, keptKey] = [`tenants/${tenant}/jobs.json`, (name: string) => `tenants/${tenant}/replaced/${name}`];
  const GZIP = { ContentType: 'application/json', ContentEncoding: 'gzip' };

  return {
    read: (versionId) => find(Key, versionId),
    replace: (bytes, etag) => put(Key, bytes, etag === null ? { IfNoneMatch: '*' } : { IfMatch: etag }),
    keep: async (name, bytes) => void (await put(keptKey(name), bytes, { IfNoneMatch: '*' })),
    kept: async (name) => (await find(keptKey(name)))?.bytes ?? null,
    async archivedDays() {
      const days: string[] = [];
      let token: string | undefined;
      do {
        const list = new ListObjectsV2Command({ Bucket, Prefix: `tenants/${tenant}/archive/`, ...(token && { ContinuationToken: token }) });
        const page = await reached('s3', client.send(list));
        for (const { Key: name = '' } of page.Contents ?? [])
          days.push(
            name
              .split('/')
              .at(-1)
              ?.replace(/\.json$/, '') ?? '',
          );
        token = page.NextContinuationToken;
      } while (token);
      return days;
    },
  };

  async function find(name: string, VersionId?: string) {
    try {
      const found = await reached('s3', client.send(new GetObjectCommand({ Bucket, Key: name, ...(VersionId && { VersionId }) })));
      return { bytes: (await found.Body?.transformToByteArray()) ?? new Uint8Array(), etag: bareEtag(found.ETag) };
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
      throw error;
    }
  }

  async function put(name: string, Body: Uint8Array, condition: { IfMatch?: string; IfNoneMatch?: string }): Promise<boolean> {
    try {
      await reached('s3', client.send(new PutObjectCommand({ Bucket, Key: name, Body, ...GZIP, ...condition })));
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && [404, 409, 412].includes(error.$metadata.httpStatusCode ?? 0)) return false;
      throw error;
    }
  }
}
