// Owns measuring in a process of its own: what one bench leaves behind (clients, caches, environment, heap) is no other's. Run as a program, it
// is that process.
import { fork } from 'node:child_process';
import type { BenchRow } from './bench.ts';
import { BENCHES } from './benches.ts';

export interface Order {
  readonly name: string;
  readonly quick: boolean;
  /** null for those that need none */
  readonly cloud: { readonly origin: string; readonly dataDir: string } | null;
}
type Message = { readonly progress: string } | { readonly rows: readonly BenchRow[] } | { readonly failed: string };

/** A bench that is not done by then stands still: its row says where it was, and the others go on. */
const MOST_MS = 180_000;
/** asked to end, it takes its browser and its cloud with it */
const ENDS_WITHIN_MS = 5_000;

/** One that cannot run is a row that says why. What it prints (the API logs each request) goes nowhere, errors come through. */
export function measureApart(order: Order, onProgress: (line: string) => void, mostMs = MOST_MS): Promise<readonly BenchRow[]> {
  const child = fork(import.meta.filename, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve) => {
    let rows: readonly BenchRow[] | null = null;
    let why = 'it ended without a word';
    let last = 'at the beginning';
    const timers = [
      setTimeout(() => {
        why = `not done after ${mostMs / 1_000} s (${last})`;
        child.kill('SIGTERM');
      }, mostMs),
      setTimeout(() => child.kill('SIGKILL'), mostMs + ENDS_WITHIN_MS),
    ];
    child.on('message', (message: Message) => {
      if ('progress' in message) onProgress((last = message.progress));
      else if ('rows' in message) ({ rows } = message);
      else why = message.failed;
    });
    child.on('exit', () => {
      for (const timer of timers) clearTimeout(timer);
      resolve(rows ?? [{ what: order.name, ours: `could not run: ${why}`, budget: '–', held: null }]);
    });
  });
}

async function measureHere({ name, quick, cloud }: Order): Promise<readonly BenchRow[]> {
  const onProgress = (progress: string): void => void process.send?.({ progress });
  const bench = BENCHES.find((each) => each.name === name);
  if (!bench) throw new Error(`no bench is called ${name}`);
  if ('alone' in bench) return bench.measure({ quick, onProgress });
  if (!cloud) throw new Error(`${name} needs a cloud`);
  return bench.measure({ quick, onProgress, ...cloud });
}

if (import.meta.main) {
  process.once('SIGTERM', () => process.exit(1));
  const order = JSON.parse(process.argv[2] ?? '') as Order;
  const said = await measureHere(order).then(
    (rows): Message => ({ rows }),
    (error: unknown): Message => {
      console.error(error);
      return { failed: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' };
    },
  );
  process.send?.(said, () => process.exit(0));
}
