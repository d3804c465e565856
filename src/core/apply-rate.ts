// Owns the customer's word on a visit: given once the work is done, and theirs to change for a day.
import type { Job } from '#core/job';
import type { MutationOf } from '#core/mutation';
import { applied, refused, type Verdict } from '#core/verdict';

/** How long a rating may be changed after it was first given. */
export const RATING_OPEN_MS = 24 * 3_600_000;

export function judgeRate(job: Job, { args, tappedAt }: MutationOf<'rate'>): Verdict {
  if (job.status !== 'completed') return refused('illegal-move');
  if (!mayRate(job, Date.parse(tappedAt))) return refused('too-late');
  const { stars, text } = args;
  const from = job.rating && { from: String(job.rating.stars) };
  return applied({ rating: { stars, ...(text && { text }), at: job.rating?.at ?? tappedAt } }, { ...from, to: String(stars) });
}

/** Whether a rating that comes now counts. */
export const mayRate = ({ status, rating }: Pick<Job, 'status' | 'rating'>, nowMs: number): boolean =>
  status === 'completed' && (!rating || nowMs - Date.parse(rating.at) <= RATING_OPEN_MS);
