// Owns one look at a job's texts: lets go of what is not true any more, sends the newest that is, and says when to look again.
//
//   intent → claimed → sent → delivered | failed        a crash after `claimed`: nobody knows, so it is shown and never sent by itself
//          ↘ dropped (why)                              held: no row; the next look judges it again
import type { Company } from '#core/company';
import { windowKey } from '#core/apply-fields';
import type { JobId, TenantId } from '#core/id';
import type { Job } from '#core/job';
import type { TextIntent } from '#core/text-kind';
import { quietUntil } from '#core/quiet-hours';
import { judgeTexts, type DropReason, type FateOf, type Judged, type TextVerdict } from '#core/text-truth';
import type { TextSender } from '../port.ts';
import type { Services } from '../services.ts';
import { bodyOf, isStillReach, reachOf, type Reach } from './compose.ts';
import { fatesOf, openFates, type Fates } from './fates.ts';
import { readNear, textsWith } from './near.ts';
import { countText, type Counted } from './caps.ts';
import { stopTexts } from './opt-out.ts';

export interface TextServices extends Services {
  readonly sender: TextSender;
}
/** Someone keeps changing the job: the next sweep goes on. */
const MOST_ROUNDS = 20;
const BUSY_MS = 30_000;

interface Scene {
  readonly company: Company;
  readonly job: Job;
  readonly texts: readonly TextIntent[];
  readonly fateOf: FateOf;
}

/** Times are milliseconds since 1970. */
export interface Look {
  /** when to look again; null when nothing waits */
  readonly nextMs: number | null;
  /** since when a text could have left that the provider has not taken yet; null when there is none */
  readonly unsentSinceMs: number | null;
}

/** @throws Error when a store cannot be read: then it stays due */
export async function lookAtJob(services: TextServices, tenant: TenantId, id: JobId): Promise<Look> {
  const fates = openFates(services.ports.shortLived, tenant, () => services.ports.now());
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const scene = await readScene(services, fates, tenant, id);
    if (!scene) return { nextMs: null, unsentSinceMs: null };
    const judged = judge(services, scene);
    for (const { intent, verdict } of judged) if (verdict.what === 'drop') await letGo(services, fates, scene, intent, verdict.why);
    const next = judged.find(({ verdict }) => verdict.what === 'send');
    if (!next) return { nextMs: nextLook(judged), unsentSinceMs: null };
    const busy = await leave(services, fates, scene, next.intent);
    if (busy) return { nextMs: services.ports.now() + BUSY_MS, unsentSinceMs: couldLeaveMs(scene, next.intent) };
  }
  return { nextMs: services.ports.now(), unsentSinceMs: null };
}

/** What came due in the quiet hours was not late until they ended. */
function couldLeaveMs({ company }: Scene, { dueAt }: TextIntent): number {
  const dueMs = Date.parse(dueAt);
  return quietUntil(company, dueMs) ?? dueMs;
}

async function readScene({ ports }: TextServices, fates: Fates, tenant: TenantId, id: JobId): Promise<Scene | null> {
  const company = await ports.companies.read(tenant, 'fresh');
  // A company that is being made has its jobs first: it stays due.
  if (!company) throw new Error('Cannot look at texts: the company is not there');
  if (company.disabled) return null;
  const near = await readNear(ports.shortLived, tenant, id);
  const first = await readJob(ports, tenant, id);
  if (!first) return null;
  const fateOf = await fatesOf(fates, textsWith(first, near));
  // The job comes last: what is decided next is decided on the newest that there is.
  const job = await readJob(ports, tenant, id);
  return job && { company, job, texts: textsWith(job, near), fateOf };
}

async function readJob(ports: TextServices['ports'], tenant: TenantId, id: JobId): Promise<Job | null> {
  const book = await ports.openJobStore(tenant).read();
  if (!book.ok) throw new Error(`Cannot look at texts: ${book.error.code}`);
  return book.value.jobs.get(id)?.job ?? null;
}

const judge = ({ ports }: TextServices, { job, texts, company, fateOf }: Scene): readonly Judged[] =>
  judgeTexts(job, texts, company, ports.now(), fateOf);

function nextLook(judged: readonly Judged[]): number | null {
  const times = judged.flatMap(({ verdict }) => (verdict.what === 'hold' ? [verdict.untilMs] : []));
  return times.length > 0 ? Math.min(...times) : null;
}

/** Whether the provider asked for patience; in any other case the text has been taken care of, or is judged anew. */
async function leave(services: TextServices, fates: Fates, scene: Scene, intent: TextIntent): Promise<boolean> {
  const { ports } = services;
  const reach = await reachOf(services, scene.company, scene.job);
  if (!reach.ok) return (await letGo(services, fates, scene, intent, reach.error), false);
  const claim = { state: 'claimed', at: new Date(ports.now()).toISOString(), window: windowKey(scene.job.window) } as const;
  // Only who gets the claim goes on.
  if (!(await fates.claim(intent.id, claim))) return false;
  const counted = await countText(ports, scene.company, reach.value.to);
  if (counted.cap) return (await settle(fates, intent.id, { ...claim, state: 'dropped', why: counted.cap }), false);
  return sendClaimed(services, fates, scene, intent, { reach: reach.value, counted });
}

interface Claimed {
  readonly reach: Reach;
  readonly counted: Counted;
}

async function sendClaimed(
  services: TextServices,
  fates: Fates,
  before: Scene,
  intent: TextIntent,
  { reach, counted }: Claimed,
): Promise<boolean> {
  const { ports } = services;
  const scene = await readScene(services, fates, before.company.slug, before.job.id);
  const verdict = scene && verdictNow(services, scene, intent);
  if (!scene || verdict?.what !== 'send' || !isStillReach(reach, scene.job)) return (await giveUp(fates, intent, counted), false);
  // From here to `send` nothing is awaited: what leaves is what was read last.
  const { company, job } = scene;
  const fate = { at: new Date(ports.now()).toISOString(), window: windowKey(job.window) };
  const text = {
    to: reach.to,
    from: reach.from,
    body: bodyOf(services, company, job, intent, reach.driver),
    tenant: company.slug,
    id: intent.id,
  };
  const log = { tenant: company.slug, job: job.id, text: intent.id, kind: intent.kind };
  const answer = await services.sender.send(text).catch((error: unknown) => {
    // It stays claimed: nobody knows. What was thrown may quote the number, so only its name is kept.
    ports.log({ level: 'error', event: 'text-unknown', ...log, name: error instanceof Error ? error.name : 'unknown' });
    return null;
  });
  if (answer === null) return false;
  if (answer.kind === 'busy') {
    ports.log({
      level: 'warn',
      event: 'text-not-taken',
      ...log,
      code: answer.code,
      action: 'It is tried again: see the limits and rights of texts.',
    });
    await giveUp(fates, intent, counted);
    return true;
  }
  if (answer.kind === 'refused') {
    ports.log({ level: 'warn', event: 'text-refused', ...log, code: answer.code });
    if (answer.why === 'opted-out') await stopTexts(ports.shortLived, reach.from, reach.to, ports.now());
    await settle(fates, intent.id, { ...fate, state: 'dropped', why: answer.why });
    return false;
  }
  ports.log({ level: 'info', event: 'text-sent', ...log, messageId: answer.messageId });
  await settle(fates, intent.id, { ...fate, state: 'sent', messageId: answer.messageId });
  return false;
}

/** The counts first: whoever takes it in hand next must not find its own former try among them. */
async function giveUp(fates: Fates, { id }: TextIntent, counted: Counted): Promise<void> {
  await counted.giveBack();
  await fates.release(id);
}

/** As if it had not been claimed. */
function verdictNow({ ports }: TextServices, { job, texts, company, fateOf }: Scene, { id }: TextIntent): TextVerdict | undefined {
  const others: FateOf = (each) => (each === id ? undefined : fateOf(each));
  return judgeTexts(job, texts, company, ports.now(), others).find(({ intent }) => intent.id === id)?.verdict;
}

/** The first word after a claim; where word of the delivery was quicker, that one stands. */
const settle = (fates: Fates, id: string, fate: Parameters<Fates['note']>[1]): Promise<boolean> => fates.note(id, fate, 1);

async function letGo(
  { ports }: TextServices,
  fates: Fates,
  { company, job }: Scene,
  { id, kind }: TextIntent,
  why: DropReason,
): Promise<void> {
  const fate = { state: 'dropped', at: new Date(ports.now()).toISOString(), why } as const;
  if (await fates.claim(id, fate))
    ports.log({ level: 'info', event: 'text-not-sent', tenant: company.slug, job: job.id, text: id, kind, why });
}
