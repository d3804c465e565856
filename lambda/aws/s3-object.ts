// Owns one packed JSON object on S3 as bytes: read whole, written only under a condition; and what the failure of a write may mean.
import { GetObjectCommand, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { bareEtag } from './etag.ts';

export interface S3ObjectPlace {
  readonly client: Pick<S3Client, 'send'>;
  readonly bucket: string;
  readonly key: string;
}
export interface FoundObject {
  readonly etag: string | null;
  readonly bytes: Uint8Array;
}

/** Throws what S3 said: 404 when there is none, 304 when it is still the one that `knownEtag` names. */
export async function getObject(
  { client, bucket, key }: S3ObjectPlace,
  how: { readonly knownEtag?: string; readonly versionId?: string } = {},
): Promise<FoundObject> {
  const found = await client.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(how.knownEtag !== undefined && { IfNoneMatch: `"${how.knownEtag}"` }),
      ...(how.versionId !== undefined && { VersionId: how.versionId }),
    }),
  );
  return { etag: bareEtag(found.ETag), bytes: (await found.Body?.transformToByteArray()) ?? new Uint8Array() };
}

/** Writes over what `etag` names, null: where nothing is; answers the new ETag. Throws what S3 said. */
export async function putObject({ client, bucket, key }: S3ObjectPlace, etag: string | null, packed: Uint8Array): Promise<string | null> {
  const saved = await client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: packed,
      ContentType: 'application/json',
      ContentEncoding: 'gzip',
      // Without quotes: AWS takes an ETag either way, Ceph compares what stands in a PUT's If-Match letter by letter.
      ...(etag === null ? { IfNoneMatch: '*' } : { IfMatch: etag }),
    }),
  );
  return bareEtag(saved.ETag);
}

/** 0: no answer */
export const statusOf = (error: unknown): number => (error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0);

/** 412 and 409: interfered. 404: the object went away. 5xx, 429 or no answer: it may have been saved all the same. Who asks again reads first. */
export const isLostOrInDoubt = (status: number): boolean => status === 0 || status >= 500 || [404, 409, 412, 429].includes(status);
