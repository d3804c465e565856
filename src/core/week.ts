// Owns the arrival windows of a week: places by weekday, what becomes of windows that are changed, and which of them overlap.
import type { Slot } from '#core/company';

const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;
/** A window as somebody asks for it: one without a name is new. */
export type WantedSlot = Omit<Slot, 'slot'> & { readonly slot?: string };

/** Places on a weekday (0 Sunday); 0 when the window is closed then. */
export const placesAt = (slot: Omit<Slot, 'slot'>, weekday: number): number =>
  slot.weekdays.includes(weekday) ? (slot.placesOn?.[weekday] ?? slot.places) : 0;

export const weekOf = (slot: Omit<Slot, 'slot'>): readonly number[] => DAYS.map((day) => placesAt(slot, day));

/** A window with these places a weekday, Sunday first, said in the fewest words. */
export function slotWith({ slot, start, end }: Pick<Slot, 'slot' | 'start' | 'end'>, week: readonly number[]): Slot {
  const weekdays = DAYS.filter((day) => (week[day] ?? 0) > 0);
  const open = weekdays.map((day) => week[day] ?? 0);
  const places = mostCommon(open);
  const differ = open.some((each) => each !== places);
  return { slot, start, end, places, weekdays, ...(differ && { placesOn: DAYS.map((day) => week[day] ?? 0) }) };
}

/**
 * The windows after a change. A window's name stands for its times for ever: jobs, queues of phones and half-filled forms have it. So other
 * times make another window, and one that is left out is closed and stays.
 */
export function slotsAfter(before: readonly Slot[], wanted: readonly WantedSlot[]): Slot[] {
  const after = new Map<string, Slot>();
  for (const each of wanted) {
    const known = before.find((slot) => slot.slot === each.slot && sameTimes(slot, each)) ?? before.find((slot) => sameTimes(slot, each));
    const slot = known && !after.has(known.slot) ? known.slot : newName(each, [...before.map(({ slot }) => slot), ...after.keys()]);
    after.set(slot, slotWith({ slot, start: each.start, end: each.end }, weekOf(each)));
  }
  for (const each of before) if (!after.has(each.slot)) after.set(each.slot, { ...slotWith(each, []), places: each.places });
  return [...after.values()].toSorted((a, b) => (a.start + a.end + a.slot < b.start + b.end + b.slot ? -1 : 1));
}

/** Pairs of windows that share time on some weekday. Both can be booked: a company may sell "8–12" beside "8–10". */
export function overlaps<Each extends WantedSlot>(slots: readonly Each[]): readonly (readonly [Each, Each])[] {
  return slots.flatMap((a, at) =>
    slots
      .slice(at + 1)
      .filter((b) => a.start < b.end && b.start < a.end && DAYS.some((day) => placesAt(a, day) > 0 && placesAt(b, day) > 0))
      .map((b) => [a, b] as const),
  );
}

export const sameTimes = (a: Pick<Slot, 'start' | 'end'>, b: Pick<Slot, 'start' | 'end'>): boolean =>
  a.start === b.start && a.end === b.end;

function newName({ start, end }: WantedSlot, taken: readonly string[]): string {
  const short = (time: string): string => (time.endsWith(':00') ? time.slice(0, 2) : time.replace(':', ''));
  const name = `${short(start)}-${short(end)}`;
  let free = name;
  for (let n = 2; taken.includes(free); n++) free = `${name}-${n}`;
  return free;
}

function mostCommon(counts: readonly number[]): number {
  const often = (count: number): number => counts.filter((each) => each === count).length;
  return counts.toSorted((a, b) => often(b) - often(a) || b - a)[0] ?? 0;
}
