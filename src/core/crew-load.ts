// Owns what a dispatcher weighs before choosing somebody for a job: who is free, how much they have that day, and where they already are.
import { isFree, type Role, type RosterMember } from '#core/crew';
import { rolesOn, type ArrivalWindow, type Job } from '#core/job';

export interface CrewChoice {
  readonly member: RosterMember;
  /** `unknown`: nobody has said, or this device has not heard it */
  readonly freedom: 'free' | 'in-another-role' | 'off' | 'unknown';
  /** the roles they are free in that day */
  readonly freeIn: readonly Role[];
  /** other jobs of that day that are not cancelled */
  readonly jobs: number;
  /** the earliest of those that is still to be done */
  readonly next: ArrivalWindow | null;
  /** jobs still to be done whose window meets this one's */
  readonly clashes: readonly Job[];
  /** roles they hold on this very job already */
  readonly holds: readonly Role[];
}

export interface CrewFacts {
  readonly crew: readonly RosterMember[];
  readonly jobs: readonly Job[];
  /** whether it is known who is free on the job's date */
  readonly known: boolean;
}

/** Everybody who has the role, the free and least loaded first, those who cannot last. */
export function crewChoices(job: Job, role: Role, { crew, jobs, known }: CrewFacts): CrewChoice[] {
  const sameDay = jobs.filter((each) => each.id !== job.id && each.window.date === job.window.date && each.status !== 'cancelled');
  return crew
    .filter((member) => member.roles.includes(role))
    .map((member) => choiceOf(member, job, role, { sameDay, known }))
    .toSorted((a, b) => rank(a) - rank(b) || a.jobs - b.jobs || (a.member.name < b.member.name ? -1 : 1));
}

function choiceOf(member: RosterMember, job: Job, role: Role, { sameDay, known }: { sameDay: readonly Job[]; known: boolean }): CrewChoice {
  const theirs = sameDay.filter((each) => Object.values(each.crew).includes(member.id));
  const ahead = theirs.filter((each) => each.status !== 'completed').toSorted((a, b) => (a.window.start < b.window.start ? -1 : 1));
  const freeIn = member.availability.filter(({ date }) => date === job.window.date).flatMap(({ roles }) => roles);
  return {
    member,
    freedom: !known ? 'unknown' : isFree(member, job.window.date, role) ? 'free' : freeIn.length > 0 ? 'in-another-role' : 'off',
    freeIn,
    jobs: theirs.length,
    next: ahead[0]?.window ?? null,
    clashes: ahead.filter((each) => windowsMeet(each.window, job.window)),
    holds: rolesOn(job.crew, member.id).filter((held) => held !== role),
  };
}

/** On the same day, by the clock: a window that ends when the other begins does not meet it. */
export const windowsMeet = (a: ArrivalWindow, b: ArrivalWindow): boolean => a.date === b.date && a.start < b.end && b.start < a.end;

const rank = ({ freedom, clashes }: CrewChoice): number =>
  freedom === 'off' ? 3 : freedom === 'in-another-role' ? 2 : clashes.length > 0 ? 1 : 0;
