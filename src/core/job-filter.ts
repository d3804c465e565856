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

/** Every word must be found; digits are looked for in the phone too, whatever stands between them. */
export function matchesText(job: Job, q: string): boolean {
  const text = `#${job.number ?? ''} ${job.customer.name} ${job.address}`.toLowerCase();
  const phone = job.customer.phone.replace(/\D/g, '');
  return q
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => {
      const digits = word.replace(/\D/g, '');
      return text.includes(word) || (digits.length >= 3 && /^[\d().+-]+$/.test(word) && phone.includes(digits));
    });
}
