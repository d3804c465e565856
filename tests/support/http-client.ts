// Owns a client of a running cloud: cookies kept, bodies hashed, through the real edge.
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { apiClient, type ApiClient } from './api-client.ts';

export function httpClient(origin: string): ApiClient {
  return apiClient(async (request) => {
    const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
    const headers = new Headers(request.headers);
    if (body) headers.set('x-amz-content-sha256', createHash('sha256').update(body).digest('hex'));
    // A test that waited for a program heard nothing meanwhile: closed connections are told before one of them is used again.
    await turn();
    return fetch(request.url, { method: request.method, headers, ...(body && { body }) });
  }, origin);
}

export async function signedIn(origin: string, login: string, tenant = 'quickdump'): Promise<{ client: ApiClient; id: string }> {
  const client = httpClient(origin);
  const reply = await client.call('POST', '/api/session', { tenant, login, password: 'haul-demo-2026' });
  if (reply.status !== 200) throw new Error(`sign-in: ${reply.status} ${JSON.stringify(reply.body)}`);
  return { client, id: (reply.body['member'] as { id: string }).id };
}
