// Owns a day without signal, told when the signal is back: 50 changes of one device until a second holds them, beside PouchDB. Method: one page of a
// real browser, two databases that both hold the company's 2,000 jobs, 50 changes of 50 jobs made on the first; timed is the first telling them and
// then the second asking, until it has them flushed to its disk, without a timer in between. PouchDB replicates only the way that is needed. 100 ms
// a round trip injected in the server, where requests are counted. Judged: one request takes all changes up, one brings them down; and the ratio.
import type { BenchRow, CloudBench } from './bench.ts';
import { inMs, median } from './spread.ts';
import { ROUND_TRIP_MS, withSyncScene, type SyncScene } from './sync-scene.ts';

const ROUNDS = { full: 5, quick: 1 };
const CHANGES = 50;
const MOST_RATIO = 0.5;

export const offlineDay: CloudBench = {
  name: 'offline-day',
  measure: (rig) =>
    withSyncScene(rig, ['ours', 'PouchDB'], async (scene) => {
      const found = new Map(scene.names.map((name) => [name, { tookMs: [] as number[], up: 0, down: 0 }]));
      for (const name of scene.names) for (const device of ['first', 'second']) await scene.page.evaluate(fill, { name, device });
      const rounds = rig.quick ? ROUNDS.quick : ROUNDS.full;
      for (let round = 0; round <= rounds; round++) {
        rig.onProgress(`offline-day: round ${round} of ${rounds}`);
        for (const [name, figures] of found) {
          const { tookMs, up, down } = await once(scene, name);
          if (round > 0) figures.tookMs.push(tookMs);
          Object.assign(figures, { up, down });
        }
      }
      return rowsOf(found);
    }),
};

type Figures = { readonly tookMs: readonly number[]; readonly up: number; readonly down: number };

async function once({ page, server }: SyncScene, name: string): Promise<{ tookMs: number; up: number; down: number }> {
  await page.evaluate(async ({ who, count }) => globalThis.syncers[who]?.change?.('first', count), { who: name, count: CHANGES });
  const before = server.requests();
  const upMs = await page.evaluate(exchange, { name, device: 'first', way: 'up' as const });
  const between = server.requests();
  const downMs = await page.evaluate(exchange, { name, device: 'second', way: 'down' as const });
  const after = server.requests();
  const seen = await page.evaluate(async (who) => globalThis.syncers[who]?.seen?.('second'), name);
  if (seen !== CHANGES) throw new Error(`${name}: the second device holds ${seen} of ${CHANGES} changes`);
  return { tookMs: upMs + downMs, up: between - before, down: after - between };
}

function rowsOf(found: ReadonlyMap<string, Figures>): readonly BenchRow[] {
  const [ours, theirs] = [found.get('ours'), found.get('PouchDB')];
  if (!ours) throw new Error('ours was not measured');
  const what = `${CHANGES} changes made offline → on a second device’s disk, ${ROUND_TRIP_MS} ms round trips`;
  const counted: BenchRow = {
    what: `${CHANGES} changes made offline: requests up + down`,
    ours: `${ours.up} + ${ours.down}`,
    peer: theirs ? `PouchDB ${theirs.up} + ${theirs.down}` : 'PouchDB could not run',
    budget: '1 + 1',
    held: ours.up === 1 && ours.down === 1,
  };
  if (!theirs) return [counted];
  const ratio = median(ours.tookMs) / median(theirs.tookMs);
  return [
    counted,
    {
      what,
      ours: inMs(ours.tookMs),
      peer: `PouchDB ${inMs(theirs.tookMs)}`,
      ratio,
      budget: `≤ ${MOST_RATIO} ×`,
      held: ratio <= MOST_RATIO,
    },
  ];
}

// These run in the page.

async function fill({ name, device }: { name: string; device: string }): Promise<void> {
  await globalThis.syncers[name]?.first(device);
}

async function exchange({ name, device, way }: { name: string; device: string; way: 'up' | 'down' }): Promise<number> {
  const begun = performance.now();
  await globalThis.syncers[name]?.exchange?.(device, way);
  return performance.now() - begun;
}
