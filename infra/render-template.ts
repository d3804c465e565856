// Owns the templates that the local edge is made of: synthesized by the build, and again only when the cloud's own code has changed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';

/** Which stage the cloud on this machine is one of. */
const STAGE = 'example';
const FOLDER = 'dist/cloud';
const INPUTS = [
  'infra/{app,nag-reasons,stage-settings,json-lines}.ts',
  'infra/{stacks,constructs}/*.ts',
  `infra/stages/${STAGE}.json`,
  'package-lock.json',
];

/** The folder with the templates of the cloud's code as it is now; it is there after a build. */
export function templateFolder(): string {
  const hash = createHash('sha256');
  for (const file of globSync(INPUTS).toSorted()) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return `${FOLDER}/${hash.digest('hex').slice(0, 16)}`;
}

export const isTemplateThere = (): boolean => existsSync(`${templateFolder()}/manifest.json`);
export const appTemplateFile = (): string => `${templateFolder()}/App.template.json`;

/** What the functions' code is does not matter to the edge, so that a change of it renders nothing. Needs the bundles, no network, no account. */
export async function renderTemplate(onProgress: (line: string) => void): Promise<void> {
  if (isTemplateThere()) return;
  const folder = templateFolder();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const env = { ...process.env, STAGE, CDK_OUTDIR: `${folder}.new`, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  await promisify(execFile)(process.execPath, ['infra/app.ts'], { env }).catch((error: unknown) => {
    throw new Error(`Cannot synthesize the cloud's templates:\n${errorOutput(error)}`, { cause: error });
  });
  renameSync(`${folder}.new`, folder);
  onProgress('cloud synthesized');
}

function errorOutput(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
  return `${stdout}${stderr}`.slice(-8_000);
}
