// Owns the office's questions about days gone by: a report, and the rows behind it, page after page. Parsed at the door.
import * as v from 'valibot';
import type { DateRange } from '#core/report-range';
import { reportRowsSchema, reportSchema, type Report, type ReportRow } from '#core/report-view';
import { ok, refuse, type Result } from '#core/result';
import type { ApiFailure, apiFetch } from './api-fetch.ts';

export interface ReportApi {
  /** `etag` of the report that is shown: the answer is 'unchanged' when it still holds */
  report(
    range: DateRange,
    etag: string | null,
  ): Promise<Result<{ readonly report: Report; readonly etag: string | null } | 'unchanged', ApiFailure>>;
  /** all rows, however many answers they come in */
  rows(range: DateRange): Promise<Result<{ readonly timeZone: string; readonly rows: readonly ReportRow[] }, ApiFailure>>;
}

const CALL_TIMEOUT_MS = 20_000;

export function createReportApi(fetchApi: typeof apiFetch): ReportApi {
  const ask = (path: string, query: Record<string, string>, headers: Record<string, string> = {}) =>
    fetchApi(`${path}?${new URLSearchParams(query).toString()}`, { headers, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  return {
    async report({ from, to }, etag) {
      const answer = await ask('/api/reports', { from, to }, etag ? { 'if-none-match': etag } : {});
      if (!answer.ok) return answer;
      if (answer.value.status === 304) return ok('unchanged');
      const report = v.safeParse(reportSchema, answer.value.body);
      return report.success
        ? ok({ report: report.output, etag: answer.value.etag })
        : refuse({ kind: 'unexpected', status: answer.value.status });
    },
    async rows({ from, to }) {
      const rows: ReportRow[] = [];
      let timeZone = 'UTC';
      for (let next: string | undefined = ''; next !== undefined;) {
        const answer = await ask('/api/reports/jobs', { from, to, ...(next && { next }) });
        if (!answer.ok) return answer;
        const page = v.safeParse(reportRowsSchema, answer.value.body);
        if (!page.success) return refuse({ kind: 'unexpected', status: answer.value.status });
        rows.push(...page.output.rows);
        ({ timeZone, next } = page.output);
      }
      return ok({ timeZone, rows });
    },
  };
}
