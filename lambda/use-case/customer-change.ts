// Owns what customers do with their own pickup: another time, a cancel, a word on the visit; each once, however often the phone had to ask.
import * as v from 'valibot';
import { mayRate } from '#core/apply-rate';
import { BOOKING_DAYS, windowFor } from '#core/booking';
import { addDays, localDateAt } from '#core/clock-time';
import { mayChange, openAttempt } from '#core/customer-change';
import { fileMutation, stampVersion } from '#core/file-mutation';
import { jobsOf, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { LIMITS } from '#core/limits';
import { ARGS, type Mutation, windowRequest } from '#core/mutation';
import { problem, type Problem, type ProblemCode } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { longText } from '#core/text';
import { uuidv5 } from '../deterministic-id.ts';
import { fieldsProblem } from '../door.ts';
import { IDEMPOTENCY_HEADER, readIdempotencyKey } from '../idempotency-key.ts';
import type { Change, Ports } from '../port.ts';
import { openRoute, type Incoming } from '../route.ts';
import type { Services } from '../services.ts';
import { trackAnswer } from '../wire.ts';
import { viewOfLink } from './track-job.ts';
import { gone, jobOfLink, LINK_PROBLEMS, openLink, TOKEN_HEADER, type OpenedLink } from './tracking-link.ts';
import { checkPlaces, readFreeDrivers, type PlacesAt } from './window-places.ts';

/** Changes of one pickup in an hour: each of them stays in its history. */
const HOURLY = 30;

const SAME = {
  who: 'customer',
  requestHeaders: [TOKEN_HEADER, IDEMPOTENCY_HEADER],
  answer: { status: 200, schema: trackAnswer },
} as const;
const PROBLEMS = [
  ...LINK_PROBLEMS,
  ...(['idempotency-key-missing', 'idempotency-key-reused', 'too-many-requests', 'store-busy', 'roster-broken'] as const),
] as const satisfies readonly ProblemCode[];

export const reschedulePickup = openRoute({
  ...SAME,
  method: 'POST',
  path: '/api/track/reschedule',
  summary: 'The customer chooses another time',
  body: v.strictObject({ window: windowRequest }),
  problems: [...PROBLEMS, 'change-too-late', 'window-full', 'window-past', 'window-closed', 'window-too-soon'],
  async handle({ services, incoming, body }) {
    return change(services, incoming, { type: 'reschedule', args: body }, async ({ company }) => {
      const at = { company, drivers: await readFreeDrivers(services.ports, company), nowMs: services.ports.now() };
      return (job, book) => checkMove(job, book, body.window, at);
    });
  },
});

export const cancelPickup = openRoute({
  ...SAME,
  method: 'POST',
  path: '/api/track/cancel',
  summary: 'The customer calls the pickup off',
  body: v.strictObject({ reason: v.exactOptional(longText(LIMITS.ratingChars)) }),
  problems: [...PROBLEMS, 'change-too-late'],
  handle: ({ services, incoming, body }) =>
    change(services, incoming, { type: 'cancel', args: body }, ({ company }) => (job) => {
      if (job.status === 'cancelled') return ok('as it is');
      return mayChange(job, company, services.ports.now()) ? ok('go on') : tooLate(job);
    }),
});

export const ratePickup = openRoute({
  ...SAME,
  method: 'POST',
  path: '/api/track/rating',
  summary: 'The customer rates the visit; for a day they may change it',
  body: v.strictObject(ARGS.rate.entries),
  problems: [...PROBLEMS, 'rating-closed'],
  handle: ({ services, incoming, body }) =>
    change(services, incoming, { type: 'rate', args: body }, () => (job) => {
      if (mayRate(job, services.ports.now())) return ok('go on');
      const why = job.rating ? 'A rating can be changed for a day.' : 'A visit can be rated when the work is done.';
      return refuse(problem('rating-closed', why));
    }),
});

type Wish = { [Type in 'reschedule' | 'cancel' | 'rate']: Pick<Extract<Mutation, { type: Type }>, 'type' | 'args'> }[
  'reschedule' | 'cancel' | 'rate'];
/** Judged inside the compare-and-swap, on each newer book; `as it is`: there is nothing to change. */
type Check = (job: Job, book: JobBook) => Result<'go on' | 'as it is', Problem>;

async function change(services: Services, incoming: Incoming, wish: Wish, prepare: (link: OpenedLink) => Promise<Check> | Check) {
  const key = readIdempotencyKey(incoming.headers);
  if (!key.ok) return key;
  const link = await openLink(services, incoming, 'fresh');
  if (!link.ok) return link;
  const limited = await checkLimit(services.ports, link.value);
  if (!limited.ok) return limited;
  const check = await prepare(link.value);
  const changed = await services.ports.openJobStore(link.value.tenant).change(decide(services.ports, link.value, wish, key.value, check));
  return changed.ok ? ok({ status: 200 as const, body: await viewOfLink(services.ports, { ...link.value, ...changed.value }) }) : changed;
}

type Changed = Pick<OpenedLink, 'book' | 'job'>;

function decide({ now }: Ports, { id, company }: OpenedLink, wish: Wish, key: string, check: Check) {
  const at = new Date(now()).toISOString();
  // The type and its arguments come from one wish, so the pair is right.
  const mutation = {
    ...wish,
    ...{ id: uuidv5([company.slug, 'customer', id, key]), job: id, rawArgs: wish.args, baseStatus: null, baseRev: null, tappedAt: at },
  } as Mutation;
  return (book: JobBook): Result<Change<Changed>, Problem> => {
    const job = jobOfLink(book, id, now());
    if (!job) return gone();
    const known = job.history.find((entry) => entry.id === mutation.id);
    if (known && (known.type !== wish.type || JSON.stringify(known.args ?? {}) !== JSON.stringify(wish.args)))
      return refuse(problem('idempotency-key-reused', 'Use a new Idempotency-Key for another change.'));
    const checked = known ? ok('as it is') : check(job, book);
    if (!checked.ok) return checked;
    if (checked.value === 'as it is') return ok({ book: null, answer: { book, job } });
    const actor = { kind: 'customer', name: job.customer.name, access: 'none', roles: [] } as const;
    const filed = fileMutation(book, mutation, { actor, company, device: null, seq: null, receivedAt: at, skewMs: 0, memberExists: null });
    if (!filed.job || filed.entry.outcome !== 'applied')
      throw new Error(`Cannot change: ${wish.type} was ${filed.entry.outcome} ${filed.entry.code ?? ''}`);
    return ok({ book: stampVersion(book, filed.book), answer: { book: filed.book, job: filed.job } });
  };
}

function checkMove(job: Job, book: JobBook, wanted: { date: string; slot: string }, at: PlacesAt): ReturnType<Check> {
  const { company, nowMs } = at;
  if (!mayChange(job, company, nowMs)) return tooLate(job);
  const window = windowFor(company, wanted);
  if (!window) return refuse(fieldsProblem([{ path: 'window.slot', message: 'Choose a time' }]));
  if (wanted.date >= addDays(localDateAt(nowMs, company.timeZone), BOOKING_DAYS))
    return refuse(fieldsProblem([{ path: 'window.date', message: `Choose a day within the next ${BOOKING_DAYS} days` }]));
  const same = job.window.date === wanted.date && job.window.slot === wanted.slot;
  if (same && !openAttempt(job)) return ok('as it is');
  const places = checkPlaces(() => Iterator.from(jobsOf(book)).filter((each) => each.id !== job.id), window, at);
  return places.ok ? ok('go on') : places;
}

const tooLate = (job: Job): Result<never, Problem> =>
  refuse(
    problem(
      'change-too-late',
      job.status === 'in_progress'
        ? 'The crew has begun. Call the company.'
        : job.status === 'completed' || job.status === 'cancelled'
          ? 'This pickup is over. Call the company.'
          : 'It is too near to change it here. Call the company.',
    ),
  );

async function checkLimit({ shortLived, now }: Ports, { tenant, id }: OpenedLink): Promise<Result<null, Problem>> {
  const hour = Math.floor(now() / 3_600_000);
  const endsMs = (hour + 1) * 3_600_000;
  if ((await shortLived.increment(`changes ${hour} ${tenant} ${id}`, endsMs)) <= HOURLY) return ok(null);
  const words = 'This pickup was changed many times in this hour. Wait a little, or call the company.';
  return refuse(problem('too-many-requests', words, { retryAfterSeconds: Math.ceil((endsMs - now()) / 1000) }));
}
