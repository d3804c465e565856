// Owns the customer's view of their job, opened by the token in a header.
import { createHash } from 'node:crypto';
import type { JobId, MemberId, TenantId } from '#core/id';
import type { Job } from '#core/job';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import { isOver } from '#core/status-flow';
import { trackingView } from '#core/tracking';
import { openRoute } from '../route.ts';
import type { Ports } from '../port.ts';
import { trackAnswer } from '../wire.ts';
import { lastContact } from './contact.ts';
import { findCompany } from './find-company.ts';
import { lastPosition } from './position.ts';

/** A link works until this long after the job ended. */
const LINK_MS = 30 * 24 * 3_600_000;

export const trackJob = openRoute({
  method: 'GET',
  path: '/api/track',
  who: 'customer',
  summary: 'What a customer may see of their job',
  requestHeaders: [{ name: 'X-Tracking-Token', required: true, description: 'The token of the tracking link' }],
  answer: { status: 200, schema: trackAnswer },
  problems: ['not-found', 'store-broken', 'company-broken', 'roster-broken', 'store-unreachable'],
  async handle({ services: { ports, tracking }, incoming }) {
    // Wrong, revoked and over all look the same from outside.
    const gone = refuse(problem('not-found', 'This link does not work, or not any more. Call the company that you booked with.'));
    const opened = tracking.read(incoming.headers.get('x-tracking-token') ?? '');
    if (!opened) return gone;
    const [company, book] = await Promise.all([findCompany(ports, opened.tenant), ports.openJobStore(opened.tenant).read()]);
    if (!book.ok) return book;
    const job = book.value.jobs.get(opened.job)?.job;
    if (!company.ok || !job || linkEnded(job, ports.now())) return gone;
    const view = trackingView(job, {
      company: company.value,
      nowMs: ports.now(),
      ...(await factsOf(ports, opened.tenant, opened.job, job)),
    });
    return ok({ status: 200, body: view, etag: createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 22) });
  },
});

function linkEnded(job: Job, nowMs: number): boolean {
  const ended = isOver(job.status) ? job.history.findLast((entry) => entry.to === job.status) : undefined;
  return ended !== undefined && nowMs - Date.parse(ended.receivedAt) > LINK_MS;
}

/** What only the roster and the short-lived table know; they are asked only while there is a crew to know of. */
async function factsOf(ports: Ports, tenant: TenantId, id: JobId, job: Job) {
  const crew = [...new Set(Object.values(job.crew))];
  if (crew.length === 0 || job.status === 'cancelled') return { driverName: null, position: null, contactAt: null };
  const live = job.status === 'in_progress' || job.status === 'ready_for_pickup';
  const [driverName, position, contactAt] = await Promise.all([
    nameOf(ports, tenant, job.crew.driver),
    live ? lastPosition(ports, tenant, id) : null,
    live ? newestContact(ports, tenant, crew) : null,
  ]);
  return { driverName, position, contactAt };
}

async function nameOf(ports: Ports, tenant: TenantId, id: MemberId | undefined): Promise<string | null> {
  if (!id) return null;
  return (await ports.openRoster(tenant).members()).find(({ member }) => member.id === id)?.member.name ?? null;
}

async function newestContact(ports: Ports, tenant: TenantId, crew: readonly MemberId[]): Promise<string | null> {
  const times = await Promise.all(crew.map((member) => lastContact(ports, tenant, member)));
  return times.reduce((newest, at) => (at !== null && (newest === null || at > newest) ? at : newest), null);
}
