// Owns calls to our API from a page: JSON in and out, and the body's SHA-256 that CloudFront's origin access control demands.
import type { FieldError, ProblemCode } from '#core/problem';
import type { Result } from '#core/result';
import { sha256Hex } from './sha256.ts';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** a customer's page has no session, and sends none that a browser may hold */
  readonly credentials?: 'omit';
}

export interface ApiAnswer {
  readonly status: number;
  readonly etag: string | null;
  /** parsed JSON; null for 204 and 304 */
  readonly body: unknown;
}

/**
 * Why there is no answer. `kind: 'problem'` is our API's own word; `unexpected` came from something between us (a captive portal, a
 * proxy, an HTML page); `network` means no answer at all, so that nobody knows whether the request arrived.
 */
export type ApiFailure =
  | {
      readonly kind: 'problem';
      readonly status: number;
      readonly code: ProblemCode;
      readonly title: string;
      readonly detail: string;
      readonly errors: readonly FieldError[];
      readonly retryAfterSeconds: number | null;
      readonly body: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'unexpected'; readonly status: number }
  | { readonly kind: 'network' };

export async function apiFetch(path: string, request: ApiRequest = {}): Promise<Result<ApiAnswer, ApiFailure>> {
  const bytes = request.body === undefined ? null : new TextEncoder().encode(JSON.stringify(request.body));
  const headers = new Headers({ accept: 'application/json', ...request.headers });
  if (bytes) {
    headers.set('content-type', 'application/json');
    headers.set('x-amz-content-sha256', await sha256Hex(bytes));
  }
  const init: RequestInit = {
    method: request.method ?? 'GET',
    headers,
    credentials: request.credentials ?? 'same-origin',
    cache: 'no-store',
    redirect: 'error',
  };
  if (bytes) init.body = bytes;
  if (request.signal) init.signal = request.signal;
  try {
    return await readAnswer(await fetch(path, init));
  } catch {
    return { ok: false, error: { kind: 'network' } };
  }
}

async function readAnswer(response: Response): Promise<Result<ApiAnswer, ApiFailure>> {
  const { status } = response;
  const type = response.headers.get('content-type') ?? '';
  if (status === 204 || status === 304) return { ok: true, value: { status, etag: response.headers.get('etag'), body: null } };
  if (response.ok && type.startsWith('application/json'))
    return { ok: true, value: { status, etag: response.headers.get('etag'), body: await response.json() } };
  if (!type.startsWith('application/problem+json')) return { ok: false, error: { kind: 'unexpected', status } };
  return { ok: false, error: readProblem(status, await response.json(), response.headers.get('retry-after')) };
}

function readProblem(status: number, data: unknown, retryAfter: string | null): ApiFailure {
  if (typeof data !== 'object' || data === null || !('code' in data) || typeof data.code !== 'string')
    return { kind: 'unexpected', status };
  const body = data as Readonly<Record<string, unknown>>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    kind: 'problem',
    status,
    // A newer server may know codes that this page does not: they fall through to the default of every switch.
    code: data.code as ProblemCode,
    title: text(body['title']),
    detail: text(body['detail']),
    errors: Array.isArray(body['errors']) ? (body['errors'] as FieldError[]) : [],
    retryAfterSeconds: retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null,
    body,
  };
}
