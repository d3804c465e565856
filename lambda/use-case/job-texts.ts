// Owns the office's view of a job's texts: each with what became of it, and sending one by hand.
import * as v from 'valibot';
import type { Company } from '#core/company';
import { uuid } from '#core/id';
import { withJob } from '#core/job-book';
import type { Actor, Job } from '#core/job';
import type { MemberId } from '#core/id';
import { stampVersion } from '#core/file-mutation';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import { longText } from '#core/text';
import { isHandKind, type TextIntent } from '#core/text-kind';
import { changeWithArchived, readWithArchived } from '../archived-jobs.ts';
import { staffRoute } from '../route.ts';
import type { Services } from '../services.ts';
import { readNear, textsWith } from '../text/near.ts';
import { jobTextsAnswer } from '../wire.ts';
import { jobParams, noSuchJob } from './read-job.ts';

/** About four messages on the air. */
const MOST_CHARS = 600;
const askSchema = v.variant('kind', [
  v.strictObject({ id: uuid, kind: v.literal('link') }),
  v.strictObject({ id: uuid, kind: v.literal('message'), text: longText(MOST_CHARS) }),
  /** one that was not sent, or may not have been */
  v.strictObject({ id: uuid, kind: v.literal('again'), text: v.pipe(v.string(), v.maxLength(60)) }),
]);
type Ask = v.InferOutput<typeof askSchema>;

export const listTexts = staffRoute({
  method: 'GET',
  path: '/api/jobs/:id/texts',
  who: 'office',
  summary: "The texts to a job's customer, and what became of each",
  params: jobParams,
  answer: { status: 200, schema: jobTextsAnswer },
  problems: ['store-broken'],
  async handle({ services, params }, { tenant, company }) {
    const book = await readWithArchived(services.ports, tenant, () => [params.id]);
    if (!book.ok) return book;
    const job = book.value.jobs.get(params.id)?.job;
    return job ? ok({ status: 200, body: await view(services, company, job) }) : noSuchJob();
  },
});

export const sendText = staffRoute({
  method: 'POST',
  path: '/api/jobs/:id/texts',
  who: 'office',
  summary: 'Text the customer by hand: the link, some words, or one again that did not arrive',
  params: jobParams,
  body: askSchema,
  answer: { status: 200, schema: jobTextsAnswer },
  problems: ['store-broken', 'store-busy'],
  async handle({ services, params, body }, { tenant, company, actor }) {
    const near = body.kind === 'again' ? await readNear(services.ports.shortLived, tenant, params.id) : null;
    const nowMs = services.ports.now();
    const saved = await changeWithArchived<Job>(
      services.ports,
      tenant,
      () => [params.id],
      (book) => {
        const job = book.jobs.get(params.id)?.job;
        if (!job) return noSuchJob();
        // Asked again after a lost answer: it is there.
        if (job.texts?.some(({ id }) => id === body.id)) return ok({ book: null, answer: job });
        const intent = intentFor(body, textsWith(job, near), actor, nowMs);
        if (!intent) return refuse(problem('not-found', 'There is no such text.'));
        const next = { ...job, texts: [...(job.texts ?? []), intent] };
        return ok({ book: stampVersion(book, withJob(book, next)), answer: next });
      },
    );
    return saved.ok ? ok({ status: 200, body: await view(services, company, saved.value) }) : saved;
  },
});

function intentFor(ask: Ask, texts: readonly TextIntent[], actor: Actor & { readonly id: MemberId }, nowMs: number): TextIntent | null {
  const mine = { id: ask.id, dueAt: new Date(nowMs).toISOString(), by: { id: actor.id, name: actor.name } };
  if (ask.kind === 'link') return { ...mine, kind: 'link' };
  if (ask.kind === 'message') return { ...mine, kind: 'message', text: ask.text };
  const before = texts.find(({ id }) => id === ask.text);
  if (!before) return null;
  const { kind, text } = before;
  return { ...mine, kind, ...(isHandKind(kind) ? {} : { cause: before.cause ?? before.id }), ...(text !== undefined && { text }) };
}

/** Only these routes pay for judging texts and reading numbers. */
const view = async (services: Services, company: Company, job: Job): Promise<unknown> =>
  (await import('../text/view-texts.ts')).viewOfTexts(services, company, job);
