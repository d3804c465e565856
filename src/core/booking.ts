// Owns booking: what a customer sends, and which arrival windows of the next days are still open.
import * as v from 'valibot';
import { addDays, instantOf, localDateAt, weekdayOf } from '#core/clock-time';
import type { Company, Slot } from '#core/company';
import { idSchema } from '#core/id';
import type { ArrivalWindow, Job } from '#core/job';
import { LIMITS } from '#core/limits';
import { addressText, customerSchema, serviceId, windowRequest } from '#core/mutation';
import { longText } from '#core/text';

export const BOOKING_DAYS = 14;

export const bookingSchema = v.object({
  tenant: idSchema.tenant,
  customer: customerSchema,
  address: addressText,
  service: serviceId,
  window: windowRequest,
  notes: v.exactOptional(longText(LIMITS.textChars)),
});
export type Booking = v.InferOutput<typeof bookingSchema>;

export interface OpenSlot {
  readonly slot: string;
  readonly start: string;
  readonly end: string;
  readonly open: number;
}
export interface OpenDay {
  readonly date: string;
  readonly slots: readonly OpenSlot[];
}

/** The company's slot of this name on this date, as a window; null when it offers none. */
export function windowFor(company: Company, request: { date: string; slot: string }): ArrivalWindow | null {
  const slot = company.slots.find((each) => each.slot === request.slot);
  return slot ? toWindow(slot, request.date) : null;
}

/** Places left in one window; 0 when the company does not work then. */
export function placesLeft(company: Company, jobs: Iterable<Job>, request: { date: string; slot: string }): number {
  const slot = company.slots.find((each) => each.slot === request.slot && each.weekdays.includes(weekdayOf(request.date)));
  if (!slot) return 0;
  let taken = 0;
  for (const job of jobs) if (job.status !== 'cancelled' && job.window.date === request.date && job.window.slot === request.slot) taken++;
  return Math.max(0, slot.places - taken);
}

/** Whether the window can still be booked: it has not begun. */
export const isAhead = (company: Company, window: ArrivalWindow, nowMs: number): boolean =>
  instantOf(window.date, window.start, company.timeZone) > nowMs;

/** The next 14 local days with the places left in each slot; what has begun has none. */
export function openDays(company: Company, jobs: Iterable<Job>, nowMs: number): OpenDay[] {
  const taken = new Map<string, number>();
  for (const { status, window } of jobs)
    if (status !== 'cancelled') taken.set(`${window.date} ${window.slot}`, (taken.get(`${window.date} ${window.slot}`) ?? 0) + 1);
  const today = localDateAt(nowMs, company.timeZone);
  return Array.from({ length: BOOKING_DAYS }, (_, index) => {
    const date = addDays(today, index);
    const slots = company.slots.filter((slot) => slot.weekdays.includes(weekdayOf(date)));
    return {
      date,
      slots: slots.map((slot) => ({
        slot: slot.slot,
        start: slot.start,
        end: slot.end,
        open: openPlaces(company, slot, date, taken, nowMs),
      })),
    };
  });
}

/** Up to `count` open windows, nearest to the wanted date first: what a full window's refusal offers. */
export function nearestOpen(days: readonly OpenDay[], date: string, count: number): ArrivalWindow[] {
  const distance = (day: OpenDay): number => Math.abs(Date.parse(day.date) - Date.parse(date));
  return days
    .toSorted((a, b) => distance(a) - distance(b))
    .flatMap((day) => day.slots.filter((slot) => slot.open > 0).map(({ slot, start, end }) => ({ date: day.date, slot, start, end })))
    .slice(0, count);
}

const toWindow = (slot: Slot, date: string): ArrivalWindow => ({ date, slot: slot.slot, start: slot.start, end: slot.end });

function openPlaces(company: Company, slot: Slot, date: string, taken: ReadonlyMap<string, number>, nowMs: number): number {
  return isAhead(company, toWindow(slot, date), nowMs) ? Math.max(0, slot.places - (taken.get(`${date} ${slot.slot}`) ?? 0)) : 0;
}
