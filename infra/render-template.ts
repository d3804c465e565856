// Owns the templates that the local edge is made of: synthesized by the build, and again only when the cloud's own code has changed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
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
  const [folder, aside] = [templateFolder(), `${FOLDER}/.${process.pid}`];
  mkdirSync(FOLDER, { recursive: true });
  const env = { ...process.env, STAGE, CDK_OUTDIR: aside, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  await promisify(execFile)(process.execPath, ['infra/app.ts'], { env }).catch((error: unknown) => {
    throw new Error(`Cannot synthesize the cloud's templates:\n${errorOutput(error)}`, { cause: error });
  });
  // Two that render at once make the same: who comes second finds it there.
  if (isTemplateThere()) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, folder);
  forgetFormer(folder);
  onProgress('cloud synthesized');
}

/** Whole folders of code that is no more; what somebody renders at this moment is left alone. */
function forgetFormer(current: string): void {
  for (const name of readdirSync(FOLDER))
    if (!name.startsWith('.') && `${FOLDER}/${name}` !== current) rmSync(`${FOLDER}/${name}`, { recursive: true, force: true });
}

function errorOutput(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
  return `${stdout}${stderr}`.slice(-8_000);
}
