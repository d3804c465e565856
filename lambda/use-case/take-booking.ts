// Owns a customer's booking: one job for one idempotency key, however often the phone had to ask.
import * as v from 'valibot';
import type { Booking, BookingRequest } from '#core/booking';
import { offeredServices, type Company } from '#core/company';
import { contextWithoutDevice, customerActor, fileMutation, stampVersion } from '#core/file-mutation';
import { idSchema, uuidv7, type JobId } from '#core/id';
import { jobsOf, type JobBook } from '#core/job-book';
import type { ArrivalWindow, Job } from '#core/job';
import type { MutationOf } from '#core/mutation';
import { problem, type Problem } from '#core/problem';
import { samePhone, sameDoorSameDay } from '#core/repeat-customer';
import { ok, refuse, type Result } from '#core/result';
import { changeWithArchived, readWithArchived } from '../archived-jobs.ts';
import { trackingUrl } from '../auth/tracking-token.ts';
import { uuidv5 } from '../deterministic-id.ts';
import { fieldsProblem } from '../door.ts';
import { readIdempotencyKey } from '../idempotency-key.ts';
import { readPhone } from '../phone.ts';
import type { Change } from '../port.ts';
import type { Answer, Incoming } from '../route.ts';
import type { Services } from '../services.ts';
import { checkGuard, countBooking } from './booking-guard.ts';
import { findCompany } from './find-company.ts';
import { checkRoom } from './store-room.ts';
import { checkPlaces, namedWindow, readFreeDrivers, type PlacesAt } from './window-places.ts';

export async function takeBooking(services: Services, incoming: Incoming, body: BookingRequest): Promise<Result<Answer, Problem>> {
  const key = readIdempotencyKey(incoming.headers);
  if (!key.ok) return key;
  const company = await findCompany(services.ports, body.tenant, 'fresh');
  if (!company.ok) return company;
  const asked = askedFor(services, company.value, body, key.value);
  const window = await checkRequest(services, incoming, company.value, body);
  const job = window.ok ? await book(services, asked, company.value, window.value) : await bookedBefore(services, asked, window.error);
  // A repeat is answered with the job of its first time.
  if (job.ok && job.value.id === asked.mutation.job) await countBooking(services, company.value.slug);
  return job.ok ? ok({ status: 201, body: receiptOf(services, body, job.value) }) : job;
}

/** A booking as it is to be filed. */
interface Asked {
  readonly booking: Booking;
  readonly mutation: MutationOf<'create_job'>;
  /** whether to refuse what this customer has booked already */
  readonly asksFirst: boolean;
}

/** What can be said without looking at other jobs: this company does such work, at such times, for somebody who can be called back. */
async function checkRequest(
  services: Services,
  incoming: Incoming,
  company: Company,
  request: BookingRequest,
): Promise<Result<ArrivalWindow, Problem>> {
  const { service, customer } = request;
  if (!offeredServices(company).some(({ id }) => id === service))
    return refuse(fieldsProblem([{ path: 'service', message: 'Choose a service' }]));
  const window = namedWindow(company, request.window, services.ports.now());
  if (!window.ok) return window;
  const phone = await readPhone(customer.phone, company.country);
  if (!phone.ok) return refuse(fieldsProblem([{ path: 'customer.phone', message: phone.error }]));
  const guarded = await checkGuard(services, incoming, request);
  return guarded.ok ? window : guarded;
}

async function book({ ports }: Services, asked: Asked, company: Company, window: ArrivalWindow): Promise<Result<Job, Problem>> {
  const at = { company, drivers: await readFreeDrivers(ports, company), nowMs: ports.now() };
  return changeWithArchived(ports, company.slug, madeBy(asked), (jobs, storedBytes) => decide(jobs, storedBytes, asked, window, at));
}

/** What was booked under this key before is answered, whatever stands in the way of a new booking now. */
async function bookedBefore({ ports }: Services, asked: Asked, refusal: Problem): Promise<Result<Job, Problem>> {
  const book = await readWithArchived(ports, asked.booking.tenant, madeBy(asked));
  return (book.ok ? repeatOf(book.value, asked) : null) ?? refuse(refusal);
}

function decide(
  book: JobBook,
  storedBytes: number | null,
  asked: Asked,
  window: ArrivalWindow,
  at: PlacesAt,
): Result<Change<Job>, Problem> {
  const before = repeatOf(book, asked);
  if (before) return before.ok ? ok({ book: null, answer: before.value }) : before;
  const twins = sameDoorSameDay([...jobsOf(book)], asked.booking.address, window.date);
  const free = checkPlaces(() => jobsOf(book), window, at);
  if (!free.ok) return free;
  const own = asked.asksFirst ? twins.find(({ customer }) => samePhone(customer.phone, asked.booking.customer.phone)) : undefined;
  // The number and no more: whoever knows phone, address and day must not learn when somebody is at home.
  if (own)
    return refuse(problem('booked-already', 'You have booked this address for this day already.', { extra: { number: own.number } }));
  const room = checkRoom(storedBytes);
  if (!room.ok) return room;
  const filed = fileMutation(book, asked.mutation, {
    ...contextWithoutDevice(customerActor(asked.booking.customer), at.company, at.nowMs),
    flags: twins.length > 0 ? ['booked-twice'] : [],
  });
  if (!filed.job) throw new Error(`Cannot book: create_job was ${filed.entry.outcome} ${filed.entry.code ?? ''}`);
  return ok({ book: stampVersion(book, filed.book), answer: filed.job });
}

/** Its job where it has left the book; tombstones know it for 30 days. */
const madeBy =
  ({ mutation }: Asked) =>
  ({ removed }: JobBook) =>
    removed.filter(({ made }) => made === mutation.id).map(({ id }) => id);

/** The job that this very key made; null when it is new. The first entry keeps what was asked: the same key must ask the same again. */
function repeatOf(book: JobBook, { mutation }: Asked): Result<Job, Problem> | null {
  const job = Iterator.from(jobsOf(book)).find(({ history }) => history[0]?.id === mutation.id);
  if (!job) return null;
  return JSON.stringify(job.history[0]?.args) === JSON.stringify(mutation.rawArgs)
    ? ok(job)
    : refuse(problem('idempotency-key-reused', 'Use a new Idempotency-Key for a new booking.'));
}

function askedFor({ ports }: Services, company: Company, request: BookingRequest, key: string): Asked {
  const { ifBooked = 'book', opened: _, website: __, ...booking } = request;
  const nowMs = ports.now();
  const job = v.parse(idSchema.job, uuidv7(nowMs, ports.randomBytes(16)));
  return { booking, mutation: mutationOf(booking, uuidv5([company.slug, 'booking', key]), job, nowMs), asksFirst: ifBooked === 'ask' };
}

function mutationOf(
  { tenant: _, ...args }: Booking,
  id: MutationOf<'create_job'>['id'],
  job: JobId,
  nowMs: number,
): MutationOf<'create_job'> {
  return { id, job, type: 'create_job', args, rawArgs: args, baseStatus: null, baseRev: null, tappedAt: new Date(nowMs).toISOString() };
}

function receiptOf({ tracking, publicOrigin }: Services, { tenant }: Booking, job: Job) {
  const trackingToken = tracking.mint(tenant, job.id);
  return {
    job: { id: job.id, number: job.number, status: job.status, window: job.window },
    trackingToken,
    trackingUrl: trackingUrl(publicOrigin, trackingToken),
  };
}
