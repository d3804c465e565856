// Owns how a report's figures are said: shares beside the counts that they come from, durations as a person would say them.
import type { OnTime } from '#core/on-time';
import type { DateRange, NamedRange } from '#core/report-range';
import type { Report } from '#core/report-view';
import { STATUSES, type Status } from '#core/status-flow';
import type { ReportTrouble } from '#lib/report-desk.svelte.ts';
import { dayWords } from '#lib/ui/words.ts';

export const RANGE_LABEL: Readonly<Record<NamedRange, string>> = {
  week: 'This week',
  'last-7': 'Last 7 days',
  'last-30': 'Last 30 days',
  month: 'This month',
};
export const ON_TIME_LABEL: Readonly<Record<OnTime, string>> = { on_time: 'On time', early: 'Early', late: 'Late' };

export const TROUBLE: Readonly<Record<ReportTrouble, string>> = {
  'no-signal': 'No signal: the figures could not be asked for.',
  'signed-out': 'Your session has ended. Sign in again to see new figures.',
  failed: 'The office’s store did not answer. Try again in a minute.',
};

/** "Mon 23 Nov – Sun 29 Nov 2026", "Mon 23 Nov 2026" */
export function rangeWords({ from, to }: DateRange): string {
  const year = to.slice(0, 4);
  if (from === to) return `${dayWords(from)} ${year}`;
  return `${dayWords(from)}${from.slice(0, 4) === year ? '' : ` ${from.slice(0, 4)}`} – ${dayWords(to)} ${year}`;
}

/** "82 %"; a dash where there is nothing to take a share of. */
export const shareWords = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`);

/** "under 1 min", "34 min", "2 h 5 min", "2 d 14 h" */
export function durationWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'under 1 min';
  const hours = Math.floor(minutes / 60);
  const parts = hours < 24 ? [`${hours} h`, `${minutes % 60} min`] : [`${Math.floor(hours / 24)} d`, `${hours % 24} h`];
  return parts.filter((part) => !part.startsWith('0 ')).join(' ');
}

/** The jobs of all days together, by state. */
export function totals(days: Report['days']): Readonly<Record<Status, number>> {
  return Object.fromEntries(STATUSES.map((status) => [status, days.reduce((sum, { jobs }) => sum + jobs[status], 0)])) as Record<
    Status,
    number
  >;
}

export const sumOf = (jobs: Readonly<Record<string, number>>): number => Object.values(jobs).reduce((sum, each) => sum + each, 0);
