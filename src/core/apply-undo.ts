// Owns undo: an author's own last word taken back, while it is still the last word.
import { claimsSettledBy } from '#core/claim';
import { localDateAt } from '#core/clock-time';
import { isOffice } from '#core/crew';
import { takeBackText } from '#core/apply-text';
import { crewWith, fieldsPatch, fromTo, windowKey } from '#core/apply-fields';
import type { MemberId } from '#core/id';
import type { HistoryEntry, Job } from '#core/job';
import { LIMITS } from '#core/limits';
import type { MutationOf } from '#core/mutation';
import { standing } from '#core/seen';
import { isStatus } from '#core/status-flow';
import { applied, refused, witnessOf, type ApplyContext, type Verdict } from '#core/verdict';

export function judgeUndo(job: Job, undo: MutationOf<'undo'>, context: ApplyContext): Verdict {
  const target = job.history.find((entry) => entry.id === undo.args.mutation);
  if (!target) return refused('nothing-to-undo');
  if (!context.actor.id || target.by.id !== context.actor.id) return refused('not-allowed');
  if (target.type === 'text_customer' && target.outcome === 'applied') return takeBackText(job, target, context);
  if (!inTime(target, undo, context)) return refused('too-late');
  if (target.outcome === 'needs_review') return withdraw(job, target);
  if (target.outcome !== 'applied') return refused('nothing-to-undo');
  return target.type === 'resolve_review' ? reopenClaims(job, target) : takeBack(job, target);
}

/** A decision taken back leaves its claims undecided: a fact from the field never goes without a person's word. */
function reopenClaims(job: Job, target: HistoryEntry): Verdict {
  // Taken back once already: its claims must not wait twice.
  if (!standing(job).includes(target)) return refused('too-late');
  const did = target.reason === 'accept' ? takeBack(job, target) : applied({}, { against: witnessOf(target) });
  // Decisions of earlier releases do not say what they settled: the history does.
  const claims = target.settled ?? claimsSettledBy(target, job);
  return did.patch ? { ...did, patch: { ...did.patch, review: [...(job.review ?? []), ...claims] } } : did;
}

/** Within 15 s by the two tap times; the office, their own of the day. */
function inTime(target: HistoryEntry, undo: MutationOf<'undo'>, { actor, company, receivedAt }: ApplyContext): boolean {
  const apartMs = Date.parse(undo.tappedAt) - Date.parse(target.tappedAt);
  if (Math.abs(apartMs) <= LIMITS.undoMs) return true;
  const day = (at: string): string => localDateAt(Date.parse(at), company.timeZone);
  return actor.access !== 'none' && isOffice(actor.access) && day(target.receivedAt) === day(receivedAt);
}

/** A claim that waits for the office is withdrawn by its author. */
function withdraw(job: Job, target: HistoryEntry): Verdict {
  const open = job.review?.some((item) => item.mutation === target.id);
  if (!open) return refused('too-late');
  return applied({ review: job.review?.filter((item) => item.mutation !== target.id) ?? [] }, { against: witnessOf(target) });
}

function takeBack(job: Job, target: HistoryEntry): Verdict {
  const holding = standing(job);
  const against = witnessOf(target);
  if (isStatus(target.from) && isStatus(target.to)) {
    const newest = holding.findLast((entry) => isStatus(entry.to));
    if (newest !== target || job.status !== target.to) return refused('too-late');
    const attempts = job.attempts - (groundOf(job, target) === 'cannot_complete' ? 1 : 0);
    return applied({ status: target.from, attempts }, { from: target.to, to: target.from, against });
  }
  if (target.role) return takeBackRole(job, target, holding, against);
  if (target.was) return takeBackFields(job, target, holding, against);
  return refused('nothing-to-undo');
}

/** The kind of move that one rests on: an accepted claim's, or its own. */
function groundOf({ history }: Job, { type, against, settled }: HistoryEntry): string | undefined {
  if (type !== 'resolve_review') return type;
  return (settled?.find(({ mutation }) => mutation === against?.mutation) ?? history.find(({ id }) => id === against?.mutation))?.type;
}

type Against = NonNullable<HistoryEntry['against']>;

function takeBackRole(job: Job, target: HistoryEntry, standing: readonly HistoryEntry[], against: Against): Verdict {
  const { role } = target;
  if (!role || standing.findLast((entry) => entry.role === role) !== target) return refused('too-late');
  const before = (target.from ?? null) as MemberId | null;
  return applied({ crew: crewWith(job.crew, role, before) }, { role, ...fromTo(job.crew[role], before), against });
}

function takeBackFields(job: Job, target: HistoryEntry, standing: readonly HistoryEntry[], against: Against): Verdict {
  const fields = Object.keys(target.was ?? {});
  const newest = standing.findLast((entry) => Object.keys(entry.was ?? {}).some((field) => fields.includes(field)));
  if (!target.was || newest !== target) return refused('too-late');
  const { window } = target.was;
  const told = window ? { from: windowKey(job.window), to: windowKey(window), was: { window: job.window } } : {};
  return applied(fieldsPatch(job, target.was), { ...told, against });
}
