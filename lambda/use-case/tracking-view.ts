// Owns what a customer is told of their job now: the book's part, and what only the roster and the short-lived table know.
import { nearestOpen, openDays } from '#core/booking';
import { openAttempt } from '#core/customer-change';
import type { MemberId, TenantId } from '#core/id';
import { jobsOf } from '#core/job-book';
import type { ArrivalWindow, Job } from '#core/job';
import { trackingView, type TrackingView } from '#core/tracking';
import type { Ports } from '../port.ts';
import { lastContact } from './contact.ts';
import { lastPosition } from './position.ts';
import type { OpenedLink } from './tracking-link.ts';
import { readFreeDrivers } from './window-places.ts';

/** How many windows are offered after a visit in vain. */
const OFFERED = 3;

/** What the customer is told now. */
export async function viewOfLink(ports: Ports, link: OpenedLink): Promise<TrackingView> {
  const { job, company, book } = link;
  const offers = openAttempt(job) ? await openWindows(ports, link) : [];
  return trackingView(job, {
    company,
    nowMs: ports.now(),
    jobs: jobsOf(book),
    offers: () => offers,
    ...(await factsOf(ports, link)),
  });
}

/** The nearest open windows, counted from today. */
async function openWindows(ports: Ports, { company, book, id }: OpenedLink): Promise<readonly ArrivalWindow[]> {
  const drivers = await readFreeDrivers(ports, company);
  const others = Iterator.from(jobsOf(book)).filter((job) => job.id !== id);
  const days = openDays(company, others, ports.now(), drivers);
  return nearestOpen(days, days[0]?.date ?? '', OFFERED);
}

/** What only the roster and the short-lived table know; they are asked only while there is a crew to know of. */
async function factsOf(ports: Ports, { tenant, id, job, book }: OpenedLink) {
  const crew = [...new Set(Object.values(job.crew))];
  if (crew.length === 0 || job.status === 'cancelled') return { driverName: null, position: null, contactAt: null };
  const live = job.status === 'in_progress' || job.status === 'ready_for_pickup';
  const other = live ? otherUnderWay(job, jobsOf(book)) : null;
  const [names, position, elsewhere, contactAt] = await Promise.all([
    namesOf(ports, tenant),
    live ? lastPosition(ports, tenant, id) : null,
    other ? lastPosition(ports, tenant, other.id) : null,
    live ? newestContact(ports, tenant, crew) : null,
  ]);
  const mates = crew.filter((member) => member !== job.crew.driver);
  return {
    driverName: (job.crew.driver && names.get(job.crew.driver)) ?? null,
    mateNames: mates.flatMap((member) => names.get(member) ?? []),
    ...{ position, elsewhere, contactAt },
  };
}

/** The job that this one's driver is at. */
function otherUnderWay({ id, crew, window }: Job, jobs: Iterable<Job>): Job | null {
  const theirs = (each: Job): boolean => each.id !== id && each.status === 'in_progress' && each.window.date === window.date;
  return Iterator.from(jobs).find((each) => theirs(each) && crew.driver !== undefined && each.crew.driver === crew.driver) ?? null;
}

async function namesOf(ports: Ports, tenant: TenantId): Promise<ReadonlyMap<MemberId, string>> {
  return new Map((await ports.openRoster(tenant).members()).map(({ member }) => [member.id, member.name]));
}

async function newestContact(ports: Ports, tenant: TenantId, crew: readonly MemberId[]): Promise<string | null> {
  const times = await Promise.all(crew.map((member) => lastContact(ports, tenant, member)));
  return times.reduce((newest, at) => (at !== null && (newest === null || at > newest) ? at : newest), null);
}
