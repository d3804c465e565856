// Owns when texts are looked at: after each commit of a company's jobs, and every minute, so that nothing is forgotten that a crash cut short.
import * as v from 'valibot';
import { idSchema, type JobId, type TenantId } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import type { DueRow } from '../port.ts';
import { dueKey } from './due-key.ts';
import { lookAtJob, type TextServices } from './look-at-job.ts';

/** Texts are let go a day after they were due: what is older needs no look to be shown as what it is. */
const LOOKED_AT_MS = 26 * 3_600_000;
const SEEN_KEPT_MS = 60 * 86_400_000;
const MOST_DUE = 100;
/** The sender is stopped after 50 s, wherever it is: well before, it takes no other job in hand. What is due stays due. */
const TAKES_MS = 40_000;
export const sweepEndMs = ({ ports }: TextServices): number => ports.now() + TAKES_MS;

const seenKey = (tenant: TenantId): string => `text-seen ${tenant}`;
const seenSchema = v.object({ epoch: v.number(), version: v.number() });

/** Looks at the jobs that changed since the last time. Each is set due before the mark moves on: a crash in between forgets none. */
export async function lookAtChanges(services: TextServices, tenant: TenantId, untilMs = sweepEndMs(services)): Promise<void> {
  const { ports } = services;
  const book = await ports.openJobStore(tenant).read();
  if (!book.ok) throw new Error(`Cannot look at texts: ${book.error.code}`);
  const seen = v.safeParse(seenSchema, (await ports.shortLived.get(seenKey(tenant)))?.value);
  const { epoch, version } = book.value;
  if (seen.success && seen.output.epoch === epoch && seen.output.version >= version) return;
  const since = seen.success && seen.output.epoch === epoch ? seen.output.version : 0;
  const marks: (readonly [JobId, number])[] = [];
  for (const { id } of changedJobs(book.value, since, ports.now())) marks.push([id, await ports.due.set(dueKey(tenant, id), ports.now())]);
  await ports.shortLived.put(seenKey(tenant), { epoch, version }, ports.now() + SEEN_KEPT_MS);
  for (const [id, revision] of marks) {
    if (ports.now() >= untilMs) return;
    await lookAndSettle(services, tenant, id, revision);
  }
}

const changedJobs = ({ jobs }: JobBook, since: number, nowMs: number): readonly Job[] =>
  [...jobs.values()]
    .filter(({ version, job }) => version > since && job.texts?.some(({ dueAt }) => nowMs - Date.parse(dueAt) < LOOKED_AT_MS))
    .map(({ job }) => job);

/** Every company's changes whose event got lost, then all that is due. */
export async function sweepTexts(services: TextServices): Promise<void> {
  const { ports } = services;
  const untilMs = sweepEndMs(services);
  for (const slug of await ports.companies.list()) {
    const tenant = v.safeParse(idSchema.tenant, slug);
    if (tenant.success) await guarded(services, tenant.output, () => lookAtChanges(services, tenant.output, untilMs));
  }
  const unsentSinceMs = await lookAtDue(services, untilMs);
  const waitedMs = unsentSinceMs === null ? 0 : Math.max(0, ports.now() - unsentSinceMs);
  // An alarm looks at this line: it comes with each sweep, so that the figure falls again when all has left.
  ports.log({ level: 'info', event: 'texts-swept', oldestUnsentSeconds: Math.round(waitedMs / 1000) });
}

interface DueJob {
  readonly tenant: TenantId;
  readonly id: JobId;
  readonly row: DueRow;
}

/** Since when the oldest text waits that could have left and has not. */
async function lookAtDue(services: TextServices, untilMs: number): Promise<number | null> {
  let oldestMs: number | null = null;
  /** Whether the next of this company is worth a look. */
  async function look({ tenant, id, row }: DueJob): Promise<boolean> {
    // Where it could not even be looked at, it has waited since it was due.
    let unsentMs: number | null = row.dueAtMs;
    const isOver = services.ports.now() >= untilMs;
    const went =
      isOver || (await guarded(services, tenant, async () => void (unsentMs = await lookAndSettle(services, tenant, id, row.revision))));
    if (unsentMs !== null) oldestMs = Math.min(oldestMs ?? unsentMs, unsentMs);
    return went;
  }
  const aside = new Map<TenantId, DueJob[]>();
  for await (const job of dueJobs(services, untilMs)) {
    const behind = aside.get(job.tenant);
    if (behind) behind.push(job);
    else if (!(await look(job))) aside.set(job.tenant, []);
  }
  // What stood behind a failure comes last, the companies in turns: it may be the whole company that fails, or one job of it.
  while (aside.size > 0)
    for (const [tenant, jobs] of aside) {
      let job = jobs.shift();
      while (job && (await look(job))) job = jobs.shift();
      if (!job) aside.delete(tenant);
    }
  return oldestMs;
}

/** All that is due, each once: a row that stays due does not keep those behind it. */
async function* dueJobs({ ports }: TextServices, untilMs: number): AsyncGenerator<DueJob> {
  const nowMs = ports.now();
  let page: readonly DueRow[] = [];
  do {
    page = await ports.due.due(nowMs, MOST_DUE, page.at(-1));
    for (const row of page) {
      const [, tenant, job] = row.key.split(' ');
      const [of, id] = [v.safeParse(idSchema.tenant, tenant), v.safeParse(idSchema.job, job)];
      if (of.success && id.success) yield { tenant: of.output, id: id.output, row };
    }
  } while (page.length === MOST_DUE && ports.now() < untilMs);
}

/** When somebody has set it due meanwhile it stays so: what they saw is looked at by their look, or by the next sweep. */
async function lookAndSettle(services: TextServices, tenant: TenantId, id: JobId, revision: number): Promise<number | null> {
  const { nextMs, unsentSinceMs } = await lookAtJob(services, tenant, id);
  await services.ports.due.settle(dueKey(tenant, id), revision, nextMs);
  return unsentSinceMs;
}

/** One job that cannot be looked at does not keep the others; it stays due. Answers whether it could. */
async function guarded({ ports }: TextServices, tenant: TenantId, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    // The message may quote a customer's words; where it happened never does.
    const frames = error instanceof Error ? (error.stack ?? '').split('\n').slice(1).slice(-6).join(' | ') : '';
    ports.log({ level: 'error', event: 'text-look-failed', tenant, name: error instanceof Error ? error.name : 'unknown', frames });
    return false;
  }
}
