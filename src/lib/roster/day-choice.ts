// Owns which days of which members are chosen: the fortnight and the form are two views of it.
import type { MemberId } from '#core/id';
import { weekdayOf } from '#core/clock-time';
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

/** Why a range cannot be used; null when it can. */
export function rangeWrong(from: string, to: string): string | null {
  if (!from || !to) return 'Choose the first and the last day';
  if (to < from) return 'The last day is before the first';
  return datesBetween(from, to).length > MOST_DAYS ? `Choose at most ${MOST_DAYS} days` : null;
}

export const chosenDates = ({ from, to, weekdays }: DayChoice): string[] =>
  rangeWrong(from, to) ? [] : datesBetween(from, to).filter((date) => weekdays.includes(weekdayOf(date)));
