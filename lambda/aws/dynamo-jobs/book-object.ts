// Owns `jobs.json` as a move sees it: a book, or the word that the company's jobs are in DynamoDB now. Written by compare-and-swap only.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { emptyBook, writeBook, type JobBook } from '#core/job-book';
import { StoreUnreachable } from '../../store-errors.ts';
import { movedWord, readJobsObject } from '../jobs-object.ts';
import { getObject, isLostOrInDoubt, putObject, statusOf, type S3ObjectPlace } from '../s3-object.ts';
import { JobRowsBroken } from './job-table.ts';

export interface BookPlace {
  readonly client: Pick<S3Client, 'send'>;
  readonly bucket: string;
  readonly tenant: string;
}

/** `stay`: the jobs are in DynamoDB, in this stay. */
export type BookObject =
  { readonly etag: string | null; readonly stay: null; readonly book: JobBook } | { readonly etag: string | null; readonly stay: string };

const objectAt = ({ client, bucket, tenant }: BookPlace): S3ObjectPlace => ({ client, bucket, key: `tenants/${tenant}/jobs.json` });

/** @throws JobRowsBroken, StoreUnreachable */
export async function readBookObject(place: BookPlace): Promise<BookObject> {
  try {
    const { etag, bytes } = await getObject(objectAt(place));
    return { etag, ...parse(bytes) };
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
  const read = readJobsObject(data);
  if (!read.ok) throw new JobRowsBroken(`jobs.json: ${read.error}`);
  const { stay, book } = read.value;
  return stay === undefined ? { stay: null, book } : { stay };
}

/** False: somebody else was first, or nobody knows; whoever asks reads before anything else. */
export const putBook = (place: BookPlace, etag: string | null, book: JobBook): Promise<boolean> => put(place, etag, writeBook(book));
export const putMoved = (place: BookPlace, etag: string | null, stay: string, book: JobBook): Promise<boolean> =>
  put(place, etag, movedWord(stay, book));

async function put(place: BookPlace, etag: string | null, text: string): Promise<boolean> {
  try {
    await putObject(objectAt(place), etag, gzipSync(text));
    return true;
  } catch (error) {
    if (isLostOrInDoubt(statusOf(error))) return false;
    throw error;
  }
}
