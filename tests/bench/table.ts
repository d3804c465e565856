// Owns the bench's table: the same rows for a terminal, and for docs/benchmarks.md.
import type { BenchRow } from './bench.ts';

const HEAD = ['what', 'ours', 'control or peer', 'ratio', 'budget', 'held?'] as const;

export function textTable(rows: readonly BenchRow[]): readonly string[] {
  const all = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

export const markdownTable = (rows: readonly BenchRow[]): readonly string[] =>
  [HEAD, HEAD.map(() => '---'), ...rows.map(cells)].map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);

const cells = ({ what, ours, peer = '–', ratio, budget, held, judged = true }: BenchRow): readonly string[] => [
  what,
  ours,
  peer,
  ratio === undefined ? '–' : `${ratio.toFixed(2)} ×`,
  budget,
  held === null ? '–' : held ? 'yes' : judged ? 'NO' : 'no',
];
