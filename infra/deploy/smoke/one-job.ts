// Owns the way of one job through a deployment: booked by a customer, tracked, seen and cancelled by the office, tracked again.
import { randomBytes, randomUUID } from 'node:crypto';
import { answerOf, expectEqual, expectMatch, isRecord, type Check, type Company, type Target } from './target.ts';

export type JobContext = Target & Company;

export const JOB_CHECKS: readonly Check<JobContext>[] = [['A job is booked, tracked, synced and cancelled', oneJob]];

async function oneJob(context: JobContext): Promise<void> {
  const booked = await book(context);
  expectEqual('status that the customer sees', await trackedStatus(context, booked.token), 'booking_confirmed');
  const office = await signIn(context);
  const device = randomUUID();
  const pulled = await sync(context, office, device, []);
  expectEqual('whether the office sees the job', JSON.stringify(pulled['jobs']).includes(booked.id) || pulled['snapshot'] === true, true);
  const mutation = cancelOf(booked.id);
  const answer = await sync(context, office, device, [mutation]);
  const results: unknown[] = Array.isArray(answer['results']) ? answer['results'] : [];
  const [result] = results;
  expectEqual('outcome of the cancel', isRecord(result) ? result['outcome'] : null, 'applied');
  expectEqual('status that the customer sees at last', await trackedStatus(context, booked.token), 'cancelled');
  await answerOf(context.origin, 'DELETE', '/api/session', undefined, { cookie: office.cookie });
  expectEqual(
    'status of a list after signing out',
    (await answerOf(context.origin, 'GET', '/api/jobs', undefined, { cookie: office.cookie })).status,
    401,
  );
}

export async function book({ origin, tenant }: JobContext): Promise<{ readonly id: string; readonly token: string }> {
  const page = await answerOf(origin, 'GET', `/api/tenants/${tenant}`);
  expectEqual(`status of company ${tenant}`, page.status, 200);
  const body = {
    tenant,
    ...choose(page.body),
    customer: { name: 'Smoke test', phone: '(617) 555-0100' },
    address: '1 Smoke Test Way',
    notes: 'Made by the smoke test, which cancels it.',
  };
  const booked = await answerOf(origin, 'POST', '/api/bookings', body, { 'idempotency-key': randomUUID() });
  expectEqual('status of a booking', booked.status, 201);
  const { job, trackingToken, trackingUrl } = booked.body;
  expectMatch('tracking link', String(trackingUrl), new RegExp(`^${origin.replaceAll('.', '\\.')}/track/#`));
  return { id: isRecord(job) ? String(job['id']) : '', token: String(trackingToken) };
}

/** The first service, and the last window that has a place left. */
function choose({ services, days }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [service] = Array.isArray(services) ? services.filter(isRecord) : [];
  const open = (Array.isArray(days) ? days.filter(isRecord) : []).flatMap(({ date, slots }) =>
    (Array.isArray(slots) ? slots.filter(isRecord) : []).filter((slot) => Number(slot['open']) > 0).map(({ slot }) => ({ date, slot })),
  );
  const window = open.at(-1);
  if (!service || !window) throw new Error('the company offers no service or has no open window');
  return { service: service['id'], window };
}

async function trackedStatus({ origin }: JobContext, token: string): Promise<unknown> {
  const answer = await answerOf(origin, 'GET', '/api/track', undefined, { 'x-tracking-token': token });
  expectEqual('status of tracking', answer.status, 200);
  return answer.body['status'];
}

interface SignedIn {
  readonly cookie: string;
  readonly member: string;
}

export async function signIn({ origin, tenant, login, password }: JobContext): Promise<SignedIn> {
  const answer = await answerOf(origin, 'POST', '/api/session', { tenant, login, password });
  expectEqual('status of signing in', answer.status, 200);
  const cookies = answer.headers.getSetCookie();
  for (const cookie of cookies)
    expectMatch('cookie of the session', cookie, /^__Host-\w+=[^;]+; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/);
  const { member } = answer.body;
  return { cookie: cookies.map((each) => each.split(';')[0]).join('; '), member: isRecord(member) ? String(member['id']) : '' };
}

export async function sync(
  { origin }: JobContext,
  { cookie, member }: SignedIn,
  device: string,
  mutations: readonly unknown[],
  cursor: unknown = null,
): Promise<Readonly<Record<string, unknown>>> {
  const body = {
    protocol: 1,
    device,
    author: member,
    sentAt: new Date().toISOString(),
    cursor,
    keptFrom: 1,
    queued: null,
    mutations,
  };
  const answer = await answerOf(origin, 'POST', '/api/sync', body, { cookie });
  expectEqual('status of an exchange', answer.status, 200);
  return answer.body;
}

const cancelOf = (job: string) => ({
  id: uuidv7(),
  seq: 1,
  schema: 1,
  job,
  type: 'cancel',
  args: { reason: 'Smoke test' },
  baseStatus: null,
  baseRev: null,
  tappedAt: new Date().toISOString(),
});

function uuidv7(): string {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
