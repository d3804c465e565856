// Owns one company's `jobs.json` on S3: read with revalidation, written only by compare-and-swap. Where the jobs have moved to DynamoDB it hands over.
import { emptyBook, writeBook, type JobBook } from '#core/job-book';
import { LIMITS } from '#core/limits';
import type { Problem } from '#core/problem';
import { ok, type Result } from '#core/result';
import type { Change, JobStore } from '../port.ts';
import { readJobsObject, type JobsObject } from './jobs-object.ts';
import { createS3Document, type HeldDocument, type S3Place } from './s3-document.ts';

/** As it lies in the store. */
export type Held = HeldDocument<JobsObject>;

export interface S3JobStoreOptions extends S3Place {
  /** the parsed books of this sandbox, by object key: kept between calls and revalidated by ETag */
  readonly cache: Map<string, Held>;
  /** where the jobs of a company are that has moved to DynamoDB; called each time, so that it may be loaded then */
  readonly moved: (stay: string) => Promise<JobStore>;
}

type Decide<Answer> = (book: JobBook, storedBytes: number | null) => Result<Change<Answer>, Problem>;

export function createS3JobStore(options: S3JobStoreOptions): JobStore {
  const { tenant, log, cache, moved } = options;
  const key = `tenants/${tenant}/jobs.json`;
  const object = createS3Document<JobsObject>({
    ...options,
    key,
    empty: () => ({ book: emptyBook() }),
    read: readJobsObject,
    write: ({ book }) => writeBook(book),
    weigh(bytes) {
      if (bytes <= LIMITS.storeWarnBytes) return;
      const action = 'Archive finished jobs or move this company to the DynamoDB store.';
      log({ level: 'warn', event: 'store-large', tenant, bytes, action });
    },
  });
  // What says whether they are still there is read there, with each request.
  const knownStay = (): string | undefined => cache.get(key)?.document.stay;
  return {
    async read() {
      const known = knownStay();
      if (known) return (await moved(known)).read();
      const held = await object.load();
      if (!held.ok) return held;
      const { stay, book } = held.value.document;
      return stay ? (await moved(stay)).read() : ok(book);
    },
    async change<Answer>(decide: Decide<Answer>) {
      const known = knownStay();
      if (known) return (await moved(known)).change(decide);
      const changed = await object.change<{ readonly stay: string } | { readonly is: Answer }>(({ document: { stay, book }, bytes }) => {
        if (stay) return ok({ document: null, answer: { stay } });
        const decided = decide(book, bytes);
        if (!decided.ok) return decided;
        const { book: next, answer } = decided.value;
        return ok({ document: next && { book: next }, answer: { is: answer } });
      });
      if (!changed.ok) return changed;
      return 'stay' in changed.value ? (await moved(changed.value.stay)).change(decide) : ok(changed.value.is);
    },
  };
}
