// Owns how long a device that has nothing takes to hold 2,000 jobs, beside PouchDB and Replicache. Method: one page of a real browser, 100 ms a round
// trip injected in the server, a new database each time, in turn, several rounds after one to warm up. Ours and PouchDB are done when the jobs are
// flushed to the disk; Replicache when a subscription sees them, which is before (it writes later): its figure is the earlier of the two promises.
// The jobs are the same; ours come through sign-in, edge, API and store, theirs as peer-server.ts says.
import type { BenchRow, CloudBench } from './bench.ts';
import { inMs, median } from './spread.ts';
import { JOBS, ROUND_TRIP_MS, withSyncScene, type SyncScene } from './sync-scene.ts';

const ROUNDS = { full: 5, quick: 1 };
/** The same answer, given from memory as the peers' backends do: what is left is the network and the device. */
const DEVICE_PART = 'ours, from memory';
const WHAT = `first sync of ${JOBS.toLocaleString('en-US')} jobs at ${ROUND_TRIP_MS} ms round trips`;

export const firstSync: CloudBench = {
  name: 'first-sync',
  measure: (rig) =>
    withSyncScene(rig, ['ours', 'PouchDB', 'Replicache'], async (scene) => {
      const [ours = 'ours', ...peers] = scene.names;
      const found = new Map([ours, DEVICE_PART, ...peers].map((name) => [name, { tookMs: [] as number[], requests: 0 }]));
      const failed = new Map(scene.failed);
      const rounds = rig.quick ? ROUNDS.quick : ROUNDS.full;
      for (let round = 0; round <= rounds; round++) {
        rig.onProgress(`first-sync: round ${round} of ${rounds}`);
        for (const [name, figures] of found) {
          if (failed.has(name)) continue;
          const one = await once(scene, name, round).catch((error: unknown) => String(error).split('\n')[0] ?? '');
          if (typeof one === 'string') failed.set(name, one);
          else if (round > 0) figures.tookMs.push(one.tookMs);
          if (typeof one !== 'string') figures.requests = one.requests;
        }
      }
      return rowsOf(found, failed);
    }),
};

async function once(
  { page, server }: SyncScene,
  name: string,
  round: number,
): Promise<{ readonly tookMs: number; readonly requests: number }> {
  const before = server.requests();
  const { tookMs, held } = await page.evaluate(
    async ({ who, database }) => {
      const begun = performance.now();
      const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('not done after 60 s')), 60_000));
      const held = await Promise.race([globalThis.syncers[who]?.first(database), late]);
      return { held, tookMs: performance.now() - begun };
    },
    { who: name, database: `first ${round}` },
  );
  if (held !== JOBS) throw new Error(`${name} holds ${held} of ${JOBS} jobs`);
  return { tookMs, requests: server.requests() - before };
}

function rowsOf(
  found: ReadonlyMap<string, { readonly tookMs: readonly number[]; readonly requests: number }>,
  failed: ReadonlyMap<string, string>,
): readonly BenchRow[] {
  const ours = found.get('ours');
  if (!ours || failed.has('ours')) throw new Error(`ours: ${failed.get('ours') ?? 'not measured'}`);
  const figure = ({ tookMs, requests }: typeof ours): string => `${inMs(tookMs)}, ${requests} ${requests === 1 ? 'request' : 'requests'}`;
  const device = found.get(DEVICE_PART);
  const peers = [...found].filter(([name]) => ![DEVICE_PART, 'ours'].includes(name) && !failed.has(name));
  const bar = found.get('Replicache');
  return [
    ...(device && bar && !failed.has(DEVICE_PART) && !failed.has('Replicache')
      ? [
          {
            what: `${WHAT}, both answers from memory`,
            ours: figure(device),
            peer: `Replicache ${figure(bar)}`,
            ratio: median(device.tookMs) / median(bar.tookMs),
            budget: '–',
            held: null,
          },
        ]
      : []),
    ...peers.map(([name, theirs]): BenchRow => {
      const ratio = median(ours.tookMs) / median(theirs.tookMs);
      const isBar = name === 'Replicache';
      return {
        what: WHAT,
        ours: figure(ours),
        peer: `${name} ${figure(theirs)}${isBar ? ', seen before it is on the disk' : ''}`,
        ratio,
        budget: isBar ? '≤ 1 ×' : '–',
        held: isBar ? ratio <= 1 : null,
      };
    }),
    ...[...failed].map(([name, why]): BenchRow => ({
      what: WHAT,
      ours: figure(ours),
      peer: `${name} could not run: ${why}`,
      budget: '–',
      held: null,
    })),
  ];
}
