// Owns booking: what a customer sends, and which arrival windows of the next days are still open.
import * as v from 'valibot';
import { addDays, instantOf, localDateAt, weekdayOf } from '#core/clock-time';
import type { Blackout, Company, Slot } from '#core/company';
import { driverPlaces, NOBODY_PLANNED, type FreeDrivers } from '#core/free-drivers';
import { idSchema } from '#core/id';
import type { ArrivalWindow, Job } from '#core/job';
import { LIMITS } from '#core/limits';
import { addressText, customerSchema, serviceId, windowRequest } from '#core/mutation';
import { longText } from '#core/text';
import { placesAt } from '#core/week';

export const BOOKING_DAYS = 14;
/** Between opening the form and sending it, in milliseconds: nobody types quicker. */
export const LEAST_FORM_MS = 2_000;

export const bookingSchema = v.object({
  tenant: idSchema.tenant,
  customer: customerSchema,
  address: addressText,
  service: serviceId,
  window: windowRequest,
  notes: v.exactOptional(longText(LIMITS.textChars)),
});
/** What only the request says; none of it is kept with the job, and none of it is needed. */
export const bookingRequestSchema = v.strictObject({
  ...bookingSchema.entries,
  /** `ask`: refuse with `booked-already` when this phone has booked this address for this day */
  ifBooked: v.exactOptional(v.picklist(['ask', 'book'], 'Use ask or book')),
  /** as `GET /api/tenants/{slug}` answered it: when the form was opened */
  opened: v.exactOptional(v.pipe(v.string(), v.maxLength(200, 'Use the stamp as it was answered'))),
  /** that people never see, so whoever fills it is a machine */
  website: v.exactOptional(v.pipe(v.string(), v.maxLength(2_000))),
});
export type BookingRequest = v.InferOutput<typeof bookingRequestSchema>;

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

/**
 * Places left in one window; 0 when the company does not work then. `drivers` limits customers; the office, which is only warned, leaves
 * it out.
 */
export function placesLeft(
  company: Company,
  jobs: Iterable<Job>,
  request: { date: string; slot: string },
  drivers: FreeDrivers = NOBODY_PLANNED,
): number {
  const window = windowFor(company, request);
  return window ? placesIn(company, window, bookedOn(jobs).get(request.date) ?? [], drivers) : 0;
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
export function openDays(company: Company, jobs: Iterable<Job>, nowMs: number, drivers: FreeDrivers = NOBODY_PLANNED): OpenDay[] {
  const booked = bookedOn(jobs);
  const today = localDateAt(nowMs, company.timeZone);
  return Array.from({ length: BOOKING_DAYS }, (_, index) => {
    const date = addDays(today, index);
    const blackout = blackoutOn(company, date);
    const slots = company.slots.filter(({ slot }) => placesOffered(company, { date, slot }) > 0);
    return {
      date,
      ...(blackout && { closed: blackout.reason ?? '' }),
      slots: slots.map((slot) => {
        const window = toWindow(slot, date);
        const open = isInTime(company, window, nowMs) ? placesIn(company, window, booked.get(date) ?? [], drivers) : 0;
        return { slot: slot.slot, start: slot.start, end: slot.end, open };
      }),
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

/** The company's places and the day's drivers both limit: the fewer count. */
function placesIn(company: Company, window: ArrivalWindow, sameDay: readonly ArrivalWindow[], drivers: FreeDrivers): number {
  const taken = sameDay.filter(({ slot }) => slot === window.slot).length;
  const free = drivers.get(window.date);
  const capacity = free === undefined ? undefined : free * company.jobsPerDriver;
  return Math.max(0, Math.min(placesOffered(company, window) - taken, driverPlaces(capacity, window, sameDay)));
}

/** The windows of all jobs that stand, by date. */
function bookedOn(jobs: Iterable<Job>): ReadonlyMap<string, readonly ArrivalWindow[]> {
  const booked = new Map<string, ArrivalWindow[]>();
  for (const { status, window } of jobs) {
    if (status === 'cancelled') continue;
    const sameDay = booked.get(window.date);
    if (sameDay) sameDay.push(window);
    else booked.set(window.date, [window]);
  }
  return booked;
}
