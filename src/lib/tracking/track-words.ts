// Owns the words that the customer's page needs in each language. They are data and not code: a page loads only those of its reader.
import type { AttemptReason } from '#core/mutation';
import type { Status } from '#core/status-flow';

/** Holes are numbered, "{0} is coming": see `fill`. */
export interface TrackWords {
  /** for Intl; its first two letters are the language */
  readonly locale: string;
  /** the way to the other language, in that language */
  readonly other: string;
  readonly status: Readonly<Record<Status, string>>;
  readonly reason: Readonly<Record<AttemptReason, string>>;
  readonly call: string;
  readonly booked: string;
  readonly attempted: string;
  readonly planned: string;
  readonly coming: string;
  readonly underWay: string;
  readonly onTheWay: string;
  readonly close: string;
  readonly atWork: string;
  readonly crew: string;
  readonly done: string;
  readonly cancelled: string;
  readonly between: string;
  readonly before: string;
  readonly late: string;
  readonly now: string;
  readonly finished: string;
  readonly wasPlanned: string;
  readonly cameBut: string;
  readonly estimate: string;
  readonly neverHeard: string;
  readonly heard: string;
  readonly longAgo: string;
  readonly away: string;
  readonly maps: string;
  readonly change: string;
  readonly cancel: string;
  readonly foot: string;
  readonly unknown: string;
  readonly unknownWhy: string;
  readonly noConnection: string;
  readonly noAnswer: string;
  readonly trying: string;
  readonly stale: string;
  readonly notLoaded: string;
}

/** "{0} is coming" with its holes filled. */
export const fill = (text: string, ...values: readonly string[]): string =>
  text.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? '');
