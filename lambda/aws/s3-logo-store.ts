// Owns one company's logos on S3, `tenants/{slug}/logos/{sha256}`: small, read through the API, never written over by other bytes.
import { GetObjectCommand, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import type { LogoStore } from '../port.ts';
import { reached } from './reached.ts';

export interface S3LogoStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly tenant: string;
}

/** @throws StoreUnreachable */
export function createS3LogoStore({ client, bucket, tenant }: S3LogoStoreOptions): LogoStore {
  const place = (sha256: string) => ({ Bucket: bucket, Key: `tenants/${tenant}/logos/${sha256}` });
  return {
    async read(sha256) {
      try {
        const found = await reached('s3', client.send(new GetObjectCommand(place(sha256))));
        return (await found.Body?.transformToByteArray()) ?? null;
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
        throw error;
      }
    },
    async write(sha256, bytes, type) {
      await reached('s3', client.send(new PutObjectCommand({ ...place(sha256), Body: bytes, ContentType: type })));
    },
  };
}
