// Owns what `jobs.json` may say: a company's book, or the word that its jobs are in DynamoDB, in which stay.
import { emptyBook, readBook, type JobBook } from '#core/job-book';
import { ok, type Result } from '#core/result';

export interface JobsObject {
  /** without jobs when they are elsewhere, and of the epoch and version that they had when that was written */
  readonly book: JobBook;
  /** the jobs are in DynamoDB, in this stay */
  readonly stay?: string;
}

/** Refuses with the first thing that is wrong. */
export function readJobsObject(data: unknown): Result<JobsObject, string> {
  const { movedTo, stay, epoch, version } = Object(data) as Readonly<Record<string, unknown>>;
  if (movedTo === 'dynamodb' && typeof stay === 'string') {
    const numbers = { ...(typeof epoch === 'number' && { epoch }), ...(typeof version === 'number' && { version }) };
    return ok({ book: { ...emptyBook(), ...numbers }, stay });
  }
  const book = readBook(data);
  return book.ok ? ok({ book: book.value }) : book;
}

/** An older release cannot read it as a book, says that it is broken, and writes nothing over it. */
export const movedWord = (stay: string, { epoch, version }: JobBook): string =>
  JSON.stringify({ format: 'moved', movedTo: 'dynamodb', stay, epoch, version });
