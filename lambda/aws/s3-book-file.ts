// Owns a company's `jobs.json` as bytes, for an operator: former versions, what a restore replaced, and putting one back by compare-and-swap.
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Config } from '../config.ts';
import { reached } from './reached.ts';
import { getObject, putObject, statusOf } from './s3-object.ts';

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
  const objectAt = (key: string) => ({ client, bucket: Bucket, key });

  return {
    read: (versionId) => find(Key, versionId),
    replace: (bytes, etag) => put(Key, bytes, etag),
    keep: async (name, bytes) => void (await put(keptKey(name), bytes, null)),
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

  async function find(name: string, versionId?: string) {
    try {
      return await reached('s3', getObject(objectAt(name), versionId === undefined ? {} : { versionId }));
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  async function put(name: string, bytes: Uint8Array, etag: string | null): Promise<boolean> {
    try {
      await reached('s3', putObject(objectAt(name), etag, bytes));
      return true;
    } catch (error) {
      if ([404, 409, 412].includes(statusOf(error))) return false;
      throw error;
    }
  }
}
