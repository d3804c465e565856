// Owns opening a tracking link: whose job it is, and that it still works. Wrong, revoked and over all look the same from outside.
import type { Company } from '#core/company';
import type { JobId, TenantId } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { isOver } from '#core/status-flow';
import { readWithArchived } from '../archived-jobs.ts';
import type { Incoming } from '../route.ts';
import type { Services } from '../services.ts';
import { findCompany } from './find-company.ts';

export const TOKEN_HEADER = { name: 'X-Tracking-Token', required: true, description: 'The token of the tracking link' } as const;
export const LINK_PROBLEMS = ['not-found', 'store-broken', 'company-broken', 'store-unreachable'] as const;

/** A link works until this long after the job ended. */
const LINK_MS = 30 * 24 * 3_600_000;

export interface OpenedLink {
  readonly tenant: TenantId;
  readonly id: JobId;
  readonly company: Company;
  readonly book: JobBook;
  readonly job: Job;
}

export async function openLink({ ports, tracking }: Services, incoming: Incoming, fresh?: 'fresh'): Promise<Result<OpenedLink, Problem>> {
  const opened = tracking.read(incoming.headers.get('x-tracking-token') ?? '');
  if (!opened) return gone();
  const { tenant, job: id } = opened;
  const [company, book] = await Promise.all([findCompany(ports, tenant, fresh), readWithArchived(ports, tenant, () => [id])]);
  if (!book.ok) return book;
  const job = jobOfLink(book.value, id, ports.now());
  return company.ok && job ? ok({ tenant, id, company: company.value, book: book.value, job }) : gone();
}

/** The job that a link opens in this book; null when it is not there, ended too long ago, or is of somebody who asked to be erased. */
export function jobOfLink(book: JobBook, id: JobId, nowMs: number): Job | null {
  const job = book.jobs.get(id)?.job;
  if (!job || job.erasedAt !== undefined) return null;
  const ended = isOver(job.status) ? job.history.findLast((entry) => entry.to === job.status) : undefined;
  return ended !== undefined && nowMs - Date.parse(ended.receivedAt) > LINK_MS ? null : job;
}

export const gone = () => refuse(problem('not-found', 'This link does not work, or not any more. Call the company that you booked with.'));
