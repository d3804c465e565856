// Owns what a replica is told: the jobs that changed since its cursor, page by page, as far as its member may see them.
import type { JobId } from '#core/id';
import type { JobBook, StoredJob } from '#core/job-book';
import type { Actor, Job } from '#core/job';
import { LIMITS } from '#core/limits';
import { problem, type Problem } from '#core/problem';
import { formatCursor, type ChangesPage, type Cursor } from '#core/protocol';
import { ok, refuse, type Result } from '#core/result';
import { listViewOf } from '#core/visibility';

/** Refuses with `store-rolled-back` when the replica has seen more than the store holds. */
export function checkCursor(book: JobBook, cursor: Cursor | null): Result<Cursor | null, Problem> {
  const ahead = cursor && (cursor.epoch > book.epoch || (cursor.epoch === book.epoch && cursor.version > book.version));
  return ahead
    ? refuse(
        problem(
          'store-rolled-back',
          `This device has seen version ${formatCursor(cursor)}, the store is at ${formatCursor(book)}. Nothing was saved; the office has been told.`,
          { retryAfterSeconds: 60 },
        ),
      )
    : ok(cursor);
}

/** Jobs changed since the cursor, oldest change first. A page ends between two versions, so that a cursor is all one needs to go on. */
export function changesSince(book: JobBook, cursor: Cursor | null, viewer: Actor): ChangesPage {
  const snapshot = cursor === null || cursor.epoch !== book.epoch || cursor.version < book.prunedVersion;
  const since = snapshot ? 0 : cursor.version;
  const page = pageOf(
    [...book.jobs.values()].filter((stored) => stored.version > since).toSorted((a, b) => a.version - b.version),
    LIMITS.answerJobs,
  );
  const last = page.more ? (page.jobs.at(-1)?.version ?? book.version) : book.version;
  return {
    epoch: book.epoch,
    version: last,
    snapshot,
    jobs: page.jobs.map((stored) => listViewOf(stored.job, viewer)).filter((job): job is Job => job !== null),
    removed: snapshot ? [] : book.removed.filter((gone) => gone.version > since && gone.version <= last).map((gone): JobId => gone.id),
    ...(page.more && { next: formatCursor({ epoch: book.epoch, version: last }) }),
  };
}

/** The first `limit` stored jobs, cut where a version ends; one version is never split. */
export function pageOf(sorted: readonly StoredJob[], limit: number): { jobs: readonly StoredJob[]; more: boolean } {
  if (sorted.length <= limit) return { jobs: sorted, more: false };
  const firstLeftOut = sorted[limit]?.version;
  const cut = sorted.findIndex((stored) => stored.version === firstLeftOut);
  const end = cut > 0 ? cut : sorted.findIndex((stored) => stored.version !== firstLeftOut);
  return end < 0 ? { jobs: sorted, more: false } : { jobs: sorted.slice(0, end), more: true };
}
