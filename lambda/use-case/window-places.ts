// Owns whether a customer may have a window: the same answer for a booking, and for moving one.
import { addDays, localDateAt } from '#core/clock-time';
import { BOOKING_DAYS, blackoutOn, nearestOpen, openDays, placesLeft, windowFor, windowTrouble, type WindowTrouble } from '#core/booking';
import type { Company } from '#core/company';
import { freeDrivers, type FreeDrivers } from '#core/free-drivers';
import type { ArrivalWindow, Job } from '#core/job';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { fieldsProblem } from '../door.ts';
import type { Ports } from '../port.ts';

/** How many open windows a refusal offers. */
const OFFERED = 6;

/** What a window is judged by. `drivers` was read just before: a roster that changes while this is saved only warns the office. */
export interface PlacesAt {
  readonly company: Company;
  readonly drivers: FreeDrivers;
  readonly nowMs: number;
}

/** Drivers free on the days that can be booked, as they are stored now. Throws `RosterBroken`, `StoreUnreachable`. */
export async function readFreeDrivers(
  { openRoster, now }: Pick<Ports, 'openRoster' | 'now'>,
  { slug, timeZone }: Pick<Company, 'slug' | 'timeZone'>,
): Promise<FreeDrivers> {
  const roster = openRoster(slug);
  const from = localDateAt(now(), timeZone);
  const to = addDays(from, BOOKING_DAYS - 1);
  const [members, planned, away] = await Promise.all([roster.members(), roster.availability(from, to, 'driver'), roster.timeOff(from, to)]);
  return freeDrivers(
    members.map(({ member }) => member),
    planned,
    away,
  );
}

/** The window that a customer names, where the company offers it; refused by field. Whether a place is left is `checkPlaces`'. */
export function namedWindow(
  company: Company,
  { date, slot }: { date: string; slot: string },
  nowMs: number,
): Result<ArrivalWindow, Problem> {
  const window = windowFor(company, { date, slot });
  if (!window) return refuse(fieldsProblem([{ path: 'window.slot', message: 'Choose a time' }]));
  if (date >= addDays(localDateAt(nowMs, company.timeZone), BOOKING_DAYS))
    return refuse(fieldsProblem([{ path: 'window.date', message: `Choose a day within the next ${BOOKING_DAYS} days` }]));
  return ok(window);
}

/**
 * Refused with `window-past`, `window-closed`, `window-too-soon` or `window-full`, each with the nearest open ones (`open`). Pure: it runs
 * inside the compare-and-swap, on each newer book. To move a job, leave it out of `jobs`.
 */
export function checkPlaces(jobs: () => Iterable<Job>, window: ArrivalWindow, at: PlacesAt): Result<null, Problem> {
  const trouble = windowTrouble(at.company, window, at.nowMs);
  const full = trouble === null && placesLeft(at.company, jobs(), window, at.drivers) === 0;
  if (!trouble && !full) return ok(null);
  const open = nearestOpen(openDays(at.company, jobs(), at.nowMs, at.drivers), window.date, OFFERED);
  const detail = trouble ? troubleWords(at.company, window.date)[trouble] : 'Somebody took the last place in this window. Choose another.';
  return refuse(problem(`window-${trouble ?? 'full'}`, detail, { extra: { open } }));
}

const troubleWords = (company: Company, date: string): Record<WindowTrouble, string> => ({
  past: 'This time has begun or is over. Choose another.',
  closed: `We do not work then${reasonOf(company, date)}. Choose another time.`,
  'too-soon': 'This time is too soon for us now. Choose another, or call.',
});
const reasonOf = (company: Company, date: string): string => {
  const reason = blackoutOn(company, date)?.reason;
  return reason ? ` (${reason})` : '';
};
