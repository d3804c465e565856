// Owns `jobs.json` as a move sees it: a book, or the word that the company's jobs are in DynamoDB now. Written by compare-and-swap only.
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { emptyBook, readBook, writeBook, type JobBook } from '#core/job-book';
import { bareEtag } from '../etag.ts';
import { JobRowsBroken } from './job-table.ts';
import { StoreUnreachable } from '../../store-errors.ts';

export interface BookPlace {
  readonly client: Pick<S3Client, 'send'>;
  readonly bucket: string;
  readonly tenant: string;
}

/** `stay`: the jobs are in DynamoDB, in this stay. */
export type BookObject =
  { readonly etag: string | null; readonly stay: null; readonly book: JobBook } | { readonly etag: string | null; readonly stay: string };

const keyOf = (tenant: string): string => `tenants/${tenant}/jobs.json`;

/** @throws JobRowsBroken, StoreUnreachable */
export async function readBookObject({ client, bucket, tenant }: BookPlace): Promise<BookObject> {
  try {
    const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(tenant) }));
    const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
    return { etag: bareEtag(found.ETag), ...parse(bytes) };
  } catch (error) {
    if (error instanceof JobRowsBroken) throw error;
    const status = statusOf(error);
    if (status === 404) return { etag: null, stay: null, book: emptyBook() };
    throw new StoreUnreachable('s3', status, error);
  }
}

function parse(bytes: Uint8Array): { stay: string } | { stay: null; book: JobBook } {
  let data: unknown;
  try {
    data = JSON.parse(gunzipSync(bytes).toString('utf8'));
  } catch {
    throw new JobRowsBroken('jobs.json');
  }
  const { movedTo, stay } = data as Readonly<Record<string, unknown>>;
  if (movedTo === 'dynamodb' && typeof stay === 'string') return { stay };
  const book = readBook(data);
  if (!book.ok) throw new JobRowsBroken(`jobs.json: ${book.error}`);
  return { stay: null, book: book.value };
}

/** False: somebody else was first, or nobody knows; whoever asks reads before anything else. */
export const putBook = (place: BookPlace, etag: string | null, book: JobBook): Promise<boolean> => put(place, etag, writeBook(book));

/** An older release cannot read it as a book, says that it is broken, and writes nothing over it. */
export const putMoved = (place: BookPlace, etag: string | null, stay: string, { epoch, version }: JobBook): Promise<boolean> =>
  put(place, etag, JSON.stringify({ format: 'moved', movedTo: 'dynamodb', stay, epoch, version }));

async function put({ client, bucket, tenant }: BookPlace, etag: string | null, text: string): Promise<boolean> {
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(tenant),
        Body: gzipSync(text),
        ContentType: 'application/json',
        ContentEncoding: 'gzip',
        ...(etag === null ? { IfNoneMatch: '*' } : { IfMatch: etag }),
      }),
    );
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === 0 || status >= 500 || [404, 409, 412, 429].includes(status)) return false;
    throw error;
  }
}

/** 0: no answer */
const statusOf = (error: unknown): number => (error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0);
