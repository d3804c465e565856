// Owns booking: what a customer sends, and which arrival windows of the next days are still open.
import * as v from 'valibot';
import { addDays, instantOf, localDateAt, weekdayOf } from '#core/clock-time';
import type { Blackout, Company, Slot } from '#core/company';
import { idSchema } from '#core/id';
import type { ArrivalWindow, Job } from '#core/job';
import { LIMITS } from '#core/limits';
import { addressText, customerSchema, serviceId, windowRequest } from '#core/mutation';
import { longText } from '#core/text';
import { placesAt } from '#core/week';

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
  /** the company does not work on this day: why, or nothing said */
  readonly closed?: string;
  readonly slots: readonly OpenSlot[];
}

/** The company's slot of this name on this date, as a window; null when it offers none. */
export function windowFor(company: Company, request: { date: string; slot: string }): ArrivalWindow | null {
  const slot = company.slots.find((each) => each.slot === request.slot);
  return slot ? toWindow(slot, request.date) : null;
}

/** Places left in one window; 0 when the company does not work then. */
export function placesLeft(company: Company, jobs: Iterable<Job>, request: { date: string; slot: string }): number {
  const places = placesOffered(company, request);
  if (places === 0) return 0;
  let taken = 0;
  for (const job of jobs) if (job.status !== 'cancelled' && job.window.date === request.date && job.window.slot === request.slot) taken++;
  return Math.max(0, places - taken);
}

/** Places before anybody has booked; 0 on a blackout day, and where the window is closed on that weekday. */
export function placesOffered(company: Company, { date, slot: name }: { date: string; slot: string }): number {
  const slot = company.slots.find((each) => each.slot === name);
  return slot && !blackoutOn(company, date) ? placesAt(slot, weekdayOf(date)) : 0;
}

export const blackoutOn = (company: Pick<Company, 'blackout'>, date: string): Blackout | null =>
  company.blackout.find((each) => each.date === date) ?? null;

/** Whether the window has not begun. */
export const isAhead = (company: Company, window: ArrivalWindow, nowMs: number): boolean =>
  instantOf(window.date, window.start, company.timeZone) > nowMs;

/** Whether a customer may still book it: it has not begun, and the company's notice is kept. Hours are real ones, whatever clocks do. */
export const isInTime = (company: Company, window: ArrivalWindow, nowMs: number): boolean =>
  isAhead(company, window, nowMs + company.noticeMinutes * 60_000);

/** Why a window cannot be booked by a customer, apart from other jobs; what the office is warned of. Null when it can. */
export type WindowTrouble = 'past' | 'closed' | 'too-soon';
export function windowTrouble(company: Company, window: ArrivalWindow, nowMs: number): WindowTrouble | null {
  if (!isAhead(company, window, nowMs)) return 'past';
  if (placesOffered(company, window) === 0) return 'closed';
  return isInTime(company, window, nowMs) ? null : 'too-soon';
}

/** The next 14 local days with the places left in each slot; what has begun, or begins too soon, has none. */
export function openDays(company: Company, jobs: Iterable<Job>, nowMs: number): OpenDay[] {
  const taken = new Map<string, number>();
  for (const { status, window } of jobs)
    if (status !== 'cancelled') taken.set(`${window.date} ${window.slot}`, (taken.get(`${window.date} ${window.slot}`) ?? 0) + 1);
  const today = localDateAt(nowMs, company.timeZone);
  return Array.from({ length: BOOKING_DAYS }, (_, index) => {
    const date = addDays(today, index);
    const blackout = blackoutOn(company, date);
    const slots = company.slots.filter(({ slot }) => placesOffered(company, { date, slot }) > 0);
    return {
      date,
      ...(blackout && { closed: blackout.reason ?? '' }),
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
  if (!isInTime(company, toWindow(slot, date), nowMs)) return 0;
  return Math.max(0, placesAt(slot, weekdayOf(date)) - (taken.get(`${date} ${slot.slot}`) ?? 0));
}
