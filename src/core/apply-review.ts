// Owns a person's decision on a disagreement: accept what was claimed, or keep what stands.
import * as v from 'valibot';
import { crewWith, fieldsBefore, fieldsPatch, fromTo, windowKey } from '#core/apply-fields';
import { windowFor } from '#core/booking';
import type { HistoryEntry, Job, ReviewItem } from '#core/job';
import { ARGS, type MutationOf } from '#core/mutation';
import { standing } from '#core/seen';
import { applied, refused, superseded, witnessOf, type ApplyContext, type Verdict } from '#core/verdict';

export function judgeReview(job: Job, { args }: MutationOf<'resolve_review'>, context: ApplyContext): Verdict {
  const item = job.review?.find((each) => each.mutation === args.mutation);
  const claim = job.history.find((entry) => entry.id === args.mutation);
  if (!item || !claim) return settledBefore(job, args);
  const settled = chainOf(job.review ?? [], item);
  const told = { against: witnessOf(claim), settled };
  const review = (job.review ?? []).filter((each) => !settled.includes(each));
  if (args.decision === 'keep') return applied({ review }, { ...told, reason: 'keep' });
  const accepted = acceptClaim(job, item, claim, context);
  if (!accepted) return refused('nothing-to-review');
  return applied({ ...accepted.patch, review }, { ...accepted.told, ...told, reason: 'accept' });
}

/** Somebody decided already: the same way, or another. */
function settledBefore(job: Job, { mutation, decision }: MutationOf<'resolve_review'>['args']): Verdict {
  const earlier = standing(job).findLast(
    ({ type, against, settled }) =>
      type === 'resolve_review' && (against?.mutation === mutation || settled?.some((item) => item.mutation === mutation)),
  );
  return earlier?.reason === decision ? superseded(earlier) : refused('nothing-to-review');
}

/** A decision on one claim settles the whole chain of claims that build on each other. */
export function chainOf(review: readonly ReviewItem[], item: ReviewItem): ReviewItem[] {
  const root = item.joins ?? item.mutation;
  return review.filter((each) => each.mutation === root || each.joins === root);
}

interface Accepted {
  readonly patch: NonNullable<Verdict['patch']>;
  readonly told: Pick<Verdict, 'from' | 'to' | 'role' | 'was'>;
}

/** What the claim would have done, done now: a move sets the job to its `to`, whatever lies between. */
function acceptClaim(job: Job, item: ReviewItem, claim: HistoryEntry, context: ApplyContext): Accepted | null {
  if (item.to) {
    const attempts = job.attempts + (item.type === 'cannot_complete' ? 1 : 0);
    return { patch: { status: item.to, attempts }, told: { from: job.status, to: item.to } };
  }
  if (item.type === 'assign') return acceptAssign(job, claim);
  if (item.type === 'edit_job') return acceptEdit(job, claim);
  return item.type === 'reschedule' ? acceptReschedule(job, claim, context) : null;
}

function acceptAssign(job: Job, claim: HistoryEntry): Accepted | null {
  const args = v.safeParse(ARGS.assign, claim.args);
  if (!args.success) return null;
  const { role, member } = args.output;
  return { patch: { crew: crewWith(job.crew, role, member) }, told: { role, ...fromTo(job.crew[role], member) } };
}

function acceptEdit(job: Job, claim: HistoryEntry): Accepted | null {
  const args = v.safeParse(ARGS.edit_job, claim.args);
  return args.success ? { patch: fieldsPatch(job, args.output.set), told: { was: fieldsBefore(job, args.output.set) } } : null;
}

function acceptReschedule(job: Job, claim: HistoryEntry, context: ApplyContext): Accepted | null {
  const args = v.safeParse(ARGS.reschedule, claim.args);
  const window = args.success ? windowFor(context.company, args.output.window) : null;
  return window && { patch: { window }, told: { from: windowKey(job.window), to: windowKey(window), was: { window: job.window } } };
}
