// Owns what of the board stands in its address, so that a view can be linked, reloaded and gone back to.
import * as v from 'valibot';
import { localDate } from '#core/clock-time';
import type { BoardFilter, BoardQuery } from './board-view.ts';

export type BoardShape = 'board' | 'table' | 'map';
export type BoardAddress = Omit<BoardQuery, 'today' | 'timeZone' | 'isFormer'> & {
  readonly view: BoardShape;
  readonly sort: string;
  /** the job whose drawer is open */
  readonly job: string | null;
};

/** What an address says; what it says wrongly counts as not said. */
export function readAddress(params: URLSearchParams): BoardAddress {
  const date = params.get('date');
  return {
    date: v.is(localDate, date) ? date : null,
    span: params.get('span') === 'week' ? 'week' : 'day',
    q: params.get('q') ?? '',
    filter: oneOf<BoardFilter>(params.get('show'), ['review', 'outstanding', 'unassigned'], 'all'),
    crew: params.get('crew') ?? '',
    service: params.get('service') ?? '',
    area: params.get('area') ?? '',
    view: oneOf<BoardShape>(params.get('view'), ['table', 'map'], 'board'),
    sort: params.get('sort') ?? '',
    job: params.get('job'),
  };
}

/** The address after some of it changed; null or nothing takes a part away. */
export function withChanges(params: URLSearchParams, changes: Readonly<Record<string, string | null>>): string {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return `?${next.toString()}`;
}

const oneOf = <Value extends string>(text: string | null, known: readonly Value[], other: Value): Value =>
  known.find((each) => each === text) ?? other;
