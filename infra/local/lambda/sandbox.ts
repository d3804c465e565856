// Owns one Lambda sandbox: a thread that has loaded the built bundle and answers one event at a time.
import { parentPort, workerData } from 'node:worker_threads';

interface Invocation {
  readonly id: number;
  readonly event: unknown;
}

const { bundle } = workerData as { bundle: string };
const { handler } = (await import(bundle)) as { handler: (event: unknown, context: unknown) => Promise<unknown> };

parentPort?.on('message', ({ id, event }: Invocation) => {
  const context = { awsRequestId: String(id), functionName: 'haul-api', getRemainingTimeInMillis: () => 30_000 };
  handler(event, context).then(
    (answer) => parentPort?.postMessage({ id, answer }),
    (error: unknown) => parentPort?.postMessage({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
parentPort?.postMessage({ ready: true });
