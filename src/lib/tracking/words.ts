// Owns what the customer's page says: a view turned into sentences, none of them truer than what we know.
import { STATUS_FLOW } from '#core/status-flow';
import type { TrackingView } from '#core/tracking';

export interface TrackingWords {
  readonly title: string;
  readonly when: string;
  readonly heard: string;
}

/** After this long without a word from the crew, "last heard" is said as what it is: old. */
const OLD_MS = 30 * 60_000;

export function trackingWords(view: TrackingView, nowMs: number): TrackingWords {
  return { title: titleOf(view), when: whenOf(view), heard: heardOf(view, nowMs) };
}

function titleOf({ status, driver }: TrackingView): string {
  switch (status) {
    case 'booking_confirmed':
      return 'Your pickup is booked';
    case 'ready_for_pickup':
      return driver ? `${driver.firstName} is coming` : 'Your pickup is planned';
    case 'in_progress':
      return driver ? `${driver.firstName} is at work` : 'Your pickup is under way';
    case 'completed':
      return 'Your pickup is done';
    case 'cancelled':
      return 'This pickup is cancelled';
  }
}

function whenOf({ status, window, timeline, company }: TrackingView): string {
  const { date, start, end } = window;
  if (status === 'completed') return `Finished ${momentWords(timeline.at(-1)?.at ?? '', company.timeZone)}`;
  if (status === 'cancelled') return `It was planned for ${dayWords(date)}. Call us to book again.`;
  return `${dayWords(date)}, between ${start} and ${end}`;
}

function heardOf({ status, lastHeardAt, company }: TrackingView, nowMs: number): string {
  if (status === 'completed' || status === 'cancelled') return '';
  if (!lastHeardAt) return 'The crew has not been heard from yet.';
  const at = sinceWords(lastHeardAt, company.timeZone, nowMs);
  return nowMs - Date.parse(lastHeardAt) > OLD_MS
    ? `The crew was last heard at ${at}; their phone may have no signal.`
    : `Last heard ${at}`;
}

/** "Tue, Nov 24" of a local date. */
export const dayWords = (date: string): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', weekday: 'short', month: 'short', day: 'numeric' }).format(
    new Date(`${date}T12:00:00Z`),
  );

/** The clock alone while it says enough. */
const sinceWords = (at: string, timeZone: string, nowMs: number): string => {
  const words = momentWords(at, timeZone);
  return nowMs - Date.parse(at) < 12 * 3_600_000 ? (words.split(' ')[1] ?? words) : words;
};

/** "Tue 10:42" of an instant, in the company's zone. */
export const momentWords = (at: string, timeZone: string): string =>
  at === ''
    ? ''
    : new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' })
        .format(new Date(at))
        .replace(',', '');

export const labelOf = (status: TrackingView['status']): string => STATUS_FLOW[status].label;
