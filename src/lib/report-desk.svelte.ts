// Owns the report that the office looks at: asked for anew, kept while there is no signal. A composition root beside the app's, so that
// the crew's shell does not carry it.
import { apiFetch, type ApiFailure } from '#browser/api-fetch';
import { deviceClock } from '#browser/device-clock';
import { createReportApi } from '#browser/report-api';
import { reportCsv } from '#core/report-csv';
import type { DateRange } from '#core/report-range';
import type { Report } from '#core/report-view';
import { ok, refuse, type Result } from '#core/result';

const api = createReportApi(apiFetch);

/** Why the figures could not be had. */
export type ReportTrouble = 'no-signal' | 'signed-out' | 'failed';

class ReportDesk {
  /** the last report that came; it says itself which days it is about */
  report = $state.raw<Report | null>(null);
  /** when the office's store last said so, milliseconds since 1970 */
  knownMs = $state<number | null>(null);
  loading = $state(false);
  trouble = $state<ReportTrouble | null>(null);
  #etag: string | null = null;
  #owner = '';
  #asked = 0;

  /** @param owner whose figures these are: somebody else on this device does not see them */
  async show(range: DateRange, owner: string): Promise<void> {
    if (owner !== this.#owner) this.#empty(owner);
    this.#asked += 1;
    const question = this.#asked;
    this.loading = true;
    const same = this.report?.from === range.from && this.report.to === range.to;
    const answer = await api.report(range, same ? this.#etag : null);
    // Whoever has picked other days meanwhile waits for those.
    if (question !== this.#asked) return;
    this.loading = false;
    this.trouble = answer.ok ? null : troubleOf(answer.error);
    if (!answer.ok) return;
    this.knownMs = deviceClock.nowMs();
    if (answer.value === 'unchanged') return;
    this.report = answer.value.report;
    this.#etag = answer.value.etag;
  }

  /** The rows of a range as a CSV file's text. */
  async csv(range: DateRange): Promise<Result<string, ReportTrouble>> {
    const answer = await api.rows(range);
    return answer.ok ? ok(reportCsv(answer.value.rows, answer.value.timeZone)) : refuse(troubleOf(answer.error));
  }

  #empty(owner: string): void {
    this.#owner = owner;
    this.report = null;
    this.knownMs = null;
    this.trouble = null;
  }
}

const troubleOf = (failure: ApiFailure): ReportTrouble =>
  failure.kind === 'network' ? 'no-signal' : failure.kind === 'problem' && failure.status === 401 ? 'signed-out' : 'failed';

export const reportDesk = new ReportDesk();
