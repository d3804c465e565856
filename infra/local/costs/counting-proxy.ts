// Owns counting what a store is asked: a proxy in between that passes everything on and notes the kind of each request.
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CountingProxy {
  readonly port: number;
  readonly counts: Map<string, number>;
  close(): Promise<void>;
}

/** @param kindOf from method, path and headers; the `Host` stays, because it is signed */
export async function startCountingProxy(
  target: string,
  kindOf: (method: string, headers: Readonly<Record<string, unknown>>) => string,
): Promise<CountingProxy> {
  const { hostname, port } = new URL(target);
  const counts = new Map<string, number>();
  const server = createServer((incoming, outgoing) => {
    const kind = kindOf(incoming.method ?? 'GET', incoming.headers);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const passed = ask({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
