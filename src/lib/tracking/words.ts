// Owns what the customer's page says: a view turned into sentences, none of them truer than what we know.
import type { ArrivalWindow } from '#core/job';
import { isFresh } from '#core/position';
import type { TrackingView } from '#core/tracking';
import { milesBetween } from './miles.ts';
import { fill, type TrackWords } from './track-words.ts';

export interface TrackingWords {
  readonly title: string;
  readonly when: string;
  /** what the time rests on, or why nothing was done */
  readonly note: string;
  readonly heard: string;
  /** the crew's last word is so old that it says little */
  readonly old: boolean;
}

/** After this long without a word from the crew, "last heard" is said as what it is: old. */
const OLD_MS = 30 * 60_000;
/** After this long it says nothing of today. */
const STALE_MS = 12 * 3_600_000;
/** Whoever is this close may be there: nobody claims that they have rung the bell. */
const CLOSE_MILES = 0.25;

/** The view without what its age has made untrue: a page may have had no connection for an hour. */
export function currentView({ location, pickup, eta, ...view }: TrackingView, nowMs: number): TrackingView {
  return {
    ...view,
    ...(location && isFresh(location, nowMs) && { location, ...(pickup && { pickup }) }),
    ...(eta && Date.parse(eta.to) > nowMs && { eta }),
  };
}

export function trackingWords(view: TrackingView, nowMs: number, words: TrackWords): TrackingWords {
  return { title: titleOf(view, words), when: whenOf(view, nowMs, words), note: noteOf(view, words), ...heardOf(view, nowMs, words) };
}

function titleOf(view: TrackingView, words: TrackWords): string {
  const name = view.driver?.firstName;
  switch (view.status) {
    case 'booking_confirmed':
      return view.attempt ? words.attempted : words.booked;
    case 'ready_for_pickup':
      return name ? fill(words.coming, name) : words.planned;
    case 'in_progress': {
      const miles = milesAway(view);
      if (miles !== null) return fill(miles > CLOSE_MILES ? words.onTheWay : words.close, name ?? words.crew);
      return name ? fill(words.atWork, name) : words.underWay;
    }
    case 'completed':
      return words.done;
    case 'cancelled':
      return words.cancelled;
  }
}

function whenOf(view: TrackingView, nowMs: number, words: TrackWords): string {
  const { status, window, timeline, attempt, eta } = view;
  const { timeZone } = view.company;
  if (status === 'completed') return fill(words.finished, momentWords(timeline.at(-1)?.at ?? '', timeZone, words.locale));
  if (status === 'cancelled') return fill(words.wasPlanned, dayWords(window.date, words.locale));
  if (attempt)
    return fill(words.cameBut, momentWords(attempt.at, timeZone, words.locale), words.reason[attempt.reason] ?? words.reason.other);
  if (eta?.live) return etaWords(eta, view, nowMs, words);
  if (isClose(view)) return words.now;
  // Nobody expects anything any more, and nobody has said that it is over.
  if (!eta) return words.late;
  return fill(words.between, relativeDay(window.date, timeZone, nowMs, words.locale), window.start, window.end);
}

function etaWords({ from, to }: { from: string; to: string }, { window, company }: TrackingView, nowMs: number, words: TrackWords): string {
  const day = relativeDay(window.date, company.timeZone, nowMs, words.locale);
  const until = clockWords(to, company.timeZone);
  return Date.parse(from) <= nowMs ? fill(words.before, day, until) : fill(words.between, day, clockWords(from, company.timeZone), until);
}

function noteOf({ eta, window, status, attempt }: TrackingView, words: TrackWords): string {
  return eta?.live && !attempt && status !== 'completed' ? fill(words.estimate, window.start, window.end) : '';
}

function heardOf({ status, lastHeardAt, company }: TrackingView, nowMs: number, words: TrackWords): { heard: string; old: boolean } {
  const ageMs = lastHeardAt === null ? 0 : nowMs - Date.parse(lastHeardAt);
  if ((status !== 'ready_for_pickup' && status !== 'in_progress') || ageMs > STALE_MS) return { heard: '', old: false };
  if (lastHeardAt === null) return { heard: words.neverHeard, old: true };
  const at = clockWords(lastHeardAt, company.timeZone);
  return ageMs > OLD_MS ? { heard: fill(words.longAgo, at), old: true } : { heard: fill(words.heard, at), old: false };
}

/** Miles between crew and pickup, as the crow flies; null when either is not known. */
export const milesAway = ({ location, pickup }: TrackingView): number | null =>
  location && pickup ? milesBetween(pickup, location) : null;
const isClose = (view: TrackingView): boolean => view.status === 'in_progress' && (milesAway(view) ?? Infinity) <= CLOSE_MILES;

/** "1.2 miles" */
export const milesWords = (miles: number, locale: string): string =>
  Math.max(0.1, miles).toLocaleString(locale, {
    style: 'unit',
    unit: 'mile',
    unitDisplay: 'long',
    maximumFractionDigits: miles < 10 ? 1 : 0,
  });

/** "Today", "Tomorrow", else the day. */
export function relativeDay(date: string, timeZone: string, nowMs: number, locale: string): string {
  const today = new Date(nowMs).toLocaleDateString('en-CA', { timeZone });
  const apart = Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000);
  if (apart !== 0 && apart !== 1) return dayWords(date, locale);
  const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(apart, 'day');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** "Tue, Nov 24" of a local date. */
export const dayWords = (date: string, locale: string): string =>
  new Date(`${date}T12:00Z`).toLocaleDateString(locale, { timeZone: 'UTC', weekday: 'short', month: 'short', day: 'numeric' });

/** "Tue 10:42" of an instant, in the company's zone. */
export const momentWords = (at: string, timeZone: string, locale: string): string =>
  at && `${new Date(at).toLocaleDateString(locale, { timeZone, weekday: 'short' })} ${clockWords(at, timeZone)}`;

/** "10:42" */
export const clockWords = (at: string | number, timeZone?: string): string =>
  new Date(at).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });

/** "Tue, Nov 24, 10:00–12:00" */
export const windowWords = ({ date, start, end }: ArrivalWindow, locale: string): string => `${dayWords(date, locale)}, ${start}–${end}`;
