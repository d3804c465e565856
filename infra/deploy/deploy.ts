// Owns `npm run deploy`: from checks to a smoke test, in an order in which each step can fail without harm to what runs.
import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { S3Client } from '@aws-sdk/client-s3';
import { buildAll, isStale } from '../build.ts';
import { readSettings, type StageSettings } from '../stage-settings.ts';
import { deployStacks, run, showDifferences, synthesize } from './cloud-steps.ts';
import { runSmoke } from './smoke/run.ts';
import { REGION, stageOutputs, type StageOutputs } from './stage-outputs.ts';
import { noteRelease, sweepReleases } from './sweep.ts';
import { uploadSite } from './upload.ts';

const USAGE = `Use: npm run deploy -- STAGE [--yes] [--skip-checks]
     STAGE names infra/stages/STAGE.json. AWS credentials come from the environment, as for any AWS tool.
     --yes asks nothing; --skip-checks leaves out format, lint, types, rules and unit tests.`;
const say = (line: string): void => console.log(line);

await main().catch((error: unknown) => {
  console.error(`Deployment stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { yes: { type: 'boolean' }, 'skip-checks': { type: 'boolean' } },
    allowPositionals: true,
  });
  const [stage] = positionals;
  if (!stage || stage === 'example') throw new Error(`name a stage of your own.\n${USAGE}`);
  const settings = readSettings(stage);
  const release = releaseName();
  if (!values['skip-checks'])
    await run(process.execPath, [
      'infra/test/main.ts',
      '--only',
      'format',
      'sync',
      'lint',
      'types',
      'types-node',
      'rules',
      'build',
      'unit',
    ]);
  if (isStale()) await buildAll({ onProgress: say });
  await synthesize(settings, release);
  await showDifferences();
  if (!values.yes) await confirm(`Deploy ${release} to ${stage}?`);
  // The API first, the site second: an old page knows an API that is newer, a new page may not know an older one.
  const outputs = await deployCloud(settings);
  await deploySite(outputs, release);
  await smoke(outputs);
}

/** Without a domain the first deployment finds out its own name, and a second one tells it to the API and the bucket. */
async function deployCloud(settings: StageSettings): Promise<StageOutputs> {
  const before = await stageOutputs(settings.stage);
  await deployStacks(settings, settings.domain ? null : (before?.SiteOrigin ?? null));
  const outputs = await deployed(settings.stage);
  if (settings.domain || outputs.PUBLICORIGIN === outputs.SiteOrigin) return outputs;
  say(`The site is ${outputs.SiteOrigin}: telling the API and the bucket.`);
  await deployStacks(settings, outputs.SiteOrigin);
  return deployed(settings.stage);
}

async function deployed(stage: string): Promise<StageOutputs> {
  const outputs = await stageOutputs(stage);
  if (!outputs) throw new Error(`the stack haul-${stage}-app says nothing about itself`);
  return outputs;
}

async function deploySite({ SiteBucket: bucket, DistributionId }: StageOutputs, release: string): Promise<void> {
  const client = new S3Client({ region: REGION });
  const { pages, immutable } = await uploadSite({ client, bucket, dir: 'build', say });
  await noteRelease({ client, bucket }, release, immutable, Date.now());
  await invalidate(DistributionId, pages);
  const gone = await sweepReleases({ client, bucket }, Date.now());
  say(`${gone.length} hashed files of releases that ended more than 30 days ago are gone`);
  client.destroy();
}

/** Pages only: hashed files never change, and the rest is asked for each time anyway. */
async function invalidate(DistributionId: string, pages: readonly string[]): Promise<void> {
  const client = new CloudFrontClient({ region: REGION });
  const Items = pages.map((key) => `/${key}`);
  await client.send(
    new CreateInvalidationCommand({
      DistributionId,
      InvalidationBatch: { CallerReference: String(Date.now()), Paths: { Quantity: Items.length, Items } },
    }),
  );
  client.destroy();
  say(`${Items.length} pages are asked for anew`);
}

async function smoke({ SiteOrigin, SiteBucket }: StageOutputs): Promise<void> {
  const password = process.env['SMOKE_PASSWORD'];
  const company = password
    ? { tenant: process.env['SMOKE_TENANT'] ?? 'smoke-check', login: process.env['SMOKE_LOGIN'] ?? 'owner', password }
    : null;
  const target = { origin: SiteOrigin, siteBucket: `https://${SiteBucket}.s3.${REGION}.amazonaws.com` };
  const { failed } = await runSmoke(target, company, say);
  if (failed.length > 0)
    throw new Error(`the smoke test does not hold at ${SiteOrigin}: ${failed.join('; ')}. Roll back as docs/deploy.md says.`);
  say(`deployed ${SiteOrigin}`);
}

async function confirm(question: string): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(`${question} Type "yes": `);
  lines.close();
  if (answer.trim() !== 'yes') throw new Error('nothing was changed');
}

/** What is deployed must be found again: a commit, and nothing beside it. */
function releaseName(): string {
  const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8' }).trim();
  if (git('status', '--porcelain') !== '') throw new Error('there are changes that are not committed: a release is a commit');
  return git('rev-parse', '--short', 'HEAD');
}
