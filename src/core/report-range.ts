// Owns the days that a report is about: the ranges one picks by name, and what a range may be.
import { addDays, weekdayOf } from '#core/clock-time';
import type { FieldError } from '#core/problem';

/** Local dates, both included. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

export const LONGEST_REPORT_DAYS = 92;
export const NAMED_RANGES = ['week', 'last-7', 'last-30', 'month'] as const;
export type NamedRange = (typeof NAMED_RANGES)[number];

/** A week begins on Monday; "last 7 days" ends with today. */
export function namedRange(name: NamedRange, today: string): DateRange {
  switch (name) {
    case 'week': {
      const from = addDays(today, -((weekdayOf(today) + 6) % 7));
      return { from, to: addDays(from, 6) };
    }
    case 'last-7':
      return { from: addDays(today, -6), to: today };
    case 'last-30':
      return { from: addDays(today, -29), to: today };
    case 'month': {
      const from = `${today.slice(0, 8)}01`;
      const next = addDays(from, 31);
      return { from, to: addDays(`${next.slice(0, 8)}01`, -1) };
    }
  }
}

/** What is wrong with a range of real dates, by field; nothing when it can be reported on. */
export function rangeErrors({ from, to }: DateRange): readonly FieldError[] {
  if (to < from) return [{ path: 'to', message: 'Choose a last day that is not before the first' }];
  if (to > addDays(from, LONGEST_REPORT_DAYS - 1)) return [{ path: 'to', message: `Choose at most ${LONGEST_REPORT_DAYS} days` }];
  return [];
}

export const isInRange = (date: string, { from, to }: DateRange): boolean => date >= from && date <= to;

/** Each day of the range, in order. */
export function daysOf({ from, to }: DateRange): readonly string[] {
  const days: string[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) days.push(date);
  return days;
}
