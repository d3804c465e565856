// Owns what the figures were measured on: the machine, how busy it was, and the versions of everything that took part.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { chromiumPath } from './browser.ts';

export function machine(): readonly string[] {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const { dependencies } = JSON.parse(readFileSync('tests/bench/package.json', 'utf8')) as { dependencies: Record<string, string> };
  return [
    `${cores.length} × ${cores[0]?.model ?? 'unknown processor'}, ${gigabytes} GB, load ${loadavg()[0]?.toFixed(1)} at the beginning`,
    `node ${process.version}, ${firstLine(chromiumPath(), ['--version'])}, commit ${firstLine('git', ['rev-parse', '--short', 'HEAD'])}`,
    Object.entries(dependencies)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ];
}

function firstLine(command: string, words: readonly string[]): string {
  try {
    return (
      execFileSync(command, words, { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .split('\n')[0]
        ?.trim() ?? ''
    );
  } catch {
    return `${command} unknown`;
  }
}
