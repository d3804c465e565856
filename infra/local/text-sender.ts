// Owns what wakes the text sender on this machine: the bucket's events, the minute, and the phones; the same bundle as on AWS.
import type { LambdaPool } from './lambda/pool.ts';

/** On AWS a minute; people who try things out wait less. */
const SWEEP_MS = 15_000;

export interface TextSenderWakes {
  /** an object of the bucket was written */
  committed(bucket: string, key: string): void;
  publish(message: unknown): void;
  close(): void;
}

export function wakeTextSender(
  pool: Pick<LambdaPool, 'deliver'>,
  sweepMs = Number(process.env['TEXT_SWEEP_MS'] ?? SWEEP_MS),
): TextSenderWakes {
  const waiting = new Set<string>();
  let sweeping = false;
  const timer = setInterval(() => {
    if (sweeping) return;
    sweeping = true;
    void pool.deliver({ source: 'aws.events', 'detail-type': 'Scheduled Event' }).finally(() => (sweeping = false));
  }, sweepMs);
  return {
    committed(bucket, key) {
      if (!key.endsWith('/jobs.json') || waiting.has(key)) return;
      // Writes that follow each other at once are one event: the sender reads the newest anyway.
      waiting.add(key);
      setImmediate(() => {
        waiting.delete(key);
        void pool.deliver({
          Records: [
            {
              eventSource: 'aws:s3',
              eventName: 'ObjectCreated:Put',
              s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(key) } },
            },
          ],
        });
      });
    },
    publish: (message) => void pool.deliver({ Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(message) } }] }),
    close: () => clearInterval(timer),
  };
}
