// Owns what a customer may see of their job, and nothing more.
import { estimateArrival } from '#core/arrival-estimate';
import { mayRate, RATING_OPEN_MS } from '#core/apply-rate';
import type { Brand, Company } from '#core/company';
import { firstName } from '#core/crew';
import { mayChange, openAttempt } from '#core/customer-change';
import type { ArrivalWindow, GeoPoint, HistoryEntry, Job, Rating } from '#core/job';
import type { Language } from '#core/language';
import type { AttemptReason } from '#core/mutation';
import { isFresh, type Position } from '#core/position';
import { isStatus, MOVE_TYPES, STATUSES, type Status } from '#core/status-flow';
import { shownTapTime } from '#core/tap-time';

export interface TrackingView {
  readonly company: {
    readonly name: string;
    readonly phone: string;
    readonly timeZone: string;
    readonly brand: Brand;
    readonly languages: readonly Language[];
    readonly language: Language;
  };
  readonly number: number | null;
  readonly status: Status;
  /** when the job came to each state that it has not gone back from, oldest first */
  readonly timeline: readonly { readonly status: Status; readonly at: string }[];
  readonly window: ArrivalWindow;
  /** instants between which the crew is expected, while that says something; `live`: from how their day goes, not from the window */
  readonly eta?: { readonly from: string; readonly to: string; readonly live: boolean };
  readonly driver?: { readonly firstName: string };
  /** first names of whoever comes along */
  readonly mates?: readonly string[];
  readonly location?: GeoPoint & { readonly at: string };
  /** where the pickup is, beside the crew's place on the way to it */
  readonly pickup?: GeoPoint;
  /** when the company's people were last heard of on this job; null when never */
  readonly lastHeardAt: string | null;
  /** the visit in vain that nobody has answered yet */
  readonly attempt?: { readonly reason: AttemptReason; readonly at: string };
  /** what the customer may change themselves; `until`: later they call; `offers`: the nearest open windows after a visit in vain */
  readonly change?: { readonly until: string | null; readonly offers?: readonly ArrivalWindow[] };
  /** hashes of the finished work's photos, where the company shows them */
  readonly photos?: readonly string[];
  readonly rating?: Rating;
  /** until when the visit may be rated, or its rating changed; null: no end yet */
  readonly rate?: { readonly until: string | null };
  /** that the customer booked in */
  readonly language?: Language;
}

export interface TrackingFacts {
  readonly company: Company;
  readonly driverName: string | null;
  readonly mateNames?: readonly string[];
  /** of the crew on this job */
  readonly position: Position | null;
  /** where this job's crew is while they are on another one: it counts for the estimate, and is never shown */
  readonly elsewhere?: Position | null;
  /** the company's jobs, for the place of this one in the day */
  readonly jobs?: Iterable<Job>;
  /** last contact of the crew's phones, ISO UTC */
  readonly contactAt: string | null;
  /** the nearest open windows, asked for only after a visit in vain */
  readonly offers?: () => readonly ArrivalWindow[];
  readonly nowMs: number;
}

export function trackingView(job: Job, facts: TrackingFacts): TrackingView {
  const { company, driverName, position, nowMs } = facts;
  const { name, phone, timeZone, brand, languages, language } = company;
  const shown = position && job.status === 'in_progress' && isFresh(position, nowMs) ? position : null;
  const heardAt = latest([facts.contactAt, shown?.at ?? null, ...job.history.filter(isCrewWord).map((entry) => entry.receivedAt)]);
  const eta = estimateOf(job, facts, shown);
  const named = driverName && job.status !== 'cancelled';
  return {
    company: { name, phone, timeZone, brand, languages, language },
    number: job.number,
    status: job.status,
    timeline: timelineOf(job),
    window: job.window,
    ...(eta && { eta }),
    ...(named && { driver: { firstName: firstName(driverName) } }),
    ...(named && facts.mateNames && facts.mateNames.length > 0 && { mates: facts.mateNames.map(firstName) }),
    ...(shown && { location: { lat: shown.lat, lng: shown.lng, at: shown.at } }),
    ...(shown && job.location && { pickup: job.location }),
    lastHeardAt: heardAt,
    ...customersSide(job, facts),
  };
}

/** The office's own words say nothing of where the crew is. */
function estimateOf(job: Job, { company, contactAt, elsewhere, jobs = [], nowMs }: TrackingFacts, shown: Position | null) {
  const position = shown ?? elsewhere ?? null;
  const crew = new Set<string>(Object.values(job.crew));
  const words = job.history.filter(({ by }) => by.id && crew.has(by.id)).map(({ receivedAt }) => receivedAt);
  return estimateArrival(job, { company, jobs, position, heardAt: latest([contactAt, position?.at ?? null, ...words]), nowMs });
}

/** What the customer may do, and what they have said. */
function customersSide(job: Job, { company, nowMs, offers }: TrackingFacts) {
  const attempt = openAttempt(job);
  const change = mayChange(job, company, nowMs);
  const photos = company.showPhotos && job.status === 'completed' ? finishedPhotos(job) : [];
  const { rating } = job;
  return {
    ...(attempt && { attempt: { reason: attempt.reason, at: new Date(attempt.atMs).toISOString() } }),
    ...(change && { change: { ...change, ...(attempt && offers && { offers: offers() }) } }),
    ...(photos.length > 0 && { photos }),
    ...(rating && { rating }),
    ...(mayRate(job, nowMs) && { rate: { until: rating ? new Date(Date.parse(rating.at) + RATING_OPEN_MS).toISOString() : null } }),
    ...(job.customer.language && { language: job.customer.language }),
  };
}

/** Hashes of the photos that were taken after the work and have arrived. */
export const finishedPhotos = ({ photos }: Pick<Job, 'photos'>): readonly string[] =>
  photos.filter(({ kind, state }) => kind === 'after' && state === 'stored').map(({ sha256 }) => sha256);

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

const order = (status: Status | undefined): number => (status === undefined ? -1 : STATUSES.indexOf(status));
const isCrewWord = (entry: HistoryEntry): boolean => entry.by.kind === 'member' && entry.device !== undefined;
const latest = (times: readonly (string | null)[]): string | null =>
  times.reduce((a, b) => (b !== null && (a === null || b > a) ? b : a), null);
