// Owns one company's `jobs.json` on S3: read with revalidation, written only by compare-and-swap.
import { emptyBook, readBook, writeBook, type JobBook } from '#core/job-book';
import { LIMITS } from '#core/limits';
import { ok } from '#core/result';
import type { JobStore } from '../port.ts';
import { createS3Document, type HeldDocument, type S3Place } from './s3-document.ts';

/** A book as it lies in the store. */
export type Held = HeldDocument<JobBook>;

export interface S3JobStoreOptions extends S3Place {
  /** the parsed books of this sandbox, by object key: kept between calls and revalidated by ETag */
  readonly cache: Map<string, Held>;
}

export function createS3JobStore(options: S3JobStoreOptions): JobStore {
  const { tenant, log } = options;
  const object = createS3Document({
    ...options,
    key: `tenants/${tenant}/jobs.json`,
    empty: emptyBook,
    read: readBook,
    write: writeBook,
    weigh(bytes) {
      if (bytes <= LIMITS.storeWarnBytes) return;
      const action = 'Archive finished jobs or move this company to the DynamoDB store.';
      log({ level: 'warn', event: 'store-large', tenant, bytes, action });
    },
  });
  return {
    async read() {
      const held = await object.load();
      return held.ok ? ok(held.value.document) : held;
    },
    change: (decide) =>
      object.change(({ document, bytes }) => {
        const decided = decide(document, bytes);
        return decided.ok ? ok({ document: decided.value.book, answer: decided.value.answer }) : decided;
      }),
  };
}
