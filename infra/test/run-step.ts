// Owns running one gate: quiet while it passes, its whole output when it fails.
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export interface StepResult {
  readonly ok: boolean;
}

export async function runStep(name: string, command: readonly string[]): Promise<StepResult> {
  const startedMs = performance.now();
  const { code, output } = await run(command);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output.slice(-20_000));
  else
    for (const line of stripVTControlCharacters(output)
      .split('\n')
      .filter((each) => each.startsWith('NOTE ')))
      console.log(`  ${line}`);
  return { ok: code === 0 };
}

function run([command = '', ...words]: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FORCE_COLOR: '0' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('exit', (code) => resolve({ code: code ?? 1, output }));
  });
}
