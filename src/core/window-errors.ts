// Owns what is wrong with a week's windows: ends before starts, and the same times twice.
import type { FieldError } from '#core/problem';
import { placesAt, sameTimes, type WantedSlot } from '#core/week';

export function windowErrors(slots: readonly WantedSlot[]): FieldError[] {
  return slots.flatMap((slot, at) => {
    if (slot.start === slot.end) return [{ path: `slots.${at}.end`, message: 'This window ends when it starts' }];
    // Past midnight it would be two days' window: a job has one date.
    if (slot.end < slot.start) return [{ path: `slots.${at}.end`, message: 'This window ends before it starts' }];
    const rival = isOpen(slot) && slots.slice(0, at).some((each) => isOpen(each) && sameTimes(each, slot));
    return rival ? [{ path: `slots.${at}.start`, message: 'There is a window with these times already' }] : [];
  });
}

const isOpen = (slot: WantedSlot): boolean => slot.weekdays.some((day) => placesAt(slot, day) > 0);
