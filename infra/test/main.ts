// Owns `npm test`: every gate in order, each with its time and its failure's output, and one closing line that counts.
import { chromiumStep } from './chromium.ts';
import { countPlaywright, countVitest, type Counts } from './counts.ts';
import { runStep, type StepResult } from './run-step.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** how many tests the step's report counts; a step without one counts as one */
  count?(): Counts | null;
}

const bin = (name: string): string => `node_modules/.bin/${name}`;
const STEPS: readonly Step[] = [
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'sync', command: [bin('svelte-kit'), 'sync'] },
  { name: 'lint', command: [bin('eslint'), '.', '--max-warnings', '0'] },
  { name: 'types', command: [bin('svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'] },
  { name: 'types-node', command: [bin('tsc'), '-p', 'tsconfig.node.json'] },
  { name: 'rules', command: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'src', 'lambda', 'edge', 'infra', 'tests'] },
  { name: 'build', command: [bin('node'), 'infra/build.ts'] },
  {
    name: 'unit',
    command: [bin('vitest'), 'run', '--reporter=default', '--reporter=json', '--outputFile.json=test-results/vitest.json'],
    count: () => countVitest('test-results/vitest.json'),
  },
  { name: 'chromium', command: chromiumStep() },
  { name: 'e2e', command: [bin('playwright'), 'test'], count: () => countPlaywright('test-results/e2e.json') },
];

const wanted = process.argv.includes('--only') ? process.argv.slice(process.argv.indexOf('--only') + 1) : null;
const totals: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const step of STEPS.filter(({ name }) => !wanted || wanted.includes(name))) {
  const result = await runStep(step.name, step.command);
  add(totals, step.count?.() ?? null, result);
}
console.log(`${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

/** A step whose report is missing, or that failed without a failed test, is itself one failure. */
function add(sum: Counts, counts: Counts | null, result: StepResult): void {
  sum.passed += counts?.passed ?? (result.ok ? 1 : 0);
  sum.skipped += counts?.skipped ?? 0;
  sum.failed += Math.max(counts?.failed ?? 0, result.ok ? 0 : 1);
}
