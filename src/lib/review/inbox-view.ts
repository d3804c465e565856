// Owns what stands in the review inbox: every open disagreement, oldest first, and how much waits for a decision in all.
import type { HistoryEntry, Job } from '#core/job';
import type { ReviewNotices } from '#core/review-notice';

/** Jobs with something to decide, the one that waits longest first. */
export const jobsToReview = (jobs: readonly Job[]): Job[] =>
  jobs.filter((job) => (job.review?.length ?? 0) > 0).toSorted((a, b) => (waitsSince(a) < waitsSince(b) ? -1 : 1));

const waitsSince = (job: Job): string => job.review?.map(({ receivedAt }) => receivedAt).toSorted()[0] ?? '';

/** Chains count once: they are one decision. */
export function openCount(jobs: readonly Job[], notices: ReviewNotices | null): number {
  const open = ({ settled }: { readonly settled: unknown }): boolean => settled === null;
  const chains = jobs.flatMap((job) => (job.review ?? []).filter(({ joins }) => !joins)).length;
  const large = notices?.store ? 1 : 0;
  return chains + large + (notices?.unfiled.filter(open).length ?? 0) + (notices?.missing.filter(open).length ?? 0);
}

/** The words that somebody typed into a change without a job, to be read and copied. */
export function typedWords(entry: HistoryEntry): string | null {
  const { args, raw } = entry;
  if (raw) return raw;
  if (typeof args !== 'object' || args === null) return null;
  return 'text' in args && typeof args.text === 'string' ? args.text : JSON.stringify(args, null, 2);
}
