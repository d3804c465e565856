// Owns finding jobs: by state, day, crew member, or words in number, name, street and phone.
import type { MemberId } from '#core/id';
import type { Job } from '#core/job';
import type { Status } from '#core/status-flow';

export interface JobFilter {
  readonly status?: Status | undefined;
  readonly date?: string | undefined;
  readonly assignee?: MemberId | undefined;
  readonly q?: string | undefined;
}

export function matches(job: Job, filter: JobFilter): boolean {
  if (filter.status && job.status !== filter.status) return false;
  if (filter.date && job.window.date !== filter.date) return false;
  if (filter.assignee && !Object.values(job.crew).includes(filter.assignee)) return false;
  return !filter.q || matchesText(job, filter.q);
}

/** What is looked through in a job. */
export interface JobText {
  /** number, name and street, in lower case */
  readonly text: string;
  /** digits only */
  readonly phone: string;
}

export const jobText = ({ number, customer, address }: Job): JobText => ({
  text: `#${number ?? ''} ${customer.name} ${address}`.toLowerCase(),
  phone: customer.phone.replace(/\D/g, ''),
});

/** Every word must be found; digits are looked for in the phone too, whatever stands between them. */
export function textTest(q: string): (of: JobText) => boolean {
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const digits = word.replace(/\D/g, '');
      return { word, digits: digits.length >= 3 && /^[\d().+-]+$/.test(word) ? digits : null };
    });
  return ({ text, phone }) => words.every(({ word, digits }) => text.includes(word) || (digits !== null && phone.includes(digits)));
}

export const matchesText = (job: Job, q: string): boolean => textTest(q)(jobText(job));
