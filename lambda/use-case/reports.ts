// Owns reports over HTTP: what a range of days came to, and the rows behind it. Made from the book and the archive, where whole histories are.
import * as v from 'valibot';
import { localDate } from '#core/clock-time';
import { reportRowsSchema, reportSchema } from '#core/report-view';
import { ok } from '#core/result';
import { staffRoute } from '../route.ts';
import { tagged } from '../tagged-answer.ts';
import type * as ReportFacts from './report-facts.ts';

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
    const found = await factsFor(ports, tenant, query);
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
    const found = await factsFor(ports, tenant, query);
    if (!found.ok) return found;
    const { jobs, nameOf } = found.value;
    const { reportRows } = await import('#core/report-rows');
    const serviceName = (id: string): string => services.find((service) => service.id === id)?.name ?? id;
    return ok(tagged(reportRows(jobs, { range: query, timeZone, after: query.next ?? 0, nameOf, serviceName })));
  },
});

/** Only reports pay for what they are made of. */
const factsFor = async (...asked: Parameters<typeof ReportFacts.reportFacts>) => (await import('./report-facts.ts')).reportFacts(...asked);
