// Owns what must hold of a book and of a phone: each finding begins with the number of its invariant.
import type { MutationId } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { HistoryEntry, Job } from '#core/job';
import { moveTarget, type MoveType, type Status } from '#core/status-flow';
import { viewOf } from '#core/visibility';
import { en } from '#lib/words/en.ts';
import { noticeOf } from '#lib/outcome-words.ts';
import type { OutboxRow } from '#sync/port';
import { COMPANY } from '../../support/core-scene.ts';
import type { Person } from './people.ts';
import type { Phone } from './phone.ts';
import { findDrift, isStatus } from './replay.ts';

export interface Tapped {
  readonly id: MutationId;
  readonly by: Person;
  /** of the photo that it announces */
  readonly sha256: string | null;
}

export const entriesOf = (book: JobBook): HistoryEntry[] => [
  ...[...book.jobs.values()].flatMap(({ job }) => job.history),
  ...book.unfiled.map(({ entry }) => entry),
];

/** I1: nothing is filed twice. */
export function findTwice(entries: readonly HistoryEntry[]): string[] {
  const seen = new Set<MutationId>();
  const twice = entries.filter(({ id }) => seen.size === seen.add(id).size);
  return twice.map(({ type, by }) => `I1 a ${type} of ${by.name} is in the history twice`);
}

/** I4 and I11: only legal moves, each from where the job was, and together they lead to where it is. */
export function findIllegal(job: Job): string[] {
  const wrong: string[] = [];
  let status: Status = 'booking_confirmed';
  for (const entry of job.history) {
    if (entry.outcome !== 'applied' || !isStatus(entry.to) || !isStatus(entry.from)) continue;
    const { from, to, type } = entry;
    // A person's decision may lead anywhere; a move only where it is legal, and out of `cancelled` by nothing but a reopening.
    const byHand = type === 'undo' || type === 'resolve_review';
    if (!byHand && moveTarget(type as MoveType, from, to) !== to) wrong.push(`I4 ${type} from ${from} to ${to}`);
    if (from !== status) wrong.push(`I11 a move starts from ${from} while the job was ${status}`);
    status = to;
  }
  const drift = findDrift(job);
  if (drift) wrong.push(`I11 the history does not lead to the job's ${drift}`);
  const revs = job.history.map(({ rev }) => rev);
  if (revs.some((rev, i) => rev <= (revs[i - 1] ?? 0) || rev > job.rev)) wrong.push('I11 revisions do not grow');
  return wrong;
}

/** I5: on each job a device's entries stand in the order of its taps. */
export function findDisorder(job: Job): string[] {
  const last = new Map<string, number>();
  const wrong: string[] = [];
  for (const { device, by, seq = 0 } of job.history) {
    if (!device) continue;
    const key = `${device} ${by.id ?? ''}`;
    if (seq <= (last.get(key) ?? 0)) wrong.push(`I5 the entries of a device of ${by.name} are out of order`);
    last.set(key, seq);
  }
  return wrong;
}

/** I10: what a person tapped stands under their own name. */
export function findOtherNames(entries: readonly HistoryEntry[], authors: ReadonlyMap<MutationId, Person>): string[] {
  return entries
    .filter(({ id, by }) => authors.has(id) && authors.get(id)?.id !== by.id)
    .map(({ by }) => `I10 what ${by.name} never tapped stands under that name`);
}

/** I3: a result that is not simply `applied` is told on the screen until its author has put it away, or has taken the tap back. */
export function findUntold(row: OutboxRow, read: ReadonlySet<MutationId>, job: Job | undefined): string | null {
  const { draft, result, dismissed } = row;
  if (!result || result.outcome === 'applied' || (dismissed && read.has(draft.id))) return null;
  const notice = noticeOf(row, { job, timeZone: COMPANY.timeZone, nameOf: () => null, words: en });
  if ((notice && notice.text.length > 0) || (result.outcome === 'needs_review' && isTakenBack(draft.id, job))) return null;
  return `I3 the outcome ${result.outcome} of a ${draft.type} is not told`;
}

/** By its author: nobody else may undo a claim. */
const isTakenBack = (id: MutationId, job: Job | undefined): boolean =>
  job?.history.some(({ type, outcome, against }) => type === 'undo' && outcome === 'applied' && against?.mutation === id) === true;

/** I6: what a phone was told is what the book of its cursor lets it see. */
export function findOtherJobs(jobs: Iterable<Job>, book: JobBook, { name, person }: Phone): string | null {
  const held = new Map([...jobs].map((job) => [job.id, job]));
  const visible = [...book.jobs.values()].map(({ job }) => job).filter((job) => viewOf(job, person) !== null);
  const wrong = visible.filter((job) => factsOf(held.get(job.id)) !== factsOf(job));
  if (wrong.length === 0 && visible.length === held.size) return null;
  return `I6 ${name} has ${held.size} jobs and may see ${visible.length}; ${wrong.length} differ`;
}

const facts = new WeakMap<Job, string>();

/** What everybody sees alike who sees the job at all. */
function factsOf(job: Job | undefined): string {
  if (!job) return '';
  const known = facts.get(job);
  if (known !== undefined) return known;
  const { status, rev, crew, window, address, attempts, photos, review, history } = job;
  const made = JSON.stringify([status, rev, crew, window, address, attempts, photos, review ?? [], history.at(-1)?.id]);
  facts.set(job, made);
  return made;
}
