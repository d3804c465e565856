// Owns how an arrival window reads while one is chosen: what is left of it, told and never refused.
import { blackoutOn, placesLeft, placesOffered } from '#core/booking';
import { weekdayOf } from '#core/clock-time';
import { offeredSlots, type Company } from '#core/company';
import type { Job } from '#core/job';
import { placesAt } from '#core/week';

export interface SlotChoice {
  readonly slot: string;
  /** "10:00–12:00 · 2 left" */
  readonly label: string;
  /** what a dispatcher should know before taking it all the same */
  readonly warning: string | null;
}

/** What a dispatcher should know of a day and a window before taking them all the same. @param jobs as for `slotChoices` */
export const dayWarning = (
  company: Company,
  jobs: readonly Job[],
  { date, slot, today }: { readonly date: string; readonly slot: string; readonly today: string },
): string | null =>
  date !== '' && date < today
    ? 'This day is over.'
    : (slotChoices(company, jobs, date).find((each) => each.slot === slot)?.warning ?? null);

/** @param jobs those that count against the window: without the job that is being moved */
export function slotChoices(company: Company, jobs: readonly Job[], date: string): SlotChoice[] {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date))
    return offeredSlots(company).map(({ slot, start, end }) => ({ slot, label: `${start}–${end}`, warning: null }));
  const off = blackoutOn(company, date);
  const day = off ? `on this day${off.reason ? ` (${off.reason})` : ''}` : 'on this weekday';
  return offeredSlots(company).map((each) => {
    const { slot, start, end } = each;
    const left = placesLeft(company, jobs, { date, slot });
    const offered = placesOffered(company, { date, slot }) > 0;
    const places = placesAt(each, weekdayOf(date));
    const words = !offered ? 'not offered' : left === 0 ? 'full' : `${left} left`;
    const warning = !offered
      ? `Customers cannot book ${start}–${end} ${day}. You can.`
      : left === 0
        ? `This window is full (${places} of ${places}). You can take the job all the same.`
        : null;
    return { slot, label: `${start}–${end} · ${words}`, warning };
  });
}
