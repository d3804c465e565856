// Owns what keeps machines from filling a company's days: a field that people never see, a form sent faster than one types, limits an hour.
import { LEAST_FORM_MS, type BookingRequest } from '#core/booking';
import type { TenantId } from '#core/id';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { fieldsProblem } from '../door.ts';
import { hourAt } from '../hour.ts';
import type { Incoming } from '../route.ts';
import type { Services } from '../services.ts';

/** An hour's tries of one address and bookings of one company; the contract promises at least 20 and 300. */
const HOURLY = { address: 60, company: 600 } as const;
const companyKey = (hour: number, tenant: TenantId): string => `bookings ${hour} company ${tenant}`;

export async function checkGuard(services: Services, incoming: Incoming, request: BookingRequest): Promise<Result<null, Problem>> {
  const hurried = checkSpeed(services, request);
  return hurried.ok ? checkLimits(services, incoming, request) : hurried;
}

/** A program that books by the API sends no stamp, and is held by the limits alone. */
function checkSpeed({ ports, opened }: Services, { tenant, opened: stamp }: BookingRequest): Result<null, Problem> {
  if (stamp === undefined) return ok(null);
  const openedMs = opened.read(tenant, stamp);
  if (openedMs === null) return refuse(fieldsProblem([{ path: 'opened', message: 'Open the form again: this stamp is not ours' }]));
  const waitMs = openedMs + LEAST_FORM_MS - ports.now();
  if (waitMs <= 0) return ok(null);
  return refuse(
    problem('too-fast', 'That was quicker than one can type. Look it over and send it again.', {
      retryAfterSeconds: Math.min(Math.ceil(waitMs / 1000), LEAST_FORM_MS / 1000),
    }),
  );
}

async function checkLimits(
  { ports }: Services,
  { address }: Incoming,
  { tenant, website }: BookingRequest,
): Promise<Result<null, Problem>> {
  const { hour, endsMs, leftSeconds } = hourAt(ports.now());
  const many = refuse(
    problem('too-many-requests', 'Many bookings came in this hour. Wait a little, or call the company.', {
      retryAfterSeconds: leftSeconds,
    }),
  );
  if (website) {
    // The answer of the limits: nothing tells the machine which field gave it away.
    ports.log({ level: 'info', event: 'booking-trapped', tenant });
    return many;
  }
  const [byAddress, ofCompany] = await Promise.all([
    ports.shortLived.increment(`bookings ${hour} address ${address}`, endsMs),
    ports.shortLived.get(companyKey(hour, tenant)),
  ]);
  return byAddress <= HOURLY.address && (ofCompany?.revision ?? 0) < HOURLY.company ? ok(null) : many;
}

/** Only a booking that was made counts for its company: nobody closes its page with requests that book nothing. */
export async function countBooking({ ports }: Services, tenant: TenantId): Promise<void> {
  const { hour, endsMs } = hourAt(ports.now());
  await ports.shortLived.increment(companyKey(hour, tenant), endsMs);
}
