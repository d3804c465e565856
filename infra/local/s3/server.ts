// Owns a small strict S3 server for development: conditional reads and writes as AWS documents them, signatures checked, data on disk.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BodyRefused, readBody } from './body.ts';
import { createCors } from './cors.ts';
import { createFaults, type Fault, type Faults } from './faults.ts';
import { openObjectDisk, type ObjectDisk, type ObjectHead } from './object-disk.ts';
import { listXml, sendError } from './answers.ts';
import { signatureError, type Credentials } from './signature.ts';

export interface S3ServerOptions {
  readonly dir: string;
  readonly credentials: Credentials;
  /** 0: any free one */
  readonly port?: number;
  /** an object was written, as a bucket's event notification tells it */
  readonly onPut?: (bucket: string, key: string) => void;
}

export interface S3Server {
  readonly endpoint: string;
  readonly faults: Faults;
  close(): Promise<void>;
}

export async function startS3Server({ dir, credentials, port = 0, onPut = () => undefined }: S3ServerOptions): Promise<S3Server> {
  const disk = await openObjectDisk(dir);
  const faults = createFaults();
  const serve = createService(disk, faults, credentials, onPut);
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (error instanceof BodyRefused) sendError(response, error.code);
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createService(disk: ObjectDisk, faults: Faults, credentials: Credentials, onPut: (bucket: string, key: string) => void) {
  const lock = createKeyLock();
  const cors = createCors();

  return async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const headers = request.headers as Record<string, string | undefined>;
    if (cors.answer(request, response)) return;
    const wrong = signatureError({ method, url, headers }, credentials, Date.now());
    if (wrong) return sendError(response, wrong);
    const [path = '/', search = ''] = url.split(/\?(.*)/s);
    const [, bucket = '', ...rest] = path.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const query = new URLSearchParams(search);
    if (!key && method === 'PUT' && query.has('cors')) {
      cors.configure((await readBody(request)).toString());
      return void response.writeHead(200).end();
    }
    if (!key) return serveBucket(method, bucket, query, response);
    if (!disk.hasBucket(bucket)) return sendError(response, 'NoSuchBucket');
    await serveObject(request, response, bucket, key);
  };

  async function serveBucket(method: string, bucket: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
    if (method === 'PUT') await disk.makeBucket(bucket);
    else if (!disk.hasBucket(bucket)) return sendError(response, 'NoSuchBucket');
    if (method !== 'GET') return void response.writeHead(200).end();
    response.writeHead(200, { 'content-type': 'application/xml' }).end(listXml(bucket, disk.list(bucket), query));
  }

  async function serveObject(request: IncomingMessage, response: ServerResponse, bucket: string, key: string): Promise<void> {
    const { method = 'GET' } = request;
    const body = method === 'PUT' ? await readBody(request) : Buffer.alloc(0);
    const fault = faults.take(method, key);
    if (await faultBefore(fault, response)) return;
    if (method === 'GET' || method === 'HEAD') return sendObject(request, response, bucket, key);
    // One key at a time: a condition and its write are one step.
    await lock(`${bucket}/${key}`, async () => {
      if (method === 'PUT') await putObject(request, response, bucket, key, body, fault);
      else if (method === 'DELETE') await deleteObject(response, bucket, key, fault);
      else sendError(response, 'MethodNotAllowed');
    });
  }

  async function sendObject(request: IncomingMessage, response: ServerResponse, bucket: string, key: string): Promise<void> {
    const found = await disk.read(bucket, key);
    if (!found) return sendError(response, 'NoSuchKey', request.method);
    const { head, body } = found;
    const known = request.headers['if-none-match'];
    const headers = {
      ...head.headers,
      etag: `"${head.etag}"`,
      'last-modified': new Date(head.modifiedAt).toUTCString(),
      'accept-ranges': 'bytes',
    };
    if (known !== undefined && (known === '*' || bare(known) === head.etag)) return void response.writeHead(304, headers).end();
    const wanted = request.headers['if-match'];
    if (wanted !== undefined && wanted !== '*' && bare(wanted) !== head.etag)
      return sendError(response, 'PreconditionFailed', request.method);
    response.writeHead(200, { ...headers, 'content-length': head.size });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async function putObject(
    request: IncomingMessage,
    response: ServerResponse,
    bucket: string,
    key: string,
    body: Buffer,
    fault: Fault | null,
  ): Promise<void> {
    const refused = conditionError(request, disk.head(bucket, key));
    if (refused) return sendError(response, refused);
    const head = await disk.write(bucket, key, body, keptHeaders(request));
    onPut(bucket, key);
    if (fault?.kind === 'cut-after-commit') return void response.destroy();
    response.writeHead(200, { etag: `"${head.etag}"`, 'content-length': 0 }).end();
  }

  async function deleteObject(response: ServerResponse, bucket: string, key: string, fault: Fault | null): Promise<void> {
    await disk.remove(bucket, key);
    if (fault?.kind === 'cut-after-commit') return void response.destroy();
    response.writeHead(204).end();
  }
}

/** Whether a fault has answered (or cut) the request before anything was done. */
async function faultBefore(fault: Fault | null, response: ServerResponse): Promise<boolean> {
  if (!fault) return false;
  if (fault.delayMs) await sleep(fault.delayMs);
  if (fault.kind === 'cut-before') response.destroy();
  else if (fault.kind === '409') sendError(response, 'ConditionalRequestConflict');
  else if (fault.kind === '412') sendError(response, 'PreconditionFailed');
  else if (fault.kind === '503') sendError(response, 'SlowDown');
  else return false;
  return true;
}

/** AWS: `If-Match` on a missing key is 404, on another ETag 412; `If-None-Match: *` on an existing key is 412. */
function conditionError({ headers }: IncomingMessage, head: ObjectHead | null): string | null {
  const match = headers['if-match'];
  if (match !== undefined && !head) return 'NoSuchKey';
  if (match !== undefined && match !== '*' && bare(match) !== head?.etag) return 'PreconditionFailed';
  const none = headers['if-none-match'];
  if (none !== undefined && none !== '*') return 'NotImplemented';
  return none === '*' && head ? 'PreconditionFailed' : null;
}

function keptHeaders({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) =>
      name.startsWith('x-amz-meta-') || ['content-type', 'content-encoding', 'cache-control', 'content-disposition'].includes(name),
  );
  const unwrapped = kept.map(([name, value]) => [name, String(value).replace(/^aws-chunked,?\s*/, '')] as const);
  return Object.fromEntries(unwrapped.filter(([, value]) => value !== ''));
}

/** Work on one key is done in turn; other keys do not wait. */
function createKeyLock() {
  const tails = new Map<string, Promise<unknown>>();
  return async (key: string, work: () => Promise<void>): Promise<void> => {
    const mine = (tails.get(key) ?? Promise.resolve()).then(work, work);
    tails.set(key, mine);
    await mine.finally(() => tails.get(key) === mine && tails.delete(key));
  };
}

const bare = (etag: string): string => etag.replaceAll('"', '').trim();
