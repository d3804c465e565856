// Owns letting finished jobs go from the book into the archive: written there first, then taken out with a tombstone. A run that dies at any
// point has lost nothing, and the next one goes on.
import { archiveDayOf } from '#core/archive';
import { stampVersion } from '#core/file-mutation';
import { idSchema, type TenantId } from '#core/id';
import { jobsOf, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { isArchivable, letGo } from '#core/let-go';
import type { Problem } from '#core/problem';
import { ok, type Result } from '#core/result';
import * as v from 'valibot';
import type { Ports } from '../port.ts';

type Stores = Pick<Ports, 'openJobStore' | 'openArchive' | 'now'>;

/** In one commit: others save in between. */
const MOST_JOBS = 200;
/** In one run, which the next one follows in an hour. */
const MOST_COMMITS = 50;

/** Goes through all companies; one that is broken or does not answer keeps nobody else's jobs. */
export async function archiveAll(ports: Stores & Pick<Ports, 'companies' | 'log'>): Promise<void> {
  const count = { companies: 0, jobs: 0, failed: 0 };
  for (const slug of await ports.companies.list()) {
    const tenant = v.safeParse(idSchema.tenant, slug);
    if (!tenant.success) continue;
    const told = await archiveGuarded(ports, tenant.output);
    count.companies += 1;
    count.jobs += told.jobs;
    count.failed += told.code === null ? 0 : 1;
    if (told.code !== null) ports.log({ level: 'error', event: 'archive-failed', tenant: slug, code: told.code, jobs: told.jobs });
  }
  // An alarm looks at this line: it comes with each run, so that the figure falls again when all is well.
  ports.log({ level: 'info', event: 'jobs-archived', ...count });
}

async function archiveGuarded(ports: Stores, tenant: TenantId): Promise<Archived> {
  try {
    return await archiveCompany(ports, tenant);
  } catch (error) {
    // Only the kind: a message may quote what somebody typed.
    return { jobs: 0, code: error instanceof Error ? error.name : 'unknown' };
  }
}

/** How many jobs left the book; `code`: why others could not. */
export interface Archived {
  readonly jobs: number;
  readonly code: string | null;
}

export async function archiveCompany(ports: Stores, tenant: TenantId): Promise<Archived> {
  const stuck = new Map<string, string>();
  let jobs = 0;
  const told = (code?: string): Archived => ({ jobs, code: code ?? stuck.values().next().value ?? null });
  for (let commit = 0; commit < MOST_COMMITS; commit++) {
    const book = await ports.openJobStore(tenant).read();
    if (!book.ok) return told(book.error.code);
    const due = oldestDue(book.value, ports.now(), stuck);
    const laid = await layAll(ports, tenant, due, stuck);
    const gone = await takeOut(ports, tenant, laid);
    if (!gone.ok) return told(gone.error.code);
    jobs += gone.value;
    // What was touched between the two is left for the next run.
    if (due.length < MOST_JOBS || gone.value < laid.length) break;
  }
  return told();
}

/** Those that lie in the archive now. A day whose object cannot be written is noted with the reason. */
async function layAll(ports: Stores, tenant: TenantId, due: readonly Job[], stuck: Map<string, string>): Promise<readonly Job[]> {
  const laid: Job[] = [];
  for (const [day, ofDay] of Map.groupBy(due, ({ id }) => archiveDayOf(id))) {
    const there = await ports.openArchive(tenant).lay(day, ofDay);
    if (there.ok) laid.push(...ofDay);
    else stuck.set(day, there.error.code);
  }
  return laid;
}

/** @param stuck days whose object cannot be written now: their jobs stay, the others go */
const oldestDue = (book: JobBook, nowMs: number, stuck: ReadonlyMap<string, string>): readonly Job[] =>
  [...jobsOf(book)]
    .filter((job) => isArchivable(job, nowMs) && !stuck.has(archiveDayOf(job.id)))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, MOST_JOBS);

/** Takes out what lies in the archive now, and old tombstones with it. Answers how many went. */
function takeOut(ports: Stores, tenant: TenantId, laid: readonly Job[]): Promise<Result<number, Problem>> {
  const at = new Date(ports.now()).toISOString();
  return ports.openJobStore(tenant).change((book) => {
    const after = letGo(book, laid, at);
    return ok({ book: after === book ? null : stampVersion(book, after), answer: book.jobs.size - after.jobs.size });
  });
}
