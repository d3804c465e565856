// Owns `npm run destroy`: takes a stage down, and refuses while there is data unless it is told twice.
import { parseArgs } from 'node:util';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { buildAll, isStale } from '../build.ts';
import { readSettings } from '../stage-settings.ts';
import { destroyStack, synthesize } from './cloud-steps.ts';
import { dataIn, mayDestroy } from './data-check.ts';
import { REGION, stageOutputs } from './stage-outputs.ts';
import { destroyFailed, takeDown } from './take-down.ts';

const USAGE = `Use: npm run destroy -- STAGE [--with-data --confirm STAGE]`;
const say = (line: string): void => console.log(line);

await main().catch((error: unknown) => {
  console.error(destroyFailed(error));
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { 'with-data': { type: 'boolean', default: false }, confirm: { type: 'string' } },
    allowPositionals: true,
  });
  const [stage] = positionals;
  if (!stage || stage === 'example') throw new Error(USAGE);
  const settings = readSettings(stage);
  const outputs = await stageOutputs(stage);
  if (!outputs) throw new Error(`there is no stack haul-${stage}-app in this account`);
  const clients = { s3: new S3Client({ region: REGION }), dynamodb: new DynamoDBClient({ region: REGION }) };
  const found = await dataIn({
    companies: async () =>
      (await clients.s3.send(new ListObjectsV2Command({ Bucket: outputs.DATABUCKET, Prefix: 'tenants/', Delimiter: '/' }))).CommonPrefixes
        ?.length ?? 0,
    members: async () =>
      (await clients.dynamodb.send(new ScanCommand({ TableName: outputs.ROSTERTABLE, Select: 'COUNT', Limit: 1_000 }))).Count ?? 0,
  });
  const refusal = mayDestroy(stage, found, values);
  if (refusal !== null) throw new Error(refusal);
  if (isStale()) await buildAll({ onProgress: say });
  await synthesize(settings, outputs.RELEASE);
  await takeDown({ stage, ...outputs }, () => destroyStack('App'), say);
}
