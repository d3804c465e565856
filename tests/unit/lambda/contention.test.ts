// Promises of one object that many phones write by compare-and-swap: nothing lost, nothing doubled, and no more PUTs than the budgets say.
// The store and the core are real, time is not: the counts are the same on every machine.
import { expect, test } from 'vitest';
import { bookOf, byChance, contend, type Contention } from '../../support/contention.ts';
import { randomOf } from '../../support/virtual-time.ts';

const S3_MS = { get: 63, put: 100 };
/** what a megabyte takes to be unpacked, read, decided on and packed again on one processor */
const COMPUTE_MS = 15;
const BOOK = bookOf(3);
const SEEDS = [1, 2, 3, 4];
const CHANGES = 100;

async function load(dueMs: (random: () => number) => readonly number[]) {
  const runs: Contention[] = [];
  for (const seed of SEEDS)
    runs.push(await contend({ book: BOOK, seed, dueMs: dueMs(randomOf(seed)), s3Ms: S3_MS, computeMs: COMPUTE_MS }));
  expect(runs.map(({ lost, doubled }) => ({ lost, doubled }))).toEqual(SEEDS.map(() => ({ lost: 0, doubled: 0 })));
  return {
    puts: runs.reduce((sum, run) => sum + run.puts, 0) / (SEEDS.length * CHANGES),
    settledMs: Math.max(...runs.map(({ settledMs }) => settledMs)),
  };
}

test('Five changes a second are at most 1.6 PUTs each, and twice that when they come by chance', async () => {
  const even = await load((random) => Array.from({ length: CHANGES }, (_, index) => (index + random()) * 200));
  const chance = await load((random) => byChance(CHANGES, 5, random));
  console.log(`NOTE PUTs a change at 5 a second: ${even.puts.toFixed(2)}, by chance ${chance.puts.toFixed(2)}`);
  expect(even.puts).toBeGreaterThanOrEqual(1);
  expect(even.puts).toBeLessThanOrEqual(1.6);
  expect(chance.puts).toBeLessThanOrEqual(2.2);
});

test('A hundred phones back within ten seconds are at most 3.5 PUTs each, and settled within 30 s', async () => {
  const back = await load((random) => Array.from({ length: CHANGES }, () => random() * 10_000));
  console.log(
    `NOTE PUTs a phone of 100 back within 10 s: ${back.puts.toFixed(2)}, settled within ${(back.settledMs / 1_000).toFixed(1)} s`,
  );
  expect(back.puts).toBeLessThanOrEqual(3.5);
  expect(back.settledMs).toBeLessThanOrEqual(30_000);
});
