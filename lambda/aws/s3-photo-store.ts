// Owns one company's photos on S3: bytes go straight from phone to bucket by an address that is signed for exactly these bytes.
import { createHash } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { photoTypeOf, type PhotoFacts } from '#core/photo';
import type { PhotoStore } from '../port.ts';
import { reached } from './reached.ts';

const UPLOAD_SECONDS = 15 * 60;
const VIEW_SECONDS = 5 * 60;

export interface S3PhotoStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly tenant: string;
}

/** @throws StoreUnreachable */
export function createS3PhotoStore({ client, bucket, tenant }: S3PhotoStoreOptions): PhotoStore {
  const place = (sha256: string) => ({ Bucket: bucket, Key: `tenants/${tenant}/photos/${sha256}` });
  return {
    // Read whole: not every S3 server tells a checksum, and what the bytes begin with says whether they are a picture.
    async find(sha256) {
      const bytes = await readIfThere(place(sha256));
      return bytes && { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, type: photoTypeOf(bytes) };
    },
    signUpload: (photo) => signUpload(photo),
    signView: (sha256) => getSignedUrl(client, new GetObjectCommand(place(sha256)), { expiresIn: VIEW_SECONDS }),
    remove: async (sha256) => void (await reached('s3', client.send(new DeleteObjectCommand(place(sha256))))),
  };

  async function readIfThere(object: { readonly Bucket: string; readonly Key: string }): Promise<Uint8Array | null> {
    try {
      const found = await reached('s3', client.send(new GetObjectCommand(object)));
      return (await found.Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
      throw error;
    }
  }

  async function signUpload({ sha256, bytes, type }: PhotoFacts) {
    const checksum = Buffer.from(sha256, 'hex').toString('base64');
    const headers = { 'content-type': type, 'x-amz-checksum-sha256': checksum };
    const put = new PutObjectCommand({
      ...place(sha256),
      ContentType: type,
      ContentLength: bytes,
      ChecksumSHA256: checksum,
    });
    const url = await getSignedUrl(client, put, {
      expiresIn: UPLOAD_SECONDS,
      signableHeaders: new Set(['host', 'content-type', 'content-length', 'x-amz-checksum-sha256']),
      unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
    });
    return { url, headers };
  }
}
