// Owns one server before everybody's backend, so that ours and the peers' meet the same network: each request waits one round trip first, here and
// not in the browser, and is counted. Ours is the whole cloud of this machine (edge, API, stores on the disk). PouchDB's is express-pouchdb on a
// disk of its own, Replicache's a pull from memory without sign-in or store: what stands between them and a real backend is in their favour.
import { createServer, request as ask, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PeerServer {
  readonly origin: string;
  /** requests until now, without the page itself */
  requests(): number;
  close(): Promise<void>;
}
export interface PeerServerOptions {
  /** our cloud */
  readonly cloud: string;
  readonly roundTripMs: number;
  /** what the peers' backends hold; ours has its own */
  readonly jobs: readonly { readonly id: string }[];
}

interface Pouch {
  defaults(options: {
    readonly prefix: string;
  }): new (name: string) => { bulkDocs(docs: readonly unknown[]): Promise<unknown>; close(): Promise<void> };
}

export async function startPeerServer({ cloud, roundTripMs, jobs }: PeerServerOptions): Promise<PeerServer> {
  const pouch = await openPouch(jobs);
  const pulled = JSON.stringify({
    cookie: 1,
    lastMutationIDChanges: {},
    patch: jobs.map((value) => ({ op: 'put', key: `job/${value.id}`, value })),
  });
  let requests = 0;
  /** our own first answer, given again without anything behind it: what is left then is the device's part */
  let memory: Answer | null = null;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '/';
    if (url === '/bench') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>');
    requests += 1;
    await sleep(roundTripMs);
    if (url.startsWith('/pouch/')) return pouch.serve(Object.assign(request, { url: url.slice('/pouch'.length) }), response);
    if (url.startsWith('/replicache/')) return void response.writeHead(200, { 'content-type': 'application/json' }).end(pulled);
    if (url === '/memory/api/sync' && memory) return void response.writeHead(200, memory.headers).end(memory.body);
    const answer = await passOn(cloud, request);
    if (url === '/api/sync') memory ??= answer;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await pouch.close();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function passOn(cloud: string, request: IncomingMessage): Promise<Answer> {
  const { host, hostname, port } = new URL(cloud);
  const headers = { ...request.headers, host, ...(request.headers.origin && { origin: cloud }) };
  return new Promise((resolve, reject) => {
    const out = ask({ hostname, port, method: request.method, path: request.url, headers }, (answer) => {
      Array.fromAsync(answer as AsyncIterable<Buffer>).then(
        (chunks) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) }),
        reject,
      );
    });
    out.on('error', reject);
    request.pipe(out);
  });
}

/** Loaded when needed: the bench's own package, which nobody else installs. */
async function openPouch(jobs: PeerServerOptions['jobs']): Promise<{ readonly serve: RequestListener; close(): Promise<void> }> {
  const fromBench = createRequire(import.meta.url);
  const dir = await mkdtemp(join(tmpdir(), 'haul-pouch-'));
  const PouchDB = (fromBench('pouchdb') as Pouch).defaults({ prefix: `${dir}/` });
  const serve = (fromBench('express-pouchdb') as (pouch: unknown, options: object) => RequestListener)(PouchDB, {
    mode: 'minimumForPouchDB',
    inMemoryConfig: true,
    logPath: join(dir, 'log.txt'),
  });
  const held = new PouchDB('jobs');
  await held.bulkDocs(jobs.map((job) => ({ ...job, _id: job.id })));
  return { serve, close: async () => (await held.close(), await rm(dir, { recursive: true, force: true })) };
}
