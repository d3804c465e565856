// Owns the local edge: what CloudFront does for us, so that what passes here passes there.
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { EdgeRequest, EdgeResponse } from '#edge/handler';
import type { LambdaPool } from '../lambda/pool.ts';
import type { Phones } from '../phones/phones.ts';
import { behaviourFor, type Behaviour } from './behaviours.ts';
import type { createSite } from './site.ts';

export interface EdgeOptions {
  readonly table: readonly Behaviour[];
  readonly site: ReturnType<typeof createSite>;
  readonly api: Pick<LambdaPool, 'invoke'>;
  /** what this machine has and CloudFront does not: the phones that texts end on */
  readonly phones?: Phones;
  /** the viewer-request function, called with CloudFront's own events */
  readonly viewerRequest: (event: unknown) => Promise<EdgeRequest | EdgeResponse>;
  readonly log: (entry: Record<string, unknown>) => void;
}

/** Lambda's own limit for a request. */
const MOST_BODY_BYTES = 6 * 1024 * 1024;

export function createEdge(options: EdgeOptions) {
  const server = createServer((request, response) => {
    const startedMs = performance.now();
    response.once('close', () => options.log(accessEntry(request, response, performance.now() - startedMs)));
    serve(request, response).catch(() => (response.headersSent ? response.destroy() : plain(response, 502, 'Bad gateway')));
  });
  return server;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const [path = '/', query = ''] = url.split(/\?(.*)/s);
    if (!path.startsWith('/')) return plain(response, 400, 'Bad request');
    if (options.phones?.owns(path)) return options.phones.serve(request, response);
    const behaviour = behaviourFor(options.table, path);
    if (!behaviour.AllowedMethods.includes(method)) return plain(response, 403, 'This distribution does not allow this method.');
    if (behaviour.TargetOriginId === 'api') return serveApi(request, response);
    const uri = await runViewerRequest(behaviour, request, path, query, response);
    if (uri !== null) await serveFile(request, response, behaviour, uri);
  }

  /** The address after the edge function; null when the function has answered itself. */
  async function runViewerRequest(
    behaviour: Behaviour,
    request: IncomingMessage,
    uri: string,
    querystring: string,
    response: ServerResponse,
  ): Promise<string | null> {
    if (behaviour.LambdaFunctionAssociations.length === 0) return uri;
    const given = { method: request.method ?? 'GET', uri, querystring, clientIp: addressOf(request), headers: edgeHeaders(request) };
    const answer = await options.viewerRequest({ Records: [{ cf: { config: { eventType: 'viewer-request' }, request: given } }] });
    if (!('status' in answer)) return answer.uri;
    const headers = Object.values(answer.headers)
      .flat()
      .map(({ key, value }) => [key, value] as const);
    response.writeHead(Number(answer.status), { ...behaviour.ResponseHeaders, ...Object.fromEntries(headers) }).end();
    return null;
  }

  async function serveFile(request: IncomingMessage, response: ServerResponse, behaviour: Behaviour, uri: string): Promise<void> {
    const accepted = behaviour.Compress ? String(request.headers['accept-encoding'] ?? '') : '';
    const file = await options.site(uri, accepted);
    const headers = {
      ...behaviour.ResponseHeaders,
      ...(file.status === 404 && { 'cache-control': 'no-cache' }),
      etag: `W/"${file.etag}"`,
      vary: 'accept-encoding',
    };
    if (file.status === 200 && request.headers['if-none-match']?.includes(`"${file.etag}"`))
      return void response.writeHead(304, headers).end();
    response.writeHead(file.status, {
      ...headers,
      'content-type': file.type,
      'content-length': file.body.length,
      ...(file.encoding && { 'content-encoding': file.encoding }),
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }

  async function serveApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (!body) return plain(response, 413, 'Request entity too large');
    // Origin access control signs the request with the hash that the viewer sent: a wrong one is refused by the function URL.
    if (body.length > 0 && request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) {
      return plain(response, 403, 'The request signature we calculated does not match: x-amz-content-sha256 is missing or wrong.');
    }
    const requestId = randomUUID();
    const answer = await options.api.invoke({
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: originHeaders(request, requestId),
      body,
      address: addressOf(request),
      requestId,
    });
    response.writeHead(answer.statusCode, {
      ...answer.headers,
      ...(answer.cookies.length > 0 && { 'set-cookie': [...answer.cookies] }),
      ...(answer.statusCode !== 304 && answer.statusCode !== 204 && { 'content-length': answer.body.length }),
    });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }
}

/** AllViewerExceptHostHeader behind origin access control: `Host` is the origin's, `Authorization` the edge's own. */
function originHeaders(request: IncomingMessage, requestId: string) {
  const { host: _host, authorization: _authorization, connection: _connection, ...headers } = request.headers;
  const address = addressOf(request);
  const before = headers['x-forwarded-for'];
  return {
    ...headers,
    host: 'local.lambda-url.us-east-1.on.aws',
    'x-forwarded-for': before ? `${String(before)}, ${address}` : address,
    'x-amz-cf-id': requestId,
  };
}

/** Names of pages only: a path may hold a token, a query anything. */
function accessEntry({ method, url = '/' }: IncomingMessage, { statusCode }: ServerResponse, durationMs: number): Record<string, unknown> {
  const page = url.startsWith('/api/') ? '/api/*' : (/^\/(track|book|app|_app|_phones)(?=\/|$|\?)/.exec(url)?.[0] ?? '/');
  return { at: new Date().toISOString(), method, page, status: statusCode, durationMs: Math.round(durationMs) };
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  return size > MOST_BODY_BYTES ? null : Buffer.concat(chunks);
}

function edgeHeaders(request: IncomingMessage): Record<string, { key: string; value: string }[]> {
  const pairs = Object.entries(request.headers).map(
    ([name, value]) => [name, [{ key: name, value: String(value) }]] as [string, { key: string; value: string }[]],
  );
  return Object.fromEntries(pairs);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(text);
}

const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? '127.0.0.1';
