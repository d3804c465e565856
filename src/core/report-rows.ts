// Owns the rows behind a report: one per job, what was planned and what came of it.
import type { MemberId } from '#core/id';
import type { Job } from '#core/job';
import { standingMoves, visitsInVain } from '#core/moves';
import { onTimeOf } from '#core/on-time';
import { isInRange, type DateRange } from '#core/report-range';
import type { ReportRow, ReportRows } from '#core/report-view';
import type { Status } from '#core/status-flow';

/** With the longest names and streets that the door lets in, an answer stays below 6 MB. */
const ROWS_A_PAGE = 1_500;

interface RowContext {
  readonly range: DateRange;
  readonly timeZone: string;
  /** goes on after this job number */
  readonly after: number;
  readonly nameOf: (member: MemberId) => string | null;
  readonly serviceName: (service: string) => string;
}

/** The jobs planned for these days, by number: a number never changes, so that pages neither repeat nor skip a job. */
export function reportRows(jobs: Iterable<Job>, context: RowContext): ReportRows {
  const found = [...jobs]
    .filter(({ number, window }) => number !== null && number > context.after && isInRange(window.date, context.range))
    .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0));
  const rows = found.slice(0, ROWS_A_PAGE).map((job) => rowOf(job, context));
  const last = rows.at(-1);
  return { timeZone: context.timeZone, rows, ...(found.length > rows.length && last && { next: String(last.number) }) };
}

function rowOf(job: Job, { timeZone, nameOf, serviceName }: RowContext): ReportRow {
  const moves = standingMoves(job);
  const at = (status: Status, which: 'find' | 'findLast' = 'findLast'): string | null => {
    const move = moves[which](({ to, timed }) => to === status && timed);
    return move ? new Date(move.atMs).toISOString() : null;
  };
  const name = (member: MemberId | undefined): string | null => (member ? (nameOf(member) ?? 'Somebody who left') : null);
  const { driver, first_mate, supervisor } = job.crew;
  return {
    number: job.number ?? 0,
    date: job.window.date,
    window: { start: job.window.start, end: job.window.end },
    status: job.status,
    service: serviceName(job.service),
    customer: job.customer.name,
    address: job.address,
    crew: { driver: name(driver), first_mate: name(first_mate), supervisor: name(supervisor) },
    bookedAt: at('booking_confirmed', 'find'),
    readyAt: at('ready_for_pickup'),
    startedAt: at('in_progress'),
    completedAt: job.status === 'completed' ? at('completed') : null,
    attempts: job.attempts,
    reasons: visitsInVain(job).map(({ reason }) => reason),
    onTime: onTimeOf(job, timeZone),
  };
}
