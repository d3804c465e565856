// Owns recognising who calls after their jobs have left the board: the office is asked for a whole number, some days of its archive at a time.
import type { Job } from '#core/job';

/** More would let somebody wait on the phone for what they can ask the caller. */
const MOST_QUESTIONS = 3;

export type OlderSearch = (
  q: string,
  next: string | null,
) => Promise<{ readonly jobs: readonly Job[]; readonly next: string | null } | null>;

/** The newest jobs of this number that have left the board; null when the office did not answer. */
export async function olderJobsOf(number: string, search: OlderSearch): Promise<readonly Job[] | null> {
  let next: string | null = null;
  for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
    const answer: Awaited<ReturnType<OlderSearch>> = await search(number, next);
    if (!answer) return null;
    if (answer.jobs.length > 0 || answer.next === null) return answer.jobs;
    next = answer.next;
  }
  return [];
}
