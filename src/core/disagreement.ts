// Owns what a person must decide: a claim that did not fit, what it met, and what each decision leads to; and what was decided.
import * as v from 'valibot';
import { chainOf } from '#core/apply-review';
import { leavesOf } from '#core/apply-fields';
import type { MutationId } from '#core/id';
import type { HistoryEntry, Job, Photo, ReviewItem } from '#core/job';
import { ARGS } from '#core/mutation';
import { standing } from '#core/seen';

/** One field that two people set otherwise. */
export interface FieldClash {
  /** "customer.phone", "address", … */
  readonly field: string;
  readonly stands: string;
  readonly claimed: string;
}

export interface Disagreement {
  readonly job: Job;
  /** the claim that a decision names: the last of its chain, which holds the others */
  readonly item: ReviewItem;
  /** the chain, oldest first */
  readonly chain: readonly ReviewItem[];
  /** the claims' entries, as far as this device holds them */
  readonly claims: readonly HistoryEntry[];
  /** what the first claim met; null when it is not at hand */
  readonly met: HistoryEntry | null;
  /** only for an edit */
  readonly fields: readonly FieldClash[];
  /** by the claim's author, taken with it */
  readonly photos: readonly Photo[];
}

/** All that waits for a decision on a job, oldest first. `history` may be longer than what the job carries. */
export function disagreementsOf(job: Job, history: readonly HistoryEntry[] = job.history): Disagreement[] {
  const roots = (job.review ?? []).filter((item) => !item.joins || !job.review?.some(({ mutation }) => mutation === item.joins));
  return roots.map((root) => disagreement(job, chainOf(job.review ?? [], root), history));
}

function disagreement(job: Job, chain: readonly ReviewItem[], history: readonly HistoryEntry[]): Disagreement {
  const claims = chain.flatMap(({ mutation }) => history.find(({ id }) => id === mutation) ?? []);
  const item = chain.at(-1);
  if (!item) throw new TypeError('a chain has at least its root');
  const against = claims[0]?.against?.mutation;
  return {
    job,
    item,
    chain,
    claims,
    met: history.find(({ id }) => id === against) ?? null,
    fields: claims.flatMap((claim) => fieldClashes(job, claim)),
    photos: job.photos.filter((photo) => photo.by.id === item.by.id && Math.abs(apartMs(photo.at, item.tappedAt)) < ONE_SHIFT_MS),
  };
}

const ONE_SHIFT_MS = 12 * 3_600_000;
const apartMs = (a: string, b: string): number => Date.parse(a) - Date.parse(b);

/** What an edit wanted beside what stands now, field by field. */
export function fieldClashes(job: Job, claim: HistoryEntry): FieldClash[] {
  const args = claim.type === 'edit_job' ? v.safeParse(ARGS.edit_job, claim.args) : null;
  if (!args?.success) return [];
  const now = leavesOf(job);
  const word = (value: unknown): string => (typeof value === 'string' ? value : value ? JSON.stringify(value) : '');
  return Object.entries(leavesOf(args.output.set))
    .map(([field, value]) => ({ field, stands: word(now[field]), claimed: word(value) }))
    .filter(({ stands, claimed }) => stands !== claimed);
}

/** What became of a claim: still open, decided (by whom, when), withdrawn, or not to be told from what is held. */
export type Decision =
  | { readonly state: 'open' | 'withdrawn' | 'unknown' }
  | { readonly state: 'accepted' | 'kept'; readonly entry: HistoryEntry }
  | { readonly state: 'decided' };

/**
 * Read from the newest history that a device holds. `decided` without a word: the list holds the claim no more, and the decision has
 * gone from the newest entries.
 */
export function decisionOn(job: Job, claim: MutationId, answeredAt: string | null): Decision {
  if (job.review?.some((item) => item.mutation === claim)) return { state: 'open' };
  const holding = standing(job);
  const entry = holding.findLast(
    (each) =>
      each.type === 'resolve_review' && (each.against?.mutation === claim || each.settled?.some(({ mutation }) => mutation === claim)),
  );
  if (entry) return { state: entry.reason === 'accept' && isWithin(entry, claim) ? 'accepted' : 'kept', entry };
  if (holding.some((each) => each.type === 'undo' && each.against?.mutation === claim)) return { state: 'withdrawn' };
  return heardOf(job, claim, answeredAt) ? { state: 'decided' } : { state: 'unknown' };
}

/** Accepting a claim accepts those that it builds on, not those that build on it. */
function isWithin({ settled = [], against }: HistoryEntry, claim: MutationId): boolean {
  const ids = settled.map(({ mutation }) => mutation);
  return against?.mutation === claim || ids.indexOf(claim) < ids.indexOf(against?.mutation as MutationId);
}

/** Whether the job, as held, is newer than the claim: an older answer must not read as a decision. */
function heardOf(job: Job, claim: MutationId, answeredAt: string | null): boolean {
  if (job.history.some(({ id }) => id === claim)) return true;
  const oldest = job.history[0];
  return oldest !== undefined && answeredAt !== null && oldest.rev > 1 && oldest.receivedAt > answeredAt;
}

/** Decisions that stand, newest first, of one local day or later. */
export function decisionsSince(jobs: readonly Job[], sinceIso: string): { readonly job: Job; readonly entry: HistoryEntry }[] {
  return jobs
    .flatMap((job) =>
      standing(job)
        .filter((entry) => entry.type === 'resolve_review' && entry.receivedAt >= sinceIso)
        .map((entry) => ({ job, entry })),
    )
    .toSorted((a, b) => (a.entry.receivedAt < b.entry.receivedAt ? 1 : -1));
}
