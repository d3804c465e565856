// Owns the drawing of a day's stops: where each lies from the middle of them, by true bearing and distance, crew by crew in the order of the day.
import type { GeoPoint, Job } from '#core/job';
import { bearingTo, metersBetween, middleOf } from '#core/place';
import { isOver } from '#core/status-flow';
import { mapsLink } from '#lib/ui/words.ts';

export interface Stop {
  readonly job: Job;
  /** the number in its crew's day, from 1 */
  readonly order: number;
  readonly meters: number;
  /** degrees clockwise from north */
  readonly bearing: number;
  /** in the drawing: −1 … 1 to the right and down, the outermost ring being 1 */
  readonly x: number;
  readonly y: number;
}
export interface CrewDay {
  /** the driver, null for jobs without one */
  readonly driver: string | null;
  /** one crew has a drawing for each day: no way leads from one day's stops to the next day's */
  readonly date: string;
  readonly stops: readonly Stop[];
  /** jobs whose place is not known: told, never drawn */
  readonly unplaced: readonly Job[];
  /** what is still to be done, placed or not, in the order of the day */
  readonly ahead: readonly Pick<Stop, 'job' | 'order'>[];
  /** meters as the crow flies from stop to stop */
  readonly meters: number;
}
export interface StopsMap {
  readonly middle: GeoPoint | null;
  /** meters of each ring, innermost first */
  readonly rings: readonly number[];
  readonly crews: readonly CrewDay[];
}

const METERS_PER_MILE = 1_609.344;
/** The outermost ring; its thirds are round too. */
const RING_MILES = [0.3, 0.6, 1.5, 3, 6, 9, 15, 30, 60, 150, 300];

export function stopsMap(jobs: readonly Job[]): StopsMap {
  const placed = jobs.flatMap(({ location }) => (location ? [location] : []));
  const middle = middleOf(placed);
  const farthest = middle ? Math.max(0, ...placed.map((point) => metersBetween(middle, point))) : 0;
  const miles = RING_MILES.find((each) => each * METERS_PER_MILE >= farthest) ?? Math.ceil(farthest / METERS_PER_MILE);
  const rings = [miles / 3, (miles * 2) / 3, miles].map((each) => each * METERS_PER_MILE);
  const byCrewDay = Map.groupBy(jobs, (job) => `${job.window.date} ${job.crew.driver ?? ''}`);
  const crews = [...byCrewDay.values()].flatMap((day) => crewDay(inOrder(day), middle, rings.at(-1) ?? 1) ?? []);
  return { middle, rings, crews: crews.toSorted(byDayThenDriver) };
}

export const milesWords = (meters: number): string => {
  const miles = meters / METERS_PER_MILE;
  return `${miles < 10 ? Math.round(miles * 10) / 10 : Math.round(miles)} mi`;
};

/** Maps take one destination and nine stops on the way: a longer day is several ways, one after the other. */
const STOPS_OF_A_WAY = 10;

/** The ways through all that is still to be done, in order, in the phone's own maps. */
export function waysOf({ ahead }: Pick<CrewDay, 'ahead'>): { readonly words: string; readonly href: string }[] {
  const ways = Array.from({ length: Math.ceil(ahead.length / STOPS_OF_A_WAY) }, (_, i) =>
    ahead.slice(i * STOPS_OF_A_WAY, (i + 1) * STOPS_OF_A_WAY),
  );
  return ways.map((stops) => {
    const addresses = stops.map(({ job }) => job.address);
    const [first, last] = [stops[0]?.order, stops.at(-1)?.order];
    const by = addresses.slice(0, -1).join('|');
    return {
      words: ways.length === 1 ? 'All in maps' : first === last ? `${first} in maps` : `${first}–${last} in maps`,
      href: `${mapsLink(addresses.at(-1) ?? '')}${by ? `&waypoints=${encodeURIComponent(by)}` : ''}`,
    };
  });
}

const COMPASS = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'] as const;
export const compassWords = (bearing: number): string => COMPASS[Math.round(bearing / 45) % 8] ?? 'north';

const inOrder = (day: readonly Job[]): Job[] =>
  day.toSorted(
    (a, b) => `${a.window.date}${a.window.start}`.localeCompare(`${b.window.date}${b.window.start}`) || (a.number ?? 0) - (b.number ?? 0),
  );

/** Day by day; jobs that nobody drives yet come last in theirs. */
const byDayThenDriver = (a: CrewDay, b: CrewDay): number =>
  a.date.localeCompare(b.date) || Number(a.driver === null) - Number(b.driver === null);

/** @param day the jobs of one driver on one day, in order */
function crewDay(day: readonly Job[], middle: GeoPoint | null, edge: number): CrewDay | null {
  const [first] = day;
  if (!first) return null;
  const stops: Stop[] = [];
  day.forEach((job, index) => {
    if (!job.location || !middle) return;
    const meters = metersBetween(middle, job.location);
    const bearing = bearingTo(middle, job.location);
    const angle = (bearing * Math.PI) / 180;
    stops.push({ job, order: index + 1, meters, bearing, x: (Math.sin(angle) * meters) / edge, y: (-Math.cos(angle) * meters) / edge });
  });
  const legs = stops.slice(1).map((stop, i) => {
    const [a, b] = [stops[i]?.job.location, stop.job.location];
    return a && b ? metersBetween(a, b) : 0;
  });
  const { date } = first.window;
  return {
    driver: first.crew.driver ?? null,
    date,
    stops,
    unplaced: day.filter(({ location }) => !location),
    ahead: day.map((job, index) => ({ job, order: index + 1 })).filter(({ job }) => !isOver(job.status)),
    meters: legs.reduce((sum, leg) => sum + leg, 0),
  };
}
