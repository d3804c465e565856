// Owns the report's rows as a file for a spreadsheet: its columns, in the company's own time.
import { localDateAt, wallTimeAt } from '#core/clock-time';
import { writeCsv, type CsvCell } from '#core/csv';
import { ATTEMPT_REASONS } from '#core/mutation';
import type { OnTime } from '#core/on-time';
import type { ReportRow } from '#core/report-view';
import { STATUS_LABEL } from '#core/status-flow';

type Column = readonly [head: string, cell: (row: ReportRow, timeZone: string) => CsvCell];

const COLUMNS: readonly Column[] = [
  ['Number', ({ number }) => number],
  ['Date', ({ date }) => date],
  ['Window', ({ window }) => `${window.start}–${window.end}`],
  ['Status', ({ status }) => STATUS_LABEL[status]],
  ['Service', ({ service }) => service],
  ['Customer', ({ customer }) => customer],
  ['Address', ({ address }) => address],
  ['Driver', ({ crew }) => crew.driver],
  ['First mate', ({ crew }) => crew.first_mate],
  ['Supervisor', ({ crew }) => crew.supervisor],
  ['Booked', ({ bookedAt }, timeZone) => local(bookedAt, timeZone)],
  ['Ready', ({ readyAt }, timeZone) => local(readyAt, timeZone)],
  ['Started', ({ startedAt }, timeZone) => local(startedAt, timeZone)],
  ['Completed', ({ completedAt }, timeZone) => local(completedAt, timeZone)],
  ['Attempts', ({ attempts }) => attempts],
  ['Reasons', ({ reasons }) => reasons.map((reason) => ATTEMPT_REASONS[reason]).join('; ')],
  ['On time', ({ onTime }) => onTime && ON_TIME_LABEL[onTime]],
];
const ON_TIME_LABEL: Readonly<Record<OnTime, string>> = { on_time: 'on time', early: 'early', late: 'late' };

/** By day and window, as the days were driven. */
export function reportCsv(rows: readonly ReportRow[], timeZone: string): string {
  const ordered = rows.toSorted((a, b) => orderOf(a).localeCompare(orderOf(b)) || a.number - b.number);
  return writeCsv([COLUMNS.map(([head]) => head), ...ordered.map((row) => COLUMNS.map(([, cell]) => cell(row, timeZone)))]);
}

const orderOf = ({ date, window }: ReportRow): string => `${date} ${window.start}`;

/** "2026-11-24 10:18": every spreadsheet reads it as a time. */
function local(at: string | null, timeZone: string): string | null {
  if (at === null) return null;
  const ms = Date.parse(at);
  return `${localDateAt(ms, timeZone)} ${wallTimeAt(ms, timeZone)}`;
}
