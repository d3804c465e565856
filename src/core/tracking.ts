// Owns what a customer may see of their job, and nothing more.
import { instantOf } from '#core/clock-time';
import type { Brand, Company } from '#core/company';
import type { ArrivalWindow, GeoPoint, HistoryEntry, Job } from '#core/job';
import { isOver, MOVE_TYPES, STATUSES, type Status } from '#core/status-flow';

export interface TrackingView {
  readonly company: { readonly name: string; readonly phone: string; readonly timeZone: string; readonly brand: Brand };
  readonly number: number | null;
  readonly status: Status;
  /** when the job came to each state that it has not gone back from, oldest first */
  readonly timeline: readonly { readonly status: Status; readonly at: string }[];
  readonly window: ArrivalWindow;
  /** instants between which the crew is expected, while that says something */
  readonly eta?: { readonly from: string; readonly to: string };
  readonly driver?: { readonly firstName: string };
  readonly location?: GeoPoint & { readonly at: string };
  /** when the company's people were last heard of on this job; null when never */
  readonly lastHeardAt: string | null;
}

/** A crew's position, as its phone sent it. */
export interface Position extends GeoPoint {
  readonly accuracyM: number;
  readonly at: string;
}

export interface TrackingFacts {
  readonly company: Company;
  readonly driverName: string | null;
  readonly position: Position | null;
  /** last contact of the crew's phones, ISO UTC */
  readonly contactAt: string | null;
  readonly nowMs: number;
}

/** After this long a position says nothing true any more. */
export const POSITION_FRESH_MS = 15 * 60_000;

export function trackingView(job: Job, facts: TrackingFacts): TrackingView {
  const { company, driverName, position, nowMs } = facts;
  const shown = position && job.status === 'in_progress' && nowMs - Date.parse(position.at) <= POSITION_FRESH_MS;
  const eta = etaOf(job, company);
  return {
    company: { name: company.name, phone: company.phone, timeZone: company.timeZone, brand: company.brand },
    number: job.number,
    status: job.status,
    timeline: timelineOf(job),
    window: job.window,
    ...(eta && { eta }),
    ...(driverName && job.status !== 'cancelled' && { driver: { firstName: firstName(driverName) } }),
    ...(shown && { location: { lat: position.lat, lng: position.lng, at: position.at } }),
    lastHeardAt: latest([facts.contactAt, shown ? position.at : null, ...job.history.filter(isCrewWord).map((entry) => entry.receivedAt)]),
  };
}

/** The moves that still stand: a step back takes later states off the line again. */
function timelineOf(job: Job): { status: Status; at: string }[] {
  const line: { status: Status; at: string }[] = [];
  for (const entry of job.history) {
    const status = entry.outcome === 'applied' ? reached(entry) : null;
    if (status === null) continue;
    while (line.length > 0 && order(line.at(-1)?.status) >= order(status)) line.pop();
    line.push({ status, at: shownTapTime(entry) });
  }
  return line;
}

function reached(entry: HistoryEntry): Status | null {
  if (entry.type === 'create_job') return 'booking_confirmed';
  const moved = (MOVE_TYPES as readonly string[]).includes(entry.type) || entry.type === 'undo' || entry.type === 'resolve_review';
  return moved && isStatus(entry.to) ? entry.to : null;
}

/** The tap time corrected by the device's known skew, and never after the server heard of it. */
export function shownTapTime(entry: Pick<HistoryEntry, 'tappedAt' | 'receivedAt' | 'skewMs'>): string {
  const corrected = Date.parse(entry.tappedAt) - (entry.skewMs ?? 0);
  return new Date(Math.min(corrected, Date.parse(entry.receivedAt))).toISOString();
}

function etaOf(job: Job, company: Company): { from: string; to: string } | null {
  if (isOver(job.status)) return null;
  const at = (time: string): string => new Date(instantOf(job.window.date, time, company.timeZone)).toISOString();
  return { from: at(job.window.start), to: at(job.window.end) };
}

const isStatus = (text: string | undefined): text is Status => text !== undefined && (STATUSES as readonly string[]).includes(text);
const order = (status: Status | undefined): number => (status === undefined ? -1 : STATUSES.indexOf(status));
const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name;
const isCrewWord = (entry: HistoryEntry): boolean => entry.by.kind === 'member' && entry.device !== undefined;
const latest = (times: readonly (string | null)[]): string | null =>
  times.reduce((a, b) => (b !== null && (a === null || b > a) ? b : a), null);
