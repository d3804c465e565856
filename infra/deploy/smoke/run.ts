// Owns running the checks in order: one line each, and how many did not hold.
import { JOB_CHECKS, type JobContext } from './one-job.ts';
import { PUBLIC_CHECKS } from './checks.ts';
import type { Company, Target } from './target.ts';

export interface SmokeResult {
  readonly passed: number;
  readonly failed: readonly string[];
}

/** @param company whose office may book and cancel one job; null leaves the job out, and says so */
export async function runSmoke(target: Target, company: Company | null, say: (line: string) => void): Promise<SmokeResult> {
  const failed: string[] = [];
  let passed = 0;
  const hold = async (promise: string, run: () => Promise<void>): Promise<void> => {
    const why = await run().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (why === null) passed += 1;
    else failed.push(promise);
    say(why === null ? `✓ ${promise}` : `✗ ${promise}\n    ${why}`);
  };
  for (const [promise, run] of PUBLIC_CHECKS) await hold(promise, () => run(target));
  const context: JobContext | null = company && { ...target, ...company };
  if (context) for (const [promise, run] of JOB_CHECKS) await hold(promise, () => run(context));
  else say('– Not checked: booking, sync and tracking. Set SMOKE_PASSWORD, and name the company by --tenant and --login.');
  return { passed, failed };
}
