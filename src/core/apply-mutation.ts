// Owns the one decision: what becomes of a mutation. The browser runs it optimistically, Lambda as the authority.
import { createJob } from '#core/apply-create';
import { judgeAssign, judgeEdit, judgeReschedule } from '#core/apply-fields';
import { judgeMove } from '#core/apply-move';
import { judgeRate } from '#core/apply-rate';
import { judgeReview } from '#core/apply-review';
import { judgeText } from '#core/apply-text';
import { judgeUndo } from '#core/apply-undo';
import { claimOf } from '#core/claim';
import { rolesOn, type HistoryEntry, type Job, type Outcome, type ReviewItem } from '#core/job';
import type { JobId } from '#core/id';
import type { Mutation, MutationOf } from '#core/mutation';
import { isAllowed, rightOf } from '#core/permission';
import { seenBy, type Seen } from '#core/seen';
import { applied, disputed, entryOf, refused, byOf, type ApplyContext, type Verdict } from '#core/verdict';

export type { ApplyContext } from '#core/verdict';

export interface Applied {
  /** the job with its new history entry; null when nobody knows the job */
  readonly job: Job | null;
  readonly entry: HistoryEntry;
  readonly outcome: Outcome;
  /** true when this mutation had been decided before: nothing has changed */
  readonly known: boolean;
}

/**
 * Decides one mutation. Pure and total: whatever is asked has exactly one outcome and one history entry, and a mutation that the
 * job's history holds already is answered from it.
 */
export function applyMutation(jobs: { get(id: JobId): Job | undefined }, mutation: Mutation, context: ApplyContext): Applied {
  const job = jobs.get(mutation.job);
  const known = job?.history.find((entry) => entry.id === mutation.id);
  if (job && known) return { job, entry: known, outcome: known.outcome, known: true };
  if (!job) return mutation.type === 'create_job' ? begin(mutation, context) : unfiled(mutation, context);
  return record(job, mutation, judge(job, mutation, context), context);
}

function judge(job: Job, mutation: Mutation, context: ApplyContext): Verdict {
  const seen = seenBy(job, mutation, context.device);
  if (mutation.type === 'create_job') return refused('job-exists');
  const roles = context.actor.id ? rolesOn(seen.crew, context.actor.id) : [];
  // An undo is of the author's own move, so the right to it does not depend on a role that may be gone.
  if (mutation.type !== 'undo' && !isAllowed(context.actor, roles, rightOf(mutation, seen.status))) return refused('not-allowed');
  return judgeAllowed(job, seen, mutation, context);
}

function judgeAllowed(job: Job, seen: Seen, mutation: Exclude<Mutation, MutationOf<'create_job'>>, context: ApplyContext): Verdict {
  switch (mutation.type) {
    case 'set_status':
    case 'cannot_complete':
    case 'cancel':
    case 'reopen':
      return judgeMove(job, seen, mutation, context);
    case 'assign':
      return judgeAssign(job, seen, mutation, context);
    case 'edit_job':
      return judgeEdit(job, seen, mutation);
    case 'reschedule':
      return judgeReschedule(job, seen, mutation, context);
    case 'add_note':
      return applied({
        notes: [...job.notes, { id: mutation.id, text: mutation.args.text, by: byOf(context.actor), at: mutation.tappedAt }],
      });
    case 'attach_photo':
      return attachPhoto(job, mutation, context);
    case 'undo':
      return judgeUndo(job, mutation, context);
    case 'resolve_review':
      return judgeReview(job, mutation, context);
    case 'text_customer':
      return judgeText(job, seen);
    case 'rate':
      return judgeRate(job, mutation);
  }
}

function attachPhoto(job: Job, { args, tappedAt }: MutationOf<'attach_photo'>, context: ApplyContext): Verdict {
  // Words of an erased customer go and the change stays; a picture is nothing but what it shows.
  if (job.erasedAt !== undefined) return refused('customer-erased');
  if (job.photos.some((photo) => photo.sha256 === args.sha256)) return applied({});
  return applied({ photos: [...job.photos, { ...args, by: byOf(context.actor), at: tappedAt, state: 'awaiting' }] });
}

/** Puts a decision on the job: its patch, its history entry and, when people must decide, its place in the review list. */
function record(job: Job, mutation: Mutation, verdict: Verdict, context: ApplyContext): Applied {
  const rev = job.rev + 1;
  const entry = entryOf(mutation, context, verdict, rev);
  const { review: _, ...rest } = { ...job, ...verdict.patch };
  const review = [...((verdict.patch && 'review' in verdict.patch ? verdict.patch.review : job.review) ?? []), ...reviewOf(job, entry)];
  const next: Job = { ...rest, ...(review.length > 0 && { review }), rev, updatedAt: context.receivedAt, history: [...job.history, entry] };
  return { job: next, entry, outcome: entry.outcome, known: false };
}

function reviewOf(job: Job, entry: HistoryEntry): ReviewItem[] {
  const root = entry.code === 'builds-on-review' ? job.review?.find((item) => item.mutation === entry.against?.mutation) : undefined;
  const claim = claimOf(entry, root && (root.joins ?? root.mutation));
  return claim ? [claim] : [];
}

function begin(mutation: MutationOf<'create_job'>, context: ApplyContext): Applied {
  const made = isAllowed(context.actor, [], 'create_job') ? createJob(mutation, context) : refused('not-allowed');
  if ('outcome' in made) return { job: null, entry: entryOf(mutation, context, made, 0), outcome: made.outcome, known: false };
  const [entry] = made.history;
  return { job: made, entry, outcome: 'applied', known: false };
}

function unfiled(mutation: Mutation, context: ApplyContext): Applied {
  const entry = entryOf(mutation, context, disputed('unknown-job'), 0);
  return { job: null, entry, outcome: entry.outcome, known: false };
}
