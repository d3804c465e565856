// Owns reports over HTTP: what a range of days came to, and the rows behind it. Made from the book and the archive, where whole histories are.
import * as v from 'valibot';
import { localDate } from '#core/clock-time';
import type { MemberId, TenantId } from '#core/id';
import { jobsOf, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import type { Problem } from '#core/problem';
import { rangeErrors, type DateRange } from '#core/report-range';
import { reportRowsSchema, reportSchema } from '#core/report-view';
import { ok, refuse, type Result } from '#core/result';
import { fieldsProblem } from '../door.ts';
import type { Ports } from '../port.ts';
import { staffRoute } from '../route.ts';
import { tagged } from '../tagged-answer.ts';

const range = { from: localDate, to: localDate };
const jobNumber = v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'Use `next` as it was answered'), v.transform(Number));

export const readReport = staffRoute({
  method: 'GET',
  path: '/api/reports',
  who: 'office',
  summary: 'What the jobs of at most 92 days came to',
  query: v.strictObject(range),
  answer: { status: 200, schema: reportSchema },
  problems: ['store-broken'],
  async handle({ services: { ports }, query }, { tenant, company: { timeZone } }) {
    const found = await look(ports, tenant, query);
    const { reportOf } = await import('#core/report');
    return found.ok ? ok(tagged(reportOf(found.value.jobs, { range: query, timeZone, nameOf: found.value.nameOf }))) : found;
  },
});

export const listReportRows = staffRoute({
  method: 'GET',
  path: '/api/reports/jobs',
  who: 'office',
  summary: 'The jobs behind a report, one row each, by number; `next` asks for the rest',
  query: v.strictObject({ ...range, next: v.exactOptional(jobNumber) }),
  answer: { status: 200, schema: reportRowsSchema },
  problems: ['store-broken'],
  async handle({ services: { ports }, query }, { tenant, company: { timeZone, services } }) {
    const found = await look(ports, tenant, query);
    if (!found.ok) return found;
    const { jobs, nameOf } = found.value;
    const { reportRows } = await import('#core/report-rows');
    const serviceName = (id: string): string => services.find((service) => service.id === id)?.name ?? id;
    return ok(tagged(reportRows(jobs, { range: query, timeZone, after: query.next ?? 0, nameOf, serviceName })));
  },
});

interface Look {
  readonly jobs: readonly Job[];
  readonly nameOf: (member: MemberId) => string | null;
}

async function look(ports: Ports, tenant: TenantId, { from, to }: DateRange): Promise<Result<Look, Problem>> {
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
async function archivedBetween(ports: Ports, tenant: TenantId, book: JobBook, { from, to }: DateRange) {
  const { daysBetween, readDays } = await import('../archive/read-days.ts');
  return readDays(ports, tenant, book, daysBetween(book.archive, from, to));
}
