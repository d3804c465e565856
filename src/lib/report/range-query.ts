// Owns the picked days in the page's address: named ones by their name, so that a kept link means the same tomorrow; others by their dates.
import * as v from 'valibot';
import { localDate } from '#core/clock-time';
import type { FieldError } from '#core/problem';
import { NAMED_RANGES, namedRange, rangeErrors, type DateRange, type NamedRange } from '#core/report-range';

export interface PickedRange {
  readonly name: NamedRange | 'custom';
  /** the days as they were picked, right or wrong */
  readonly range: DateRange;
  readonly errors: readonly FieldError[];
}

export function pickedRange(query: URLSearchParams, today: string): PickedRange {
  const [from, to] = [query.get('from'), query.get('to')];
  if (from === null && to === null) {
    const name = NAMED_RANGES.find((each) => each === query.get('range')) ?? 'last-7';
    return { name, range: namedRange(name, today), errors: [] };
  }
  const range = { from: from ?? '', to: to ?? '' };
  const wrong = (['from', 'to'] as const).flatMap((path) => {
    const date = v.safeParse(localDate, range[path]);
    return date.success ? [] : [{ path, message: date.issues[0].message }];
  });
  return { name: 'custom', range, errors: wrong.length > 0 ? wrong : rangeErrors(range) };
}
