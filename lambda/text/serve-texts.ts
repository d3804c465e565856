// Owns what the office is answered about a job's texts, and taking one that a person asks for. Only who asks pays for judging texts.
import { stampVersion } from '#core/file-mutation';
import type { JobId } from '#core/id';
import { withJob } from '#core/job-book';
import type { Job } from '#core/job';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { TextIntent } from '#core/text-kind';
import { changeWithArchived, readWithArchived } from '../archived-jobs.ts';
import type { Answer, Signed } from '../route.ts';
import type { Services } from '../services.ts';
import { noSuchJob } from '../use-case/read-job.ts';
import { readNear, textsWith } from './near.ts';
import { viewOfTexts } from './view-texts.ts';

/** `again`: `text` is the id of one that was not sent, or may not have been. */
export type Ask =
  { readonly id: string; readonly kind: 'link' } | { readonly id: string; readonly kind: 'message' | 'again'; readonly text: string };

export async function serveTexts(services: Services, { tenant, company }: Signed, id: JobId): Promise<Result<Answer, Problem>> {
  const book = await readWithArchived(services.ports, tenant, () => [id]);
  if (!book.ok) return book;
  const job = book.value.jobs.get(id)?.job;
  return job ? ok({ status: 200, body: await viewOfTexts(services, company, job) }) : noSuchJob();
}

export async function askForText(
  services: Services,
  { tenant, company, actor }: Signed,
  id: JobId,
  ask: Ask,
): Promise<Result<Answer, Problem>> {
  const near = ask.kind === 'again' ? await readNear(services.ports.shortLived, tenant, id) : null;
  const nowMs = services.ports.now();
  const saved = await changeWithArchived<Job>(
    services.ports,
    tenant,
    () => [id],
    (book) => {
      const job = book.jobs.get(id)?.job;
      if (!job) return noSuchJob();
      // Asked again after a lost answer: it is there.
      if (job.texts?.some((text) => text.id === ask.id)) return ok({ book: null, answer: job });
      const intent = intentFor(ask, textsWith(job, near), actor, nowMs);
      if (!intent) return refuse(problem('not-found', 'There is no such text.'));
      const next = { ...job, texts: [...(job.texts ?? []), intent] };
      return ok({ book: stampVersion(book, withJob(book, next)), answer: next });
    },
  );
  return saved.ok ? ok({ status: 200, body: await viewOfTexts(services, company, saved.value) }) : saved;
}

function intentFor(ask: Ask, texts: readonly TextIntent[], actor: Signed['actor'], nowMs: number): TextIntent | null {
  const mine = { id: ask.id, dueAt: new Date(nowMs).toISOString(), by: { id: actor.id, name: actor.name } };
  if (ask.kind === 'link') return { ...mine, kind: 'link' };
  if (ask.kind === 'message') return { ...mine, kind: 'message', text: ask.text };
  const before = texts.find(({ id }) => id === ask.text);
  if (!before) return null;
  const { kind, text } = before;
  return { ...mine, kind, ...(kind === 'link' ? {} : { cause: before.cause ?? before.id }), ...(text !== undefined && { text }) };
}
