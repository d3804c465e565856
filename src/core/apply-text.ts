// Owns what becomes of a text that the office writes: taken while its words can still be true, and taken back while it has not left.
import type { HistoryEntry, Job } from '#core/job';
import { standing, type Seen } from '#core/seen';
import { isStatus } from '#core/status-flow';
import { applied, refused, witnessOf, type ApplyContext, type Verdict } from '#core/verdict';

/** Written on a job that others have moved since, its words may not hold: who wrote them looks again. */
export function judgeText(job: Job, { since }: Seen): Verdict {
  if (!job.customer.phone) return refused('no-phone');
  return since.some((entry) => unsettles(entry, job)) ? refused('overtaken') : applied({});
}

/** What others did after which written words may not hold: the job moved, another window, another phone that they would go to. */
export const unsettles = ({ to, was }: HistoryEntry, { customer }: Job): boolean =>
  isStatus(to) || was?.window !== undefined || (was?.customer?.phone ?? customer.phone) !== customer.phone;

/** A text that has left stays said. */
export const takeBackText = (job: Job, target: HistoryEntry, { hasLeft }: ApplyContext): Verdict =>
  standing(job).includes(target) && !hasLeft?.(target) ? applied({}, { against: witnessOf(target) }) : refused('too-late');
