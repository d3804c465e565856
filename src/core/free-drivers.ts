// Owns how the roster limits what customers may book: a window takes no more jobs than the drivers of that day can drive to.
import { layTimeOff, type DayAvailability, type DayOff, type Member } from '#core/crew';
import type { MemberId } from '#core/id';
import type { ArrivalWindow } from '#core/job';

/** Drivers free by local date. A date that is missing is one for which nobody has planned a driver: unknown, so it limits nothing. */
export type FreeDrivers = ReadonlyMap<string, number>;
export const NOBODY_PLANNED: FreeDrivers = new Map();

/**
 * @param planned days planned in the role of driver, time off not looked at: whoever is planned and away makes the day known, and is not free
 */
export function freeDrivers(
  members: readonly Pick<Member, 'id' | 'disabled' | 'roles'>[],
  planned: ReadonlyMap<MemberId, readonly DayAvailability[]>,
  timeOff: ReadonlyMap<MemberId, readonly Omit<DayOff, 'roles'>[]>,
): FreeDrivers {
  const free = new Map<string, number>();
  for (const { id, disabled, roles } of members) {
    if (disabled || !roles.includes('driver')) continue;
    const theirs = (planned.get(id) ?? []).filter((day) => day.roles.includes('driver'));
    const { availability } = layTimeOff(theirs, timeOff.get(id) ?? []);
    for (const { date } of theirs) free.set(date, free.get(date) ?? 0);
    for (const { date } of availability) free.set(date, (free.get(date) ?? 0) + 1);
  }
  return free;
}

/** Jobs that the free drivers can still take in a window, beside those of that day in windows that meet it; infinite when nobody is planned. */
export function driverPlaces(
  capacity: number | undefined,
  window: Pick<ArrivalWindow, 'start' | 'end'>,
  sameDay: readonly Times[],
): number {
  return capacity === undefined ? Infinity : Math.max(0, capacity - busiest(window, sameDay));
}

type Times = Pick<ArrivalWindow, 'start' | 'end'>;

/** The most jobs at one time within a window: each begins the count at its own start. */
function busiest(window: Times, sameDay: readonly Times[]): number {
  const meeting = sameDay.filter((each) => each.start < window.end && window.start < each.end);
  const moments = [window.start, ...meeting.map(({ start }) => start).filter((start) => start > window.start)];
  return Math.max(...moments.map((at) => meeting.filter(({ start, end }) => start <= at && at < end).length));
}
