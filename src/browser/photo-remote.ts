// Owns a photo's two calls: our API, which says where to, and the bucket itself, past service worker and API.
import * as v from 'valibot';
import { ok, refuse } from '#core/result';
import type { PhotoRemote } from '#sync/port';
import type { apiFetch } from './api-fetch.ts';

/** A photo on a bad line takes its time; one that stands still for so long is tried again. */
const UPLOAD_TIMEOUT_MS = 120_000;
const ASK_TIMEOUT_MS = 20_000;

const answerSchema = v.variant('state', [
  v.looseObject({ state: v.literal('stored') }),
  v.looseObject({
    state: v.literal('awaiting'),
    upload: v.object({ url: v.pipe(v.string(), v.url()), headers: v.record(v.string(), v.string()) }),
  }),
]);

export const createPhotoRemote = (fetchApi: typeof apiFetch): PhotoRemote => ({
  async ask({ job, sha256, bytes, type, kind }) {
    const body = { sha256, bytes, type, kind };
    const answer = await fetchApi(`/api/jobs/${job}/photos`, { method: 'POST', body, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    if (!answer.ok) return answer;
    const parsed = v.safeParse(answerSchema, answer.value.body);
    if (!parsed.success) return refuse({ kind: 'unexpected', status: answer.value.status });
    return ok(parsed.output.state === 'stored' ? 'stored' : parsed.output.upload);
  },
  async upload({ url, headers }, bytes) {
    try {
      const init = { method: 'PUT', body: bytes, headers, signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS) };
      const response = await fetch(url, { ...init, credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' });
      return response.ok ? ok(null) : refuse({ kind: 'unexpected', status: response.status });
    } catch {
      return refuse({ kind: 'network' });
    }
  },
});
