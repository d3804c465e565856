// Owns the day sheet: a day's stops on paper, one sheet per driver, in the order in which they are driven.
import { ROLES, type Role } from '#core/crew';
import type { MemberId } from '#core/id';
import type { Job } from '#core/job';

export interface Stop {
  readonly job: Job;
  /** left from an earlier day */
  readonly outstanding: boolean;
}
export interface CrewSheet {
  /** null: nobody drives these yet */
  readonly driver: MemberId | null;
  /** who else is on at least one of the stops */
  readonly mates: readonly MemberId[];
  readonly stops: readonly Stop[];
}

/** Cancelled jobs need no visit. Today's sheet also holds what is left from before, as the driver's own day does. */
export function daySheets(jobs: readonly Job[], date: string, today: string): readonly CrewSheet[] {
  const stops = jobs.flatMap((job): Stop[] => {
    const outstanding = date === today && job.window.date < today && job.status !== 'completed';
    return job.status !== 'cancelled' && (job.window.date === date || outstanding) ? [{ job, outstanding }] : [];
  });
  return [...Map.groupBy(stops.toSorted(byTime), ({ job }) => job.crew.driver ?? null)]
    .map(([driver, theirs]) => ({ driver, mates: matesOf(theirs, driver), stops: theirs }))
    .toSorted((a, b) => Number(a.driver === null) - Number(b.driver === null));
}

/** A day without work says so on one line, without a sheet. */
export const stopCount = (sheets: readonly CrewSheet[]): number => sheets.reduce((sum, { stops }) => sum + stops.length, 0);

/** The roles besides the driver's, and who holds them on this job. */
export const helpersOn = ({ crew }: Job): readonly (readonly [Role, MemberId])[] =>
  ROLES.flatMap((role) => {
    const member = crew[role];
    return role === 'driver' || !member ? [] : [[role, member] as const];
  });

const matesOf = (stops: readonly Stop[], driver: MemberId | null): MemberId[] => [
  ...new Set(stops.flatMap(({ job }) => helpersOn(job).map(([, member]) => member)).filter((member) => member !== driver)),
];
const byTime = (a: Stop, b: Stop): number =>
  orderOf(a).localeCompare(orderOf(b)) || (a.job.number ?? Infinity) - (b.job.number ?? Infinity);
const orderOf = ({ job }: Stop): string => `${job.window.date} ${job.window.start}`;
