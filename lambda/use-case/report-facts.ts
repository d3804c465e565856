// Owns what reports are made of: the jobs of the book and of the archive's days, and who is called what.
import type { MemberId, TenantId } from '#core/id';
import { jobsOf, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import type { Problem } from '#core/problem';
import { rangeErrors, type DateRange } from '#core/report-range';
import { ok, refuse, type Result } from '#core/result';
import { daysBetween, readDays } from '../archive/read-days.ts';
import { fieldsProblem } from '../door.ts';
import type { Ports } from '../port.ts';

export interface ReportFacts {
  readonly jobs: readonly Job[];
  readonly nameOf: (member: MemberId) => string | null;
}

/** Refused by field where the range is none. */
export async function reportFacts(ports: Ports, tenant: TenantId, { from, to }: DateRange): Promise<Result<ReportFacts, Problem>> {
  const errors = rangeErrors({ from, to });
  if (errors.length > 0) return refuse(fieldsProblem(errors));
  const [book, records] = await Promise.all([ports.openJobStore(tenant).read(), ports.openRoster(tenant).members()]);
  if (!book.ok) return book;
  const archived = await archivedBetween(ports, tenant, book.value, { from, to });
  if (!archived.ok) return archived;
  // Who has left still did what they did.
  const names = new Map(records.map(({ member }) => [member.id, member.name]));
  return ok({ jobs: [...jobsOf(book.value), ...archived.value], nameOf: (member) => names.get(member) ?? null });
}

/** Exactly the objects that hold something of these days. */
const archivedBetween = (ports: Ports, tenant: TenantId, book: JobBook, { from, to }: DateRange) =>
  readDays(ports, tenant, book, daysBetween(book.archive, from, to));
