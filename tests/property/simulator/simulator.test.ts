// Promise: whatever fails, in whatever order, each tap is with the office exactly once when it is over; and a rule taken out is noticed.
import { describe, expect, test } from 'vitest';
import { MUTANTS, type Mutant } from './mutants.ts';
import { simulate, type RunReport } from './run.ts';

const SCHEDULES = Number(process.env['SIM_SCHEDULES'] ?? 2_000);
const ON_DYNAMODB = Number(process.env['SIM_DYNAMODB_SCHEDULES'] ?? 100);
const FIRST_SEED = Number(process.env['SIM_SEED'] ?? 1);
/** Seeds that once found something: they are run each time. */
const KEPT_SEEDS: readonly number[] = [6, 8, 11, 101, 206, 261];
const MOST_SEEDS_PER_MUTANT = 300;
const SLOW_MS = 3 * 3_600_000;

describe('the simulator', () => {
  test(`${SCHEDULES} schedules keep all invariants`, { timeout: SLOW_MS }, async () => {
    const totals = { taps: 0, photos: 0, faults: {} as Record<string, number> };
    for (const seed of [...KEPT_SEEDS, ...Array.from({ length: SCHEDULES }, (_, i) => FIRST_SEED + i)]) {
      const report = await simulate(seed);
      expect(report.violations, `seed ${seed}: run it again with SIM_SEED=${seed} SIM_SCHEDULES=1`).toEqual([]);
      add(totals, report);
    }
    const { taps, photos, faults } = totals;
    console.log(
      `NOTE simulator: ${SCHEDULES} schedules from seed ${FIRST_SEED} keep I1–I11 after every step, ` +
        `${taps} taps, ${photos} photos, faults ${JSON.stringify(faults)}`,
    );
  });

  test(`${ON_DYNAMODB} schedules keep all invariants with jobs as items of DynamoDB`, { timeout: SLOW_MS }, async () => {
    const totals = { taps: 0, photos: 0, faults: {} as Record<string, number> };
    for (let seed = FIRST_SEED; seed < FIRST_SEED + ON_DYNAMODB; seed++) {
      const report = await simulate(seed, null, 'dynamodb');
      expect(report.violations, `seed ${seed} on DynamoDB`).toEqual([]);
      add(totals, report);
    }
    console.log(`NOTE simulator on DynamoDB: ${ON_DYNAMODB} schedules from seed ${FIRST_SEED}, ${totals.taps} taps`);
  });

  test('On DynamoDB, too, it notices a transaction without its condition', { timeout: SLOW_MS }, async () => {
    for (let seed = 1; seed <= MOST_SEEDS_PER_MUTANT; seed++) {
      const { violations } = await simulate(seed, 'blind PUT', 'dynamodb').catch((error: unknown) => ({ violations: [String(error)] }));
      if (violations.length > 0) return console.log(`NOTE simulator on DynamoDB: "blind PUT" noticed at seed ${seed}: ${violations[0]}`);
    }
    throw new Error('nobody noticed');
  });

  test.each(Object.entries(MUTANTS) as [Mutant, string][])(
    'Without its rule it notices: %s breaks %s',
    { timeout: SLOW_MS },
    async (mutant, broken) => {
      for (let seed = 1; seed <= MOST_SEEDS_PER_MUTANT; seed++) {
        const { violations } = await simulate(seed, mutant);
        const noticed = violations.find((text) => text.startsWith(`${broken} `));
        if (noticed === undefined) continue;
        console.log(`NOTE simulator: "${mutant}" noticed at seed ${seed}: ${noticed}`);
        return;
      }
      throw new Error(`${MOST_SEEDS_PER_MUTANT} schedules did not notice: ${mutant}`);
    },
  );

  test('Each invariant has a mutant that breaks it', () => {
    const broken = new Set<string>(Object.values(MUTANTS));
    expect(Array.from({ length: 11 }, (_, i) => `I${i + 1}`).filter((invariant) => !broken.has(invariant))).toEqual([]);
  });
});

function add(totals: { taps: number; photos: number; faults: Record<string, number> }, { taps, photos, faults }: RunReport): void {
  totals.taps += taps;
  totals.photos += photos;
  for (const [kind, times] of Object.entries(faults)) totals.faults[kind] = (totals.faults[kind] ?? 0) + times;
}
