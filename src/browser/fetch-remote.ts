// Owns the exchange over HTTP: one POST that ends in bounded time, whatever the network does.
import type { Remote } from '#sync/port';
import { ok } from '#core/result';
import type { apiFetch } from './api-fetch.ts';

/** Long enough for a full outbox on one bar of signal; a request without end would look like sending for ever. */
const EXCHANGE_TIMEOUT_MS = 30_000;

export const createFetchRemote = (fetchApi: typeof apiFetch, timeoutMs = EXCHANGE_TIMEOUT_MS): Remote => ({
  async exchange(request) {
    const answer = await fetchApi('/api/sync', { method: 'POST', body: request, signal: AbortSignal.timeout(timeoutMs) });
    return answer.ok ? ok(answer.value.body) : answer;
  },
});
