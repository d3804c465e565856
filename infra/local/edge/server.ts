// Owns the local edge: what CloudFront does for us, so that what passes here passes there.
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FunctionUrlAnswer } from '../lambda/function-url.ts';
import type { LambdaPool } from '../lambda/pool.ts';
import type { Phones } from '../phones/phones.ts';
import { behaviourFor, type Behaviour } from './behaviours.ts';
import type { EdgeFunctions } from './functions.ts';
import type { KeptErrors } from './kept-errors.ts';
import type { ApiOrigin } from './origins.ts';
import type { createSite, SiteFile } from './site.ts';

export interface EdgeOptions {
  readonly table: readonly Behaviour[];
  readonly site: ReturnType<typeof createSite>;
  readonly api: Pick<LambdaPool, 'invoke'>;
  /** what this machine has and CloudFront does not: the phones that texts end on */
  readonly phones?: Phones;
  readonly functions: EdgeFunctions;
  readonly keptErrors: KeptErrors<FunctionUrlAnswer>;
  readonly log: (entry: Record<string, unknown>) => void;
}

/** Lambda's own limit for a request. */
const MOST_BODY_BYTES = 6 * 1024 * 1024;

export function createEdge(options: EdgeOptions) {
  const server = createServer((request, response) => {
    const startedMs = performance.now();
    const before = request.socket.bytesWritten;
    response.once('close', () => {
      const bytes = request.socket.bytesWritten - before;
      options.log(accessEntry(request, response, bytes, performance.now() - startedMs));
    });
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
    const uri = await runViewerRequest(behaviour, request, path, query, response);
    if (uri === null) return;
    if (behaviour.origin.kind === 'api') await serveApi(request, response, behaviour, behaviour.origin, path);
    else await serveFile(request, response, behaviour, uri);
  }

  /** The address after the edge function; null when the function has answered itself. */
  async function runViewerRequest(
    behaviour: Behaviour,
    request: IncomingMessage,
    uri: string,
    querystring: string,
    response: ServerResponse,
  ): Promise<string | null> {
    const name = behaviour.functions['viewer-request'];
    if (name === undefined) return uri;
    const given = { method: request.method ?? 'GET', uri, querystring, clientIp: addressOf(request), headers: edgeHeaders(request) };
    const answer = await options.functions.viewerRequest(name, given);
    if ('uri' in answer) return answer.uri;
    response.writeHead(Number(answer.status), { ...behaviour.ResponseHeaders, ...plainHeaders(answer.headers) }).end();
    return null;
  }

  async function serveFile(request: IncomingMessage, response: ServerResponse, behaviour: Behaviour, uri: string): Promise<void> {
    if (behaviour.origin.kind !== 'site') throw new Error('Not the site');
    const file = await options.site(uri, encodingFor(request, behaviour), behaviour.origin.readable ? behaviour.origin.missing : 403);
    if (file.status !== 200 || !behaviour.origin.readable) return refuseFile(request, response, behaviour, file);
    const headers = {
      ...behaviour.ResponseHeaders,
      'cache-control': file.cacheControl ?? 'no-cache',
      etag: `W/"${file.etag}"`,
      vary: 'accept-encoding',
    };
    if (request.headers['if-none-match']?.includes(`"${file.etag}"`)) return void response.writeHead(304, headers).end();
    response.writeHead(200, {
      ...headers,
      'content-type': file.type,
      'content-length': file.body.length,
      ...(file.encoding && { 'content-encoding': file.encoding }),
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }

  /** What the bucket refuses may be given another face before it leaves. */
  async function refuseFile(request: IncomingMessage, response: ServerResponse, behaviour: Behaviour, file: SiteFile): Promise<void> {
    const name = behaviour.functions['origin-response'];
    const status = file.status === 200 ? 403 : file.status;
    const given = { status: String(status), headers: { 'content-type': [{ key: 'Content-Type', value: file.type }] } };
    const answer = name === undefined ? given : await options.functions.originResponse(name, given);
    const body = Buffer.from('body' in answer && answer.body !== undefined ? answer.body : file.body);
    response.writeHead(Number(answer.status), {
      ...behaviour.ResponseHeaders,
      ...plainHeaders(answer.headers),
      'content-length': body.length,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async function serveApi(
    request: IncomingMessage,
    response: ServerResponse,
    { forwards, ResponseHeaders }: Behaviour,
    origin: ApiOrigin,
    path: string,
  ): Promise<void> {
    const body = await readBody(request);
    if (!body) return plain(response, 413, 'Request entity too large');
    if (!origin.answers) return plain(response, 403, 'Forbidden');
    // Origin access control signs the request with the hash that the viewer sent: a wrong one is refused by the function URL.
    if (origin.signs && body.length > 0 && request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) {
      return plain(response, 403, 'The request signature we calculated does not match: x-amz-content-sha256 is missing or wrong.');
    }
    const answer = await keptOrAsked(request, path, () => askApi(request, body, path, forwards, origin));
    response.writeHead(answer.statusCode, {
      ...answer.headers,
      ...ResponseHeaders,
      ...(answer.cookies.length > 0 && { 'set-cookie': [...answer.cookies] }),
      ...(answer.statusCode !== 304 && answer.statusCode !== 204 && { 'content-length': answer.body.length }),
    });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  /** The API's answers differ by viewer; a failure that is kept goes to all of them. */
  async function keptOrAsked(
    { method = 'GET' }: IncomingMessage,
    path: string,
    ask: () => Promise<FunctionUrlAnswer>,
  ): Promise<FunctionUrlAnswer> {
    if (method !== 'GET' && method !== 'HEAD') return ask();
    const kept = options.keptErrors.find(path);
    if (kept) return kept;
    const answer = await ask();
    options.keptErrors.keep(path, answer);
    return answer;
  }

  function askApi(
    request: IncomingMessage,
    body: Buffer,
    path: string,
    forwards: Behaviour['forwards'],
    origin: ApiOrigin,
  ): Promise<FunctionUrlAnswer> {
    const requestId = randomUUID();
    return options.api.invoke({
      method: request.method ?? 'GET',
      url: forwards === 'nothing' ? path : (request.url ?? '/'),
      headers: originHeaders(request, requestId, forwards, origin),
      body,
      address: addressOf(request),
      requestId,
    });
  }
}

/**
 * Behind origin access control `Host` is the origin's and `Authorization` the edge's own; what is not forwarded is the edge's own too.
 * Who the viewer is, the edge writes over what the viewer says; of `X-Forwarded-For` a function URL leaves the first address, which is the viewer's claim.
 */
function originHeaders(request: IncomingMessage, requestId: string, forwards: Behaviour['forwards'], { signs }: ApiOrigin) {
  const { host: _host, authorization, connection: _connection, ...others } = request.headers;
  const address = addressOf(request);
  const headers =
    forwards === 'nothing'
      ? { 'user-agent': 'Amazon CloudFront' }
      : {
          ...others,
          ...(!signs && authorization && { authorization }),
          'cloudfront-viewer-address': `${address}:${request.socket.remotePort}`,
        };
  const [claimed] = String(request.headers['x-forwarded-for'] ?? address).split(',');
  return {
    ...headers,
    host: 'local.lambda-url.us-east-1.on.aws',
    'x-forwarded-for': claimed,
    'x-amz-cf-id': requestId,
  };
}

function encodingFor({ headers }: IncomingMessage, { encodings }: Behaviour): SiteFile['encoding'] {
  const accepted = String(headers['accept-encoding'] ?? '');
  return encodings.find((encoding) => new RegExp(`\\b${encoding}\\b`).test(accepted)) ?? null;
}

const plainHeaders = (headers: Readonly<Record<string, readonly { readonly key?: string; readonly value: string }[]>>) =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, all]) => all.map(({ value }) => [name, value] as const)));

/** Names of pages only: a path may hold a token, a query anything. */
function accessEntry(
  { method, url = '/' }: IncomingMessage,
  { statusCode }: ServerResponse,
  bytes: number,
  durationMs: number,
): Record<string, unknown> {
  const page = url.startsWith('/api/') ? '/api/*' : (/^\/(track|book|app|_app|_phones)(?=\/|$|\?)/.exec(url)?.[0] ?? '/');
  return { at: new Date().toISOString(), method, page, status: statusCode, bytes, durationMs: Math.round(durationMs) };
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
