// Owns the pool of sandboxes: like Lambda, each answers one request at a time, and more are started when all are busy.
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fromAnswer, toEvent, type FunctionUrlAnswer, type FunctionUrlRequest } from './function-url.ts';

export interface LambdaPoolOptions {
  /** file URL of the bundle */
  readonly bundle: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** reserved concurrency */
  readonly most?: number;
  readonly timeoutMs?: number;
}

export interface LambdaPool {
  /** Never rejects: what goes wrong in a sandbox is a 502, as from a function URL. */
  invoke(request: FunctionUrlRequest): Promise<FunctionUrlAnswer>;
  /** Hands over an event that nobody waits for; like Lambda, one that fails is tried twice more. */
  deliver(event: unknown): Promise<void>;
  close(): Promise<void>;
}

interface Sandbox {
  readonly worker: Worker;
  readonly ready: Promise<void>;
}
const LONGEST_QUEUE = 1_000;

export function createLambdaPool({ bundle, env, logFile, most = 6, timeoutMs = 30_000 }: LambdaPoolOptions): LambdaPool {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile, { flags: 'a' });
  const idle: Sandbox[] = [];
  const waiting: ((sandbox: Sandbox) => void)[] = [];
  const all = new Set<Sandbox>();
  let requests = 0;

  return {
    async invoke(request) {
      if (waiting.length >= LONGEST_QUEUE) return plain(429, 'Too many requests');
      const sandbox = await acquire();
      try {
        return fromAnswer(await run(sandbox, toEvent(request, Date.now())));
      } catch (error) {
        logFailure(error);
        return plain(502, 'Internal Server Error');
      } finally {
        release(sandbox);
      }
    },
    async deliver(event) {
      for (let tries = 0; tries < 3; tries++) {
        const sandbox = await acquire();
        try {
          return void (await run(sandbox, event));
        } catch (error) {
          logFailure(error);
        } finally {
          release(sandbox);
        }
      }
    },
    async close() {
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
      await new Promise((done) => log.end(done));
    },
  };

  function logFailure(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    log.write(`${JSON.stringify({ level: 'error', event: 'sandbox-failed', message })}\n`);
  }

  function acquire(): Promise<Sandbox> {
    const free = idle.pop();
    if (free) return Promise.resolve(free);
    if (all.size < most) return Promise.resolve(start());
    return new Promise((resolve) => waiting.push(resolve));
  }

  function release(sandbox: Sandbox): void {
    const next = waiting.shift();
    const healthy = all.has(sandbox) ? sandbox : null;
    if (next) next(healthy ?? start());
    else if (healthy) idle.push(healthy);
  }

  function start(): Sandbox {
    const worker = new Worker(new URL('./sandbox.ts', import.meta.url), {
      workerData: { bundle },
      env: { ...env },
      stdout: true,
      stderr: true,
    });
    worker.stdout.pipe(log, { end: false });
    worker.stderr.pipe(log, { end: false });
    const ready = new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    ready.catch(() => undefined);
    const sandbox = { worker, ready };
    all.add(sandbox);
    worker.once('exit', () => all.delete(sandbox));
    return sandbox;
  }

  async function run({ worker, ready }: Sandbox, event: unknown): Promise<unknown> {
    await ready;
    const id = ++requests;
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        // A sandbox that hung or died answers nobody any more.
        void worker.terminate();
        settle(() => reject(new Error(why)));
      };
      const timer = setTimeout(() => fail(`Timed out after ${timeoutMs} ms`), timeoutMs);
      const onMessage = (message: { id: number; answer?: unknown; error?: string }): void =>
        settle(() => (message.error === undefined ? resolve(message.answer) : reject(new Error(message.error))));
      const onExit = (): void => settle(() => reject(new Error('The sandbox ended')));
      const onError = (error: unknown): void => settle(() => reject(error instanceof Error ? error : new Error(String(error))));
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('exit', onExit).off('error', onError);
        finish();
      };
      worker.once('message', onMessage).once('exit', onExit).once('error', onError);
      worker.postMessage({ id, event });
    });
  }
}

const plain = (statusCode: number, text: string): FunctionUrlAnswer => ({
  statusCode,
  headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', ...(statusCode === 429 && { 'retry-after': '1' }) },
  cookies: [],
  body: Buffer.from(text),
});
