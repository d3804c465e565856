// Owns reading how many tests a runner's JSON report counts.
import { existsSync, readFileSync } from 'node:fs';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Null when the runner left no report: it died before it could. */
export function countVitest(file: string): Counts | null {
  const report = readReport(file);
  if (!report) return null;
  return {
    passed: numberOf(report['numPassedTests']),
    failed: numberOf(report['numFailedTests']),
    skipped: numberOf(report['numPendingTests']),
  };
}

export function countPlaywright(file: string): Counts | null {
  const stats = readReport(file)?.['stats'];
  if (typeof stats !== 'object' || stats === null) return null;
  const { expected, unexpected, flaky, skipped } = stats as Record<string, unknown>;
  return { passed: numberOf(expected) + numberOf(flaky), failed: numberOf(unexpected), skipped: numberOf(skipped) };
}

function readReport(file: string): Record<string, unknown> | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : null;
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
