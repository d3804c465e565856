// Owns what the office is told before and after it texts several customers: who cannot be texted and why, and what became of the last text.
import type { Company } from '#core/company';
import { quietUntil } from '#core/quiet-hours';
import type { JobId } from '#core/id';
import type { Job } from '#core/job';
import type { Problem } from '#core/problem';
import { ok, type Result } from '#core/result';
import type { DropReason } from '#core/text-truth';
import { showTexts } from '#core/text-view';
import { readWithArchived } from '../archived-jobs.ts';
import type { Answer, Signed } from '../route.ts';
import type { Services } from '../services.ts';
import { isFull, leftToday } from './caps.ts';
import { numbersOf } from './compose.ts';
import { fatesOf, openFates } from './fates.ts';

export async function askReach(services: Services, { tenant, company }: Signed, ids: readonly JobId[]): Promise<Result<Answer, Problem>> {
  const book = await readWithArchived(services.ports, tenant, () => ids);
  if (!book.ok) return book;
  const jobs = ids.flatMap((id) => book.value.jobs.get(id)?.job ?? []);
  const untilMs = quietUntil(company, services.ports.now());
  const body = {
    quietUntil: untilMs === null ? null : new Date(untilMs).toISOString(),
    leftToday: await leftToday(services.ports, company),
    jobs: await Promise.all(jobs.map((job) => reachOfJob(services, company, job))),
  };
  return ok({ status: 200, body });
}

async function reachOfJob(services: Services, company: Company, job: Job) {
  const [why, written] = await Promise.all([whyNot(services, company, job), lastWritten(services, company, job)]);
  return { id: job.id, why, written };
}

/** As far as it can be known before: the sender asks again. */
async function whyNot(services: Services, company: Company, job: Job): Promise<DropReason | null> {
  const numbers = await numbersOf(services, company, job);
  if (!numbers.ok) return numbers.error;
  return (await isFull(services.ports, company, numbers.value.to)) ? 'number-cap' : null;
}

async function lastWritten({ ports }: Services, company: Company, job: Job) {
  const last = job.texts?.findLast(({ kind }) => kind === 'message');
  if (!last) return null;
  const fates = openFates(ports.shortLived, company.slug, () => ports.now());
  const [shown] = showTexts(job, [last], company, ports.now(), await fatesOf(fates, [last]));
  return shown ?? null;
}
