// Owns a proxy before a store that does to requests what networks and services do: nothing, too late, half, or not at all.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { FaultKind } from '#infra/local/s3/faults';

/** What DynamoDB says in its own way: too many requests, or another transaction at the same item. */
export type DynamoFault = 'throttled' | 'conflict';
/**
 * What a request meets; null: nothing. `outage` cuts it like a host that is gone. `operation` is DynamoDB's, e.g. "GetItem"; empty for S3.
 */
export type Meet = (method: string, path: string, operation: string) => FaultKind | DynamoFault | 'outage' | null;

export interface FaultProxy {
  readonly endpoint: string;
  /** requests that met something, by what it was */
  readonly met: ReadonlyMap<string, number>;
  /** from now on */
  meet(decide: Meet): void;
  close(): Promise<void>;
}

const REFUSALS = {
  '409': 'ConditionalRequestConflict',
  '412': 'PreconditionFailed',
  '503': 'SlowDown',
} as const;
const SLOW_MS = 400;

/** @param target "http://127.0.0.1:7480". Headers, `Host` too, go through as they came: a signature covers them. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let decide: Meet = () => null;
  const met = new Map<string, number>();
  const server = createServer((incoming, response) => {
    const kind = decide(incoming.method ?? 'GET', incoming.url ?? '/', operationOf(incoming));
    if (kind) met.set(kind, (met.get(kind) ?? 0) + 1);
    serve(incoming, response, kind).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    met,
    meet: (next) => void (decide = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function serve(incoming: IncomingMessage, response: ServerResponse, kind: ReturnType<Meet>): Promise<void> {
    if (kind === 'outage' || kind === 'cut-before') return void response.destroy();
    const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
    if (kind === 'throttled' || kind === 'conflict') return refuseDynamo(response, kind);
    if (kind === '409' || kind === '412' || kind === '503') return refuse(response, kind);
    if (kind === 'slow') await sleep(SLOW_MS);
    const answer = await forward(incoming, body);
    if (kind === 'cut-after-commit') return void response.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  function forward({ method, url, headers }: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const { hostname, port } = new URL(target);
      const out = httpRequest({ hostname, port, method, path: url, headers }, (answer) => {
        Array.fromAsync(answer as AsyncIterable<Buffer>).then(
          (chunks) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) }),
          reject,
        );
      });
      out.on('error', reject).end(body);
    });
  }
}

function refuse(response: ServerResponse, kind: keyof typeof REFUSALS): void {
  response
    .writeHead(Number(kind), { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${REFUSALS[kind]}</Code><Message>on purpose</Message></Error>`);
}

const operationOf = ({ headers }: IncomingMessage): string => String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';

const DYNAMO_REFUSALS = {
  throttled: { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'on purpose' },
  conflict: {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: 'on purpose',
    CancellationReasons: [{ Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }, { Code: 'None' }],
  },
} as const;

function refuseDynamo(response: ServerResponse, kind: DynamoFault): void {
  const body = JSON.stringify(DYNAMO_REFUSALS[kind]);
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': String(crc32(body)) }).end(body);
}
