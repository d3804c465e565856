// Owns carrying out what a customer asked of their pickup: judged on the newest book, each once, however often the phone had to ask.
import { mayRate } from '#core/apply-rate';
import type { Company } from '#core/company';
import { mayChange, openAttempt } from '#core/customer-change';
import { contextWithoutDevice, customerActor, fileMutation, stampVersion } from '#core/file-mutation';
import { jobsOf, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import type { Mutation } from '#core/mutation';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { isOver } from '#core/status-flow';
import { changeWithArchived } from '../archived-jobs.ts';
import { uuidv5 } from '../deterministic-id.ts';
import { hourAt } from '../hour.ts';
import { readIdempotencyKey } from '../idempotency-key.ts';
import type { Change, Ports } from '../port.ts';
import type { Incoming } from '../route.ts';
import type { Services } from '../services.ts';
import { gone, jobOfLink, openLink, type OpenedLink } from './tracking-link.ts';
import { viewOfLink } from './tracking-view.ts';
import { checkPlaces, namedWindow, readFreeDrivers, type PlacesAt } from './window-places.ts';

/** Changes of one pickup in an hour: each of them stays in its history. */
const HOURLY = 30;

export const changePickup = (services: Services, incoming: Incoming, wish: Wish) =>
  change(services, incoming, wish, (link) => checkFor(services.ports, link, wish));

async function checkFor(ports: Ports, { company }: OpenedLink, wish: Wish): Promise<Check> {
  if (wish.type === 'rate') return (job) => checkRating(job, ports.now());
  if (wish.type === 'cancel') return (job) => checkCancel(job, company, ports.now());
  const at = { company, drivers: await readFreeDrivers(ports, company), nowMs: ports.now() };
  return (job, book) => checkMove(job, book, wish.args.window, at);
}

export type Wish = { [Type in 'reschedule' | 'cancel' | 'rate']: Pick<Extract<Mutation, { type: Type }>, 'type' | 'args'> }[
  'reschedule' | 'cancel' | 'rate'];
/** Judged inside the compare-and-swap, on each newer book; `as it is`: there is nothing to change. */
type Check = (job: Job, book: JobBook) => Result<'go on' | 'as it is', Problem>;

async function change(services: Services, incoming: Incoming, wish: Wish, prepare: (link: OpenedLink) => Promise<Check>) {
  const key = readIdempotencyKey(incoming.headers);
  if (!key.ok) return key;
  const link = await openLink(services, incoming, 'fresh');
  if (!link.ok) return link;
  const limited = await checkLimit(services.ports, link.value);
  if (!limited.ok) return limited;
  const check = await prepare(link.value);
  const { tenant, id } = link.value;
  const changed = await changeWithArchived(services.ports, tenant, () => [id], decide(services.ports, link.value, wish, key.value, check));
  return changed.ok ? ok({ status: 200 as const, body: await viewOfLink(services.ports, { ...link.value, ...changed.value }) }) : changed;
}

type Changed = Pick<OpenedLink, 'book' | 'job'>;

function decide({ now }: Ports, { id, company }: OpenedLink, wish: Wish, key: string, check: Check) {
  const nowMs = now();
  const at = new Date(nowMs).toISOString();
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
    const filed = fileMutation(book, mutation, contextWithoutDevice(customerActor(job.customer), company, nowMs));
    if (!filed.job || filed.entry.outcome !== 'applied')
      throw new Error(`Cannot change: ${wish.type} was ${filed.entry.outcome} ${filed.entry.code ?? ''}`);
    return ok({ book: stampVersion(book, filed.book), answer: { book: filed.book, job: filed.job } });
  };
}

function checkCancel(job: Job, company: Company, nowMs: number): ReturnType<Check> {
  if (job.status === 'cancelled') return ok('as it is');
  return mayChange(job, company, nowMs) ? ok('go on') : tooLate(job);
}

function checkRating(job: Job, nowMs: number): ReturnType<Check> {
  if (mayRate(job, nowMs)) return ok('go on');
  const why = job.rating ? 'A rating can be changed for a day.' : 'A visit can be rated when the work is done.';
  return refuse(problem('rating-closed', why));
}

function checkMove(job: Job, book: JobBook, wanted: { date: string; slot: string }, at: PlacesAt): ReturnType<Check> {
  const { company, nowMs } = at;
  if (!mayChange(job, company, nowMs)) return tooLate(job);
  const window = namedWindow(company, wanted, nowMs);
  if (!window.ok) return window;
  const same = job.window.date === wanted.date && job.window.slot === wanted.slot;
  if (same && !openAttempt(job)) return ok('as it is');
  const places = checkPlaces(() => Iterator.from(jobsOf(book)).filter((each) => each.id !== job.id), window.value, at);
  return places.ok ? ok('go on') : places;
}

const tooLate = (job: Job): Result<never, Problem> =>
  refuse(
    problem(
      'change-too-late',
      job.status === 'in_progress'
        ? 'The crew has begun. Call the company.'
        : isOver(job.status)
          ? 'This pickup is over. Call the company.'
          : 'It is too near to change it here. Call the company.',
    ),
  );

async function checkLimit({ shortLived, now }: Ports, { tenant, id }: OpenedLink): Promise<Result<null, Problem>> {
  const { hour, endsMs, leftSeconds } = hourAt(now());
  if ((await shortLived.increment(`changes ${hour} ${tenant} ${id}`, endsMs)) <= HOURLY) return ok(null);
  const words = 'This pickup was changed many times in this hour. Wait a little, or call the company.';
  return refuse(problem('too-many-requests', words, { retryAfterSeconds: leftSeconds }));
}
