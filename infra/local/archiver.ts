// Owns what wakes the archiver on this machine: a timer as on AWS, the same bundle.
import type { LambdaPool } from './lambda/pool.ts';

/** On AWS an hour. */
const EVERY_MS = 600_000;

export function wakeArchiver(
  pool: Pick<LambdaPool, 'deliver'>,
  everyMs = Number(process.env['ARCHIVE_EVERY_MS'] ?? EVERY_MS),
): { close(): void } {
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    void pool.deliver({ source: 'aws.events', 'detail-type': 'Scheduled Event' }).finally(() => (running = false));
  }, everyMs);
  return { close: () => clearInterval(timer) };
}
