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

export interface TextApi {
  list(job: JobId): Promise<Result<JobTexts, ApiFailure>>;
  send(job: JobId, ask: TextAsk): Promise<Result<JobTexts, ApiFailure>>;
}

const CALL_TIMEOUT_MS = 20_000;
const answerSchema = v.looseObject({
  texts: v.array(
    v.looseObject({
      id: v.string(),
      kind: v.picklist([...TEXT_KINDS, ...HAND_KINDS]),
      state: v.picklist(['waiting', 'sending', 'unknown', 'sent', 'delivered', 'failed', 'not-sent', 'forgotten']),
      at: v.string(),
      why: v.exactOptional(v.string()),
      until: v.exactOptional(v.string()),
      by: v.exactOptional(v.string()),
      text: v.exactOptional(v.string()),
    }),
  ),
  stopped: v.boolean(),
  from: v.nullable(v.string()),
  imported: v.boolean(),
});

export function createTextApi(fetchApi: typeof apiFetch): TextApi {
  async function call(job: JobId, request: ApiRequest): Promise<Result<JobTexts, ApiFailure>> {
    const answer = await fetchApi(`/api/jobs/${job}/texts`, { ...request, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    if (!answer.ok) return answer;
    const parsed = v.safeParse(answerSchema, answer.value.body);
    // A newer server may know reasons that this page does not: its words fall back to "not sent".
    return parsed.success ? ok(parsed.output as JobTexts) : refuse({ kind: 'unexpected', status: answer.value.status });
  }
  return { list: (job) => call(job, {}), send: (job, body) => call(job, { method: 'POST', body }) };
}
