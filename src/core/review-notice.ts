// Owns what reached the office without a job to stand on: mutations of unknown jobs, and gaps in what a phone had confirmed.
import type { MemberId } from '#core/id';
import { LIMITS } from '#core/limits';
import type { JobBook, MissingRange, Settled, Unfiled } from '#core/job-book';

interface Notice {
  readonly id: string;
  /** null while it waits */
  readonly settled: Settled | null;
}
export type UnfiledNotice = Notice & Omit<Unfiled, 'settled'>;
/** `name` is the author's, while the roster knows them. */
export type MissingNotice = Notice & Omit<MissingRange, 'settled'> & { readonly name: string | null };

export interface ReviewNotices {
  readonly unfiled: readonly UnfiledNotice[];
  readonly missing: readonly MissingNotice[];
  /** for owners, where the company's book has grown large */
  readonly store?: StoreNotice;
}

/** `full`: new bookings and imports are refused. */
export interface StoreNotice {
  readonly bytes: number;
  readonly full: boolean;
}

/** @param storedBytes of the book, uncompressed; null where the limit of one object does not hold */
export const storeNotice = (storedBytes: number | null): StoreNotice | null =>
  storedBytes !== null && storedBytes > LIMITS.storeWarnBytes ? { bytes: storedBytes, full: storedBytes > LIMITS.storeFullBytes } : null;

/** What was put away can be brought back for so long. */
const SETTLED_SHOWN_MS = 7 * 24 * 3_600_000;

/** Newest first; what was put away longer than a week ago is left out. It stays in the book. */
export function reviewNotices(book: JobBook, nameOf: (member: MemberId) => string | null, nowMs: number): ReviewNotices {
  const isShown = ({ settled }: { settled: Settled | null }): boolean => !settled || nowMs - Date.parse(settled.at) < SETTLED_SHOWN_MS;
  return {
    unfiled: book.unfiled
      .map((each) => ({ ...each, id: each.entry.id, settled: settledOf(each.settled) }))
      .filter(isShown)
      .toReversed(),
    missing: book.missing
      .map((each) => ({ ...each, id: missingId(each), name: nameOf(each.author), settled: settledOf(each.settled) }))
      .filter(isShown)
      .toReversed(),
  };
}

/** The book with a notice put away, or brought back with null; null when there is no such notice. Unchanged when it already is so. */
export function settleNotice(book: JobBook, id: string, settled: Settled | null): JobBook | null {
  const notice = book.unfiled.find(({ entry }) => entry.id === id) ?? book.missing.find((each) => missingId(each) === id);
  if (!notice) return null;
  // Two desks that put it away: the first stands.
  if ((settledOf(notice.settled) === null) === (settled === null)) return book;
  const set = <Notice extends Unfiled | MissingRange>(each: Notice): Notice => {
    const { settled: _, ...rest } = each;
    return (each === notice ? { ...rest, ...(settled && { settled }) } : each) as Notice;
  };
  return { ...book, unfiled: book.unfiled.map(set), missing: book.missing.map(set) };
}

/** A gap is known by its phone, its author and where it begins. */
const missingId = ({ device, author, from }: MissingRange): string => `${device}.${author}.${from}`;
/** Books of earlier releases say only that it is. */
const settledOf = (settled: Unfiled['settled']): Settled | null =>
  settled === true ? { by: { kind: 'system', name: 'the office' }, at: '1970-01-01T00:00:00Z' } : settled || null;
