// Owns rows that former releases wrote of a company in DynamoDB, as fixtures, with the book that they were made of.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { readBook, type JobBook } from '#core/job-book';
import { putMoved, readBookObject } from '#lambda/aws/dynamo-jobs/book-object';
import { BUCKET } from '../support/local-stores.ts';

type Item = Record<string, AttributeValue>;
const FOLDER = 'tests/fixtures/rows';
/** as `tests/fixtures/make-rows.ts` names it */
const STAY = 'then';
export const FORMER_ROWS: readonly string[] = (await readdir(FOLDER)).toSorted();

export async function formerRows(file: string): Promise<Item[]> {
  const items = JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as Record<string, { readonly B?: string }>[];
  return items.map((item) =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        value.B === undefined ? (value as AttributeValue) : { B: Buffer.from(value.B, 'base64') },
      ]),
    ),
  );
}

export async function formerBook(): Promise<JobBook> {
  const { book } = JSON.parse(await readFile('tests/fixtures/stores/4-before-archive.json', 'utf8')) as { book: unknown };
  const read = readBook(book);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

/** `jobs.json` says that the company is in these rows. */
export async function leadTo(client: Pick<S3Client, 'send'>, tenant: string, book: JobBook): Promise<void> {
  const place = { client, bucket: BUCKET, tenant };
  const { etag } = await readBookObject(place);
  if (!(await putMoved(place, etag, STAY, book))) throw new Error('somebody else was first');
}

/** With an entry more in each history. */
export const tapped = (book: JobBook): JobBook => ({
  ...book,
  version: book.version + 1,
  jobs: new Map(
    [...book.jobs].map(([id, { job }]) => {
      const history = [...job.history, { ...job.history[0], id: `more-${id}` }] as typeof job.history;
      return [id, { version: book.version + 1, job: { ...job, rev: job.rev + 1, history } }] as const;
    }),
  ),
});
