// Owns a proxy before a store that does to requests what networks and services do: nothing, too late, half, or not at all.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from '#infra/local/s3/faults';

/** What a request meets; null: nothing. `outage` cuts it like a host that is gone. */
export type Meet = (method: string, path: string) => FaultKind | 'outage' | null;

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
    const kind = decide(incoming.method ?? 'GET', incoming.url ?? '/');
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
