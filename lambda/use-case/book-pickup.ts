// Owns a customer's booking: one job for one idempotency key, however often the phone had to ask.
import * as v from 'valibot';
import { BOOKING_DAYS, bookingSchema, windowFor, type Booking } from '#core/booking';
import { addDays, localDateAt } from '#core/clock-time';
import { offeredServices, type Company } from '#core/company';
import { fileMutation, stampVersion } from '#core/file-mutation';
import { idSchema, uuidv7, type JobId } from '#core/id';
import { jobsOf, type JobBook } from '#core/job-book';
import type { ArrivalWindow, Job } from '#core/job';
import type { MutationOf } from '#core/mutation';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { uuidv5 } from '../deterministic-id.ts';
import { fieldsProblem } from '../door.ts';
import { IDEMPOTENCY_HEADER, readIdempotencyKey } from '../idempotency-key.ts';
import type { Change } from '../port.ts';
import { openRoute, type Incoming } from '../route.ts';
import type { Services } from '../services.ts';
import { bookingAnswer } from '../wire.ts';
import { findCompany } from './find-company.ts';
import { checkRoom } from './store-room.ts';
import { checkPlaces, readFreeDrivers, type PlacesAt } from './window-places.ts';

/** Bookings an hour; the contract promises at least 20 from one address and 300 for one company. */
const HOURLY = { address: 60, company: 600 } as const;

export const bookPickup = openRoute({
  method: 'POST',
  path: '/api/bookings',
  who: 'anyone',
  summary: 'Book a pickup',
  body: v.strictObject(bookingSchema.entries),
  requestHeaders: [IDEMPOTENCY_HEADER],
  answer: { status: 201, schema: bookingAnswer },
  problems: [
    'idempotency-key-missing',
    'idempotency-key-reused',
    'not-found',
    'window-full',
    'window-past',
    'window-closed',
    'window-too-soon',
    'too-many-requests',
    'store-full',
    'store-busy',
    'store-broken',
    'company-broken',
    'roster-broken',
    'store-unreachable',
  ],
  async handle({ services, incoming, body }) {
    const key = readIdempotencyKey(incoming.headers);
    if (!key.ok) return key;
    const company = await findCompany(services.ports, body.tenant, 'fresh');
    if (!company.ok) return company;
    const window = checkWindow(company.value, body, services.ports.now());
    if (!window.ok) return window;
    const limited = await checkLimits(services, incoming, body.tenant);
    if (!limited.ok) return limited;
    const at = { company: company.value, drivers: await readFreeDrivers(services.ports, company.value), nowMs: services.ports.now() };
    const job = await services.ports.openJobStore(body.tenant).change(decideBooking(services, body, key.value, window.value, at));
    return job.ok ? ok({ status: 201, body: receiptOf(services, body, job.value) }) : job;
  },
});

/** What can be said without looking at other jobs: the company has this service, and offers this window. */
function checkWindow(company: Company, { service, window: { date, slot } }: Booking, nowMs: number): Result<ArrivalWindow, Problem> {
  if (!offeredServices(company).some(({ id }) => id === service))
    return refuse(fieldsProblem([{ path: 'service', message: 'Choose a service' }]));
  const window = windowFor(company, { date, slot });
  if (!window) return refuse(fieldsProblem([{ path: 'window.slot', message: 'Choose a time' }]));
  if (date >= addDays(localDateAt(nowMs, company.timeZone), BOOKING_DAYS))
    return refuse(fieldsProblem([{ path: 'window.date', message: `Choose a day within the next ${BOOKING_DAYS} days` }]));
  return ok(window);
}

function decideBooking({ ports }: Services, booking: Booking, key: string, window: ArrivalWindow, at: PlacesAt) {
  const { company, nowMs } = at;
  const mutation = mutationOf(
    booking,
    uuidv5([company.slug, 'booking', key]),
    v.parse(idSchema.job, uuidv7(nowMs, ports.randomBytes(16))),
    nowMs,
  );
  return (book: JobBook, storedBytes: number): Result<Change<Job>, Problem> => {
    const before = Iterator.from(jobsOf(book)).find((job) => job.history[0]?.id === mutation.id);
    if (before)
      return sameBooking(before, mutation)
        ? ok({ book: null, answer: before })
        : refuse(problem('idempotency-key-reused', 'Use a new Idempotency-Key for a new booking.'));
    const places = checkPlaces(() => jobsOf(book), window, at);
    if (!places.ok) return places;
    const room = checkRoom(storedBytes);
    if (!room.ok) return room;
    const filed = fileMutation(book, mutation, contextOf(booking, company, nowMs));
    if (!filed.job) throw new Error(`Cannot book: create_job was ${filed.entry.outcome} ${filed.entry.code ?? ''}`);
    return ok({ book: stampVersion(book, filed.book), answer: filed.job });
  };
}

async function checkLimits({ ports }: Services, { address }: Incoming, tenant: string): Promise<Result<null, Problem>> {
  const hour = Math.floor(ports.now() / 3_600_000);
  const endsMs = (hour + 1) * 3_600_000;
  const [byAddress, byCompany] = await Promise.all([
    ports.shortLived.increment(`bookings ${hour} address ${address}`, endsMs),
    ports.shortLived.increment(`bookings ${hour} company ${tenant}`, endsMs),
  ]);
  if (byAddress <= HOURLY.address && byCompany <= HOURLY.company) return ok(null);
  return refuse(
    problem('too-many-requests', 'Many bookings came in this hour. Wait a little, or call the company.', {
      retryAfterSeconds: Math.ceil((endsMs - ports.now()) / 1000),
    }),
  );
}

function mutationOf(
  { tenant: _, ...args }: Booking,
  id: MutationOf<'create_job'>['id'],
  job: JobId,
  nowMs: number,
): MutationOf<'create_job'> {
  return { id, job, type: 'create_job', args, rawArgs: args, baseStatus: null, baseRev: null, tappedAt: new Date(nowMs).toISOString() };
}

const contextOf = ({ customer }: Booking, company: Company, nowMs: number) => ({
  actor: { kind: 'customer', name: customer.name, access: 'none', roles: [] } as const,
  company,
  device: null,
  seq: null,
  receivedAt: new Date(nowMs).toISOString(),
  skewMs: 0,
  memberExists: null,
});

/** The first entry keeps what was asked: the same key must ask the same again. */
const sameBooking = (job: Job, { rawArgs }: MutationOf<'create_job'>): boolean =>
  JSON.stringify(job.history[0]?.args) === JSON.stringify(rawArgs);

function receiptOf({ tracking, publicOrigin }: Services, { tenant }: Booking, job: Job) {
  const trackingToken = tracking.mint(tenant, job.id);
  return {
    job: { id: job.id, number: job.number, status: job.status, window: job.window },
    trackingToken,
    trackingUrl: `${publicOrigin}/track/#${trackingToken}`,
  };
}
