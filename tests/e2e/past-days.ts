// Owns days gone by for the browser tests: jobs with their whole story, said to the API as a desk that was offline would say it.
import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright/test';
import { instantOf } from '#core/clock-time';
import { uuidv7 } from '#core/id';

export interface Told {
  readonly type: string;
  readonly args: object;
  /** "2025-03-04 10:18", the company's wall clock */
  readonly at: string;
}
export interface PastJob {
  readonly customer: string;
  readonly date: string;
  readonly slot: string;
  readonly driver?: string;
  readonly mate?: string;
  readonly notes?: string;
  /** after it was booked, the crew assigned, and it was made ready at 7:00 */
  readonly then: readonly Told[];
}

const ZONE = 'America/New_York';
const newId = (): string => uuidv7(Date.now(), randomBytes(16));
const iso = (at: string): string => new Date(instantOf(at.slice(0, 10), at.slice(11), ZONE)).toISOString();
export const moved = (to: string, at: string): Told => ({ type: 'set_status', args: { to }, at });
export const inVain = (reason: string, at: string): Told => ({ type: 'cannot_complete', args: { reason }, at });

/** On a page where a dispatcher is signed in. */
export async function bringAbout(page: Page, jobs: readonly PastJob[]): Promise<void> {
  const session = await page.evaluate(async () => (await (await fetch('/api/session')).json()) as { member: { id: string } });
  const crew = await page.evaluate(
    async () => (await (await fetch('/api/crew')).json()) as { members: readonly { id: string; name: string }[] },
  );
  const idOf = (name: string): string | undefined => crew.members.find((member) => member.name === name)?.id;
  const mutations = jobs.flatMap((job) => storyOf(job, idOf)).map((said, index) => ({ ...said, seq: index + 1 }));
  const device = newId();
  for (let first = 0; first < mutations.length; first += 150) {
    const envelope = {
      protocol: 1,
      device,
      author: session.member.id,
      sentAt: new Date().toISOString(),
      cursor: null,
      keptFrom: 1,
      queued: null,
      mutations: mutations.slice(first, first + 150),
    };
    const outcomes = await page.evaluate(send, JSON.stringify(envelope));
    if (outcomes.some((outcome) => outcome !== 'applied')) throw new Error(`Cannot bring about the past: ${outcomes.join()}`);
  }
}

function storyOf({ customer, date, slot, driver, mate, notes, then }: PastJob, idOf: (name: string) => string | undefined) {
  const job = newId();
  const booking = {
    customer: { name: customer, phone: '+1 617 555 0177' },
    address: '9 Past St, Boston',
    service: 'sofa',
    window: { date, slot },
    ...(notes && { notes }),
  };
  const told: Told[] = [
    { type: 'create_job', args: booking, at: `${date} 06:00` },
    ...(driver ? [{ type: 'assign', args: { role: 'driver', member: idOf(driver) }, at: `${date} 06:30` }] : []),
    ...(mate ? [{ type: 'assign', args: { role: 'first_mate', member: idOf(mate) }, at: `${date} 06:30` }] : []),
    moved('ready_for_pickup', `${date} 07:00`),
    ...then,
  ];
  return told.map(({ type, args, at }) => ({
    id: newId(),
    schema: 1,
    job,
    type,
    args,
    baseStatus: null,
    baseRev: null,
    tappedAt: iso(at),
  }));
}

/** Runs in the page. */
async function send(body: string): Promise<readonly string[]> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const headers = { 'content-type': 'application/json', 'x-amz-content-sha256': hash };
  const reply = await fetch('/api/sync', { method: 'POST', body, headers });
  const answer = (await reply.json()) as { results?: readonly { outcome: string }[]; detail?: string };
  return answer.results?.map(({ outcome }) => outcome) ?? [`${reply.status} ${answer.detail ?? ''}`];
}
