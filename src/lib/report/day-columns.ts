// Owns the columns of the chart of days: one a day, or one a week where days would be too thin to read.
import { addDays, weekdayOf } from '#core/clock-time';
import type { Report } from '#core/report-view';
import type { Status } from '#core/status-flow';
import { dayWords } from '#lib/ui/words.ts';
import { sumOf, totals } from './report-words.ts';

const MOST_DAYS = 31;
const ROOMY = 14;

/** What is done stands at the foot of a column, what is off on top. */
export const STACK = [
  'completed',
  'in_progress',
  'ready_for_pickup',
  'booking_confirmed',
  'cancelled',
] as const satisfies readonly Status[];

export interface Column {
  readonly key: string;
  /** below the column: a line, and a quiet one under it */
  readonly label: string;
  readonly sub: string;
  /** in the table */
  readonly name: string;
  readonly jobs: Readonly<Record<Status, number>>;
  readonly total: number;
}

export function columnsOf(days: Report['days']): readonly Column[] {
  return days.length > MOST_DAYS ? weeksOf(days) : days.map(({ date, jobs }, index) => dayColumn(date, jobs, index, days.length));
}

function dayColumn(date: string, jobs: Column['jobs'], index: number, count: number): Column {
  const [weekday = '', day = '', month = ''] = dayWords(date).split(' ');
  const showsMonth = index === 0 || day === '1';
  const sub = count <= ROOMY ? `${day} ${month}` : showsMonth ? month : '';
  return { key: date, label: count <= ROOMY ? weekday : day, sub, name: dayWords(date), jobs, total: sumOf(jobs) };
}

function weeksOf(days: Report['days']): readonly Column[] {
  const byMonday = Map.groupBy(days, ({ date }) => addDays(date, -((weekdayOf(date) + 6) % 7)));
  return [...byMonday.values()].map((week) => {
    const [first, last] = [week[0]?.date ?? '', week.at(-1)?.date ?? ''];
    const [, day = '', month = ''] = dayWords(first).split(' ');
    const jobs = totals(week);
    return { key: first, label: day, sub: month, name: `${dayWords(first)} – ${dayWords(last)}`, jobs, total: sumOf(jobs) };
  });
}
