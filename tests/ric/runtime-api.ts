// Owns Lambda's side of its runtime interface: events are handed out one at a time, and what the client says about each is kept.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Said {
  readonly kind: 'response' | 'error' | 'init-error';
  readonly body: unknown;
}

export interface RuntimeApi {
  /** "127.0.0.1:PORT", for AWS_LAMBDA_RUNTIME_API */
  readonly address: string;
  /** Hands an event to the client when it asks next, and waits for what it says. */
  invoke(event: unknown): Promise<Said>;
  readonly initError: Promise<Said>;
  close(): void;
}

const TASK_MS = 30_000;

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const waiting: { event: unknown; say: (said: Said) => void }[] = [];
  const running = new Map<string, (said: Said) => void>();
  const init = Promise.withResolvers<Said>();
  let asking: ServerResponse | null = null;
  let count = 0;
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event) =>
      new Promise((say) => {
        waiting.push({ event, say });
        handOut();
      }),
    initError: init.promise,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      asking = response;
      return handOut();
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString() || 'null');
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    const [, id = '', kind] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (kind === 'response' || kind === 'error') running.get(id)?.({ kind, body });
    else if (path === 'init/error') init.resolve({ kind: 'init-error', body });
  }

  function handOut(): void {
    const next = asking && waiting.shift();
    if (!next || !asking) return;
    const id = `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
    running.set(id, next.say);
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(Date.now() + TASK_MS),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:haul-api',
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0',
    });
    asking.end(JSON.stringify(next.event));
    asking = null;
  }
}
