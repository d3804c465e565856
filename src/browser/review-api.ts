// Owns the office's calls about what has no job: notices, and putting one away. Parsed at the door.
import * as v from 'valibot';
import { refuse, ok, type Result } from '#core/result';
import type { ReviewNotices } from '#core/review-notice';
import type { ApiFailure, apiFetch } from './api-fetch.ts';

const CALL_TIMEOUT_MS = 20_000;

const by = v.looseObject({ kind: v.picklist(['member', 'customer', 'system', 'import']), name: v.string() });
const settled = v.nullable(v.looseObject({ by, at: v.string() }));
const entry = v.looseObject({ id: v.string(), type: v.string(), outcome: v.string(), by, tappedAt: v.string(), receivedAt: v.string() });
const answerSchema = v.looseObject({
  store: v.exactOptional(v.looseObject({ bytes: v.number(), full: v.boolean() })),
  unfiled: v.array(v.looseObject({ id: v.string(), job: v.nullable(v.string()), entry, settled })),
  missing: v.array(
    v.looseObject({ id: v.string(), name: v.nullable(v.string()), from: v.number(), to: v.number(), at: v.string(), settled }),
  ),
});

export interface ReviewApi {
  list(): Promise<Result<ReviewNotices, ApiFailure>>;
  settle(id: string, settled: boolean): Promise<Result<null, ApiFailure>>;
}

export const createReviewApi = (fetchApi: typeof apiFetch): ReviewApi => ({
  async list() {
    const answer = await fetchApi('/api/review', { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    if (!answer.ok) return answer;
    const parsed = v.safeParse(answerSchema, answer.value.body);
    // Checked above down to what screens read; the rest is a history entry as our API writes it.
    return parsed.success ? ok(parsed.output as unknown as ReviewNotices) : refuse({ kind: 'unexpected', status: answer.value.status });
  },
  async settle(id, settled) {
    const body = { settled };
    const answer = await fetchApi(`/api/review/${encodeURIComponent(id)}`, {
      method: 'PUT',
      body,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    return answer.ok ? ok(null) : answer;
  },
});
