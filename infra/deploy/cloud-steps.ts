// Owns the steps that the CDK takes for us: templates, differences, deployment; each by its own command line, whose output is shown.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import type { StageSettings } from '../stage-settings.ts';

export const OUT = 'cdk.out';
const QUIET = { CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_OUTDIR: OUT };

/** Answers the templates' files. */
export async function synthesize({ stage }: StageSettings, release: string): Promise<readonly string[]> {
  await run(process.execPath, ['infra/app.ts'], { ...QUIET, STAGE: stage, RELEASE: release });
  return globSync(`${OUT}/*.template.json`).toSorted();
}

export const showDifferences = (): Promise<void> => cdk('diff', '--all');

/** @param publicOrigin where customers come in; null before the first deployment, and with a domain of one's own */
export function deployStacks({ stage }: StageSettings, publicOrigin: string | null): Promise<void> {
  const parameters =
    publicOrigin === null
      ? []
      : ['data', 'app'].flatMap((stack) => ['--parameters', `haul-${stage}-${stack}:PublicOrigin=${publicOrigin}`]);
  return cdk('deploy', '--all', '--require-approval', 'never', '--concurrency', '1', ...parameters);
}

export const destroyStack = (name: 'App' | 'Data'): Promise<void> => cdk('destroy', name, '--exclusively', '--force');

const cdk = (command: string, ...words: readonly string[]): Promise<void> =>
  run('node_modules/.bin/cdk', ['--app', OUT, '--no-notices', command, ...words], QUIET);

/** @throws Error when the command says no */
export function run(command: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${words.find((word) => !word.startsWith('-')) ?? command} failed (see above)`)),
    );
  });
}
