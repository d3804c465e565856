// Owns which jobs leave the book for the archive, what the book notes of them, and how long it remembers that they left.
import { archiveDayOf } from '#core/archive';
import type { ArchivedDay, JobBook, Tombstone } from '#core/job-book';
import type { Job } from '#core/job';
import { LIMITS } from '#core/limits';
import { standingMoves, visitsInVain } from '#core/moves';
import { sameJson } from '#core/same-json';
import { isOver } from '#core/status-flow';

const DAY_MS = 86_400_000;
/** A text is let go a day after it was due (`text-truth`); one more, for quiet hours and a sweep that comes late. */
const TEXT_MS = 2 * DAY_MS;

/**
 * Whether a job is finished and has been left alone for three days: nobody must decide on it, no text could still leave, and all photos
 * are there. Bytes that have not come after 30 days hold nothing up any more: when they come, they bring the job back.
 */
export function isArchivable(job: Job, nowMs: number): boolean {
  if (!isOver(job.status) || (job.review?.length ?? 0) > 0) return false;
  const awaits = job.photos.some(({ state }) => state === 'awaiting');
  const restMs = (awaits ? LIMITS.awaitedPhotoDays : LIMITS.finishedDays) * DAY_MS;
  const textsMs = (job.texts ?? []).map(({ dueAt }) => Date.parse(dueAt) + TEXT_MS);
  return Math.max(endedMs(job) + restMs, Date.parse(job.updatedAt) + restMs, ...textsMs) <= nowMs;
}

const endedMs = ({ history, status, updatedAt }: Job): number =>
  Date.parse(history.findLast(({ to }) => to === status)?.receivedAt ?? updatedAt);

/** The archive's jobs of one day with these laid over them. One that has gone on from what is laid stays as it is. */
export function laidOver<Held extends ReadonlyMap<Job['id'], Job>>(held: Held, laid: readonly Job[]): Held | ReadonlyMap<Job['id'], Job> {
  const newer = laid.filter((job) => {
    const known = held.get(job.id);
    return !known || !(sameJson(known, job) || hasGoneOn(known, job));
  });
  return newer.length === 0 ? held : new Map([...held, ...newer.map((job) => [job.id, job] as const)]);
}

/** By its whole history and not by `rev` alone: after a restore a job grows anew, and the book's word counts. */
const hasGoneOn = (known: Job, { rev, history }: Job): boolean =>
  known.rev > rev && sameJson(known.history.slice(0, history.length), history);

/**
 * The book without the jobs that lie in the archive now, each with a tombstone and its day noted, and without tombstones that are older
 * than any cursor may be. A job that is not the very one that was laid stays. Saved by `stampVersion`.
 * @param at ISO UTC
 */
export function letGo(book: JobBook, laid: readonly Job[], at: string): JobBook {
  const going = laid.filter((job) => {
    const stored = book.jobs.get(job.id);
    return stored !== undefined && sameJson(stored.job, job);
  });
  const pruned = withoutOldTombstones(book, Date.parse(at));
  if (going.length === 0) return pruned;
  const jobs = new Map(book.jobs);
  for (const { id } of going) jobs.delete(id);
  const tombstones = going.map(({ id, history }): Tombstone => {
    const [made] = history;
    return { id, version: book.version + 1, at, ...(made && { made: made.id }) };
  });
  return { ...pruned, jobs, removed: [...pruned.removed, ...tombstones], archive: withDays(book.archive, going) };
}

function withoutOldTombstones(book: JobBook, nowMs: number): JobBook {
  const isOld = ({ at }: Tombstone): boolean => nowMs - Date.parse(at) > LIMITS.tombstoneDays * DAY_MS;
  const old = book.removed.filter(isOld);
  if (old.length === 0) return book;
  const prunedVersion = Math.max(book.prunedVersion, ...old.map(({ version }) => version));
  return { ...book, prunedVersion, removed: book.removed.filter((each) => !isOld(each)) };
}

/** The book's index of the archive with these jobs in it, by day. */
export function withDays(archive: readonly ArchivedDay[], jobs: readonly Job[]): readonly ArchivedDay[] {
  const days = new Map(archive.map((each) => [each.day, each]));
  for (const job of jobs) {
    const [day, dates] = [archiveDayOf(job.id), datesOf(job)];
    const known = days.get(day);
    const all = [...dates, ...(known ? [known.from, known.to] : [])].toSorted();
    days.set(day, { ...known, day, from: all[0] ?? day, to: all.at(-1) ?? day });
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

/** The dates that a job counts on in lists and reports. Of an instant also the days beside it: a company may change its zone. */
function datesOf(job: Job): string[] {
  const done = standingMoves(job).filter(({ to }) => isOver(to));
  const instants = [...done, ...visitsInVain(job)].map(({ atMs }) => atMs);
  return [job.window.date, ...[endedMs(job), ...instants].flatMap((atMs) => [dateOf(atMs - DAY_MS), dateOf(atMs + DAY_MS)])];
}
const dateOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
