// Owns `npm run synth`: the CloudFormation templates of a stage, with no network and no account.
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isBundleStale, buildBundles } from '../build.ts';
import { readSettings } from '../stage-settings.ts';
import { synthesize } from './cloud-steps.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const [stage = 'example'] = positionals;
try {
  const startedMs = performance.now();
  const settings = readSettings(stage);
  if (isBundleStale()) await buildBundles((line) => console.log(line));
  rmSync('cdk.out', { recursive: true, force: true });
  for (const file of await synthesize(settings, process.env['RELEASE'] ?? 'none')) console.log(file);
  console.log(`synthesized ${stage} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
