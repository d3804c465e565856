// Owns a small client of the API for tests: it keeps cookies like a browser, and talks to the app without a socket.
import { randomBytes } from 'node:crypto';
import { uuidv7 } from '#core/id';
import { checkAnswer } from './openapi-check.ts';
import type { SyncResponse } from '#core/protocol';

export type Send = (request: Request) => Promise<Response>;
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface ApiClient {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  readonly cookies: Map<string, string>;
}

export function apiClient(send: Send, origin = 'http://api.test'): ApiClient {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async call(method, path, body, headers = {}) {
      const init: RequestInit = {
        method,
        headers: {
          ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
      };
      if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await send(new Request(origin + path, init));
      for (const line of response.headers.getSetCookie()) keepCookie(cookies, line);
      const text = await response.text();
      // A picture is an answer too, and a table for people.
      const isJson = text !== '' && /[/+]json\b/.test(response.headers.get('content-type') ?? '');
      const parsed = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
      checkAnswer(method, path.split('?')[0] ?? path, response.status, response.headers.get('content-type'), parsed);
      return { status: response.status, headers: response.headers, body: parsed };
    },
  };
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
  if (/Max-Age=0\b/.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

export const newId = (): string => uuidv7(Date.now(), randomBytes(16));

export type DeviceCursor = { readonly epoch: number; readonly version: number };

/**
 * A device of one person: it numbers its mutations and remembers its cursor, as a phone does.
 * @param knows what it was told before; null: a new one, which is told everything first
 */
export function testDevice(client: ApiClient, author: string, knows: DeviceCursor | null = null) {
  const device = newId();
  let seq = 0;
  let cursor = knows;
  const mutation = (type: string, job: string, args: unknown, base: { status?: string; rev?: number } = {}) => ({
    id: newId(),
    seq: ++seq,
    schema: 1,
    job,
    type,
    args,
    baseStatus: base.status ?? null,
    baseRev: base.rev ?? null,
    tappedAt: new Date().toISOString(),
  });
  const envelope = (mutations: unknown[]) => ({
    protocol: 1,
    device,
    author,
    sentAt: new Date().toISOString(),
    cursor,
    keptFrom: 1,
    queued: null,
    mutations,
  });
  return {
    device,
    mutation,
    envelope,
    async sync(mutations: unknown[] = []): Promise<SyncResponse> {
      const reply = await client.call('POST', '/api/sync', envelope(mutations));
      if (reply.status !== 200) throw new Error(`sync: ${reply.status} ${JSON.stringify(reply.body)}`);
      const answer = reply.body as unknown as SyncResponse;
      cursor = { epoch: answer.epoch, version: answer.version };
      return answer;
    },
  };
}
