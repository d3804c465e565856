// Owns the office's calls about a job's texts: what became of each, and sending one by hand. Parsed at the door.
import * as v from 'valibot';
import type { JobId } from '#core/id';
import { refuse, ok, type Result } from '#core/result';
import { HAND_KINDS, TEXT_KINDS } from '#core/text-kind';
import type { ShownText } from '#core/text-view';
import type { ApiFailure, ApiRequest, apiFetch } from './api-fetch.ts';

export interface JobTexts {
  readonly texts: readonly ShownText[];
  /** the customer has answered STOP */
  readonly stopped: boolean;
  /** null: no number is set up, so none leave */
  readonly from: string | null;
  readonly imported: boolean;
}
/** `id` is made by who asks, the same when it is asked again: a lost answer sends nothing twice. */
export type TextAsk =
  { readonly id: string; readonly kind: 'link' } | { readonly id: string; readonly kind: 'message' | 'again'; readonly text: string };

/** Of some jobs: whether their customers can be texted, and what became of the last message to each. */
export interface TextReach {
  /** when the quiet hours that run now end, ISO UTC */
  readonly quietUntil: string | null;
  /** texts that may still leave today, for all customers together */
  readonly leftToday: number;
  readonly jobs: readonly JobReach[];
}
export interface JobReach {
  readonly id: string;
  /** why no text can go there; null: nothing is known against it */
  readonly why: string | null;
  readonly written: ShownText | null;
}

export interface TextApi {
  list(job: JobId): Promise<Result<JobTexts, ApiFailure>>;
  send(job: JobId, ask: TextAsk): Promise<Result<JobTexts, ApiFailure>>;
  reach(jobs: readonly JobId[]): Promise<Result<TextReach, ApiFailure>>;
}

const CALL_TIMEOUT_MS = 20_000;
const textSchema = v.looseObject({
  id: v.string(),
  kind: v.picklist([...TEXT_KINDS, ...HAND_KINDS]),
  state: v.picklist(['waiting', 'sending', 'unknown', 'sent', 'delivered', 'failed', 'not-sent', 'forgotten']),
  at: v.string(),
  why: v.exactOptional(v.string()),
  until: v.exactOptional(v.string()),
  by: v.exactOptional(v.string()),
  text: v.exactOptional(v.string()),
  writtenAt: v.exactOptional(v.string()),
});
const answerSchema = v.looseObject({
  texts: v.array(textSchema),
  stopped: v.boolean(),
  from: v.nullable(v.string()),
  imported: v.boolean(),
});
const reachSchema = v.looseObject({
  quietUntil: v.nullable(v.string()),
  leftToday: v.number(),
  jobs: v.array(v.looseObject({ id: v.string(), why: v.nullable(v.string()), written: v.nullable(textSchema) })),
});
/** The office answers so many at once. */
const MOST_ASKED = 100;

export function createTextApi(fetchApi: typeof apiFetch): TextApi {
  async function call(job: JobId, request: ApiRequest): Promise<Result<JobTexts, ApiFailure>> {
    const answer = await fetchApi(`/api/jobs/${job}/texts`, { ...request, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    if (!answer.ok) return answer;
    const parsed = v.safeParse(answerSchema, answer.value.body);
    // A newer server may know reasons that this page does not: its words fall back to "not sent".
    return parsed.success ? ok(parsed.output as JobTexts) : refuse({ kind: 'unexpected', status: answer.value.status });
  }
  async function reachOf(jobs: readonly JobId[]): Promise<Result<TextReach, ApiFailure>> {
    const request = { method: 'POST', body: { jobs }, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) } as const;
    const answer = await fetchApi('/api/texts/reach', request);
    if (!answer.ok) return answer;
    const parsed = v.safeParse(reachSchema, answer.value.body);
    return parsed.success ? ok(parsed.output as TextReach) : refuse({ kind: 'unexpected', status: answer.value.status });
  }

  return {
    list: (job) => call(job, {}),
    send: (job, body) => call(job, { method: 'POST', body }),
    async reach(jobs) {
      const first = await reachOf(jobs.slice(0, MOST_ASKED));
      if (!first.ok || jobs.length <= MOST_ASKED) return first;
      const rest = await this.reach(jobs.slice(MOST_ASKED));
      return rest.ok ? ok({ ...first.value, jobs: [...first.value.jobs, ...rest.value.jobs] }) : rest;
    },
  };
}
