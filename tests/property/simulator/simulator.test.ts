// Promise: whatever fails, in whatever order, each tap is with the office exactly once when it is over; and a rule taken out is noticed.
import { describe, expect, test } from 'vitest';
import { MUTANTS, type Mutant } from './mutants.ts';
import { simulate } from './run.ts';

const SCHEDULES = Number(process.env['SIM_SCHEDULES'] ?? 2_000);
const FIRST_SEED = Number(process.env['SIM_SEED'] ?? 1);
/** Seeds that once found something: they are run each time. */
const KEPT_SEEDS: readonly number[] = [8, 206];
const SLOW_MS = 3_600_000;

describe('the simulator', () => {
  test(`${SCHEDULES} schedules keep all invariants`, { timeout: SLOW_MS }, async () => {
    let taps = 0;
    const faults: Record<string, number> = {};
    for (const seed of [...KEPT_SEEDS, ...Array.from({ length: SCHEDULES }, (_, i) => FIRST_SEED + i)]) {
      const report = await simulate(seed);
      expect(report.violations, `seed ${seed}: run it again with SIM_SEED=${seed} SIM_SCHEDULES=1`).toEqual([]);
      taps += report.taps;
      for (const [kind, times] of Object.entries(report.faults)) faults[kind] = (faults[kind] ?? 0) + times;
    }
    console.log(`NOTE simulator: ${SCHEDULES} schedules from seed ${FIRST_SEED}, ${taps} taps, faults ${JSON.stringify(faults)}`);
  });
  test.each(Object.entries(MUTANTS) as [Mutant, string][])(
    'Without its rule it notices: %s breaks %s',
    { timeout: SLOW_MS },
    async (mutant, invariant) => {
      for (let seed = 1; seed <= 300; seed++) {
        const { violations } = await simulate(seed, mutant);
        const broken = violations.find((text) => text.startsWith(`${invariant} `));
        if (broken === undefined) continue;
        console.log(`NOTE simulator: "${mutant}" noticed at seed ${seed}: ${broken}`);
        return;
      }
      throw new Error(`300 schedules did not notice: ${mutant}`);
    },
  );
});
