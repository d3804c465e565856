// Owns the office's question for jobs that have left the board: a search through the archive, some days at a time. Parsed at the door.
import * as v from 'valibot';
import type { Job } from '#core/job';
import { refuse, ok, type Result } from '#core/result';
import { readJob } from '#sync/answer';
import type { ApiFailure, apiFetch } from './api-fetch.ts';

export interface OlderJobs {
  readonly jobs: readonly Job[];
  /** how to ask for what lies further back; null: that was all */
  readonly next: string | null;
}
export interface OlderApi {
  /** @param next as it was answered; null: from the newest */
  search(q: string, next: string | null): Promise<Result<OlderJobs, ApiFailure>>;
}

const CALL_TIMEOUT_MS = 30_000;
const FROM_THE_NEWEST = 'archive';
const answerSchema = v.looseObject({ jobs: v.array(v.unknown()), next: v.exactOptional(v.string()) });

export function createOlderApi(fetchApi: typeof apiFetch): OlderApi {
  return {
    async search(q, next) {
      const asked = new URLSearchParams({ q, next: next ?? FROM_THE_NEWEST });
      const answer = await fetchApi(`/api/jobs?${asked.toString()}`, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
      if (!answer.ok) return answer;
      const parsed = v.safeParse(answerSchema, answer.value.body);
      if (!parsed.success) return refuse({ kind: 'unexpected', status: answer.value.status });
      return ok({ jobs: parsed.output.jobs.flatMap((job) => readJob(job) ?? []), next: parsed.output.next ?? null });
    },
  };
}
