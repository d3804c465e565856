// Owns which days of which members are chosen: the fortnight and the form are two views of it.
import * as v from 'valibot';
import { addDays, localDate, weekdayOf } from '#core/clock-time';
import type { MemberId } from '#core/id';
import { datesBetween } from '#core/roster-calendar';

export interface DayChoice {
  readonly members: readonly MemberId[];
  readonly from: string;
  readonly to: string;
  /** 0 Sunday … 6 Saturday */
  readonly weekdays: readonly number[];
}

export const EVERY_WEEKDAY: readonly number[] = [0, 1, 2, 3, 4, 5, 6];
/** More at once is a slip of the keyboard. */
export const MOST_DAYS = 92;

export const choiceOf = (members: readonly MemberId[], from: string, to: string): DayChoice => ({
  members,
  from,
  to,
  weekdays: EVERY_WEEKDAY,
});

/** Why a range cannot be used; null when it can. Days are counted last: a year that is still being typed is 0002, then 0020. */
export function rangeWrong(from: string, to: string): string | null {
  if (!from || !to) return 'Choose the first and the last day';
  if (!v.is(localDate, from) || !v.is(localDate, to)) return 'This date does not exist';
  if (to < from) return 'The last day is before the first';
  return to > addDays(from, MOST_DAYS - 1) ? `Choose at most ${MOST_DAYS} days` : null;
}

export const chosenDates = ({ from, to, weekdays }: DayChoice): string[] =>
  rangeWrong(from, to) ? [] : datesBetween(from, to).filter((date) => weekdays.includes(weekdayOf(date)));
