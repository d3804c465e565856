// Promises of the smoke test: green on the cloud of this machine, whose edge is the synthesized template, and red when that template is wrong.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSmoke } from '#infra/deploy/smoke/run';
import { runningCloud, type RunningCloud } from '#infra/local/data-folder';
import { startDistribution } from '#infra/local/edge/distribution';
import { createLambdaPool, type LambdaPool } from '#infra/local/lambda/pool';
import { appTemplateFile } from '#infra/render-template';
import { cloudForTests } from '../support/cloud-process.ts';

const SLOW_MS = 120_000;
const DANA = { tenant: 'quickdump', login: 'dana', password: 'haul-demo-2026' };
interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}
type Resources = Record<string, Resource>;

const rig = cloudForTests(SLOW_MS);
let running: RunningCloud;
let api: LambdaPool;
beforeAll(() => {
  const found = runningCloud(rig.dataDir);
  if (!found) throw new Error('The cloud does not run');
  running = found;
  api = createLambdaPool({ bundle: pathToFileURL('dist/lambda/handler.mjs').href, env: running.env, logFile: join(rig.dir, 'lambda.log') });
});
afterAll(() => api.close());

/** Puts another edge, made of a changed template, before the same API, and asks it. */
async function smokeWith(change: (resources: Resources) => void) {
  const template = JSON.parse(readFileSync(appTemplateFile(), 'utf8')) as { Resources: Resources };
  change(template.Resources);
  const edge = await startDistribution({ template, port: 0, uploadOrigin: 'http://127.0.0.1:9', api, log: () => undefined });
  const lines: string[] = [];
  const { failed } = await runSmoke(edge, null, (line) => lines.push(line)).finally(() => edge.close());
  return { failed, lines: lines.join('\n') };
}

const all = (resources: Resources, type: string): Resource[] => Object.values(resources).filter(({ Type }) => Type === type);
const configOf = (resources: Resources) => all(resources, 'AWS::CloudFront::Distribution')[0]?.Properties['DistributionConfig'] as Config;
interface Config {
  CacheBehaviors: Record<string, unknown>[];
  DefaultCacheBehavior: Record<string, unknown>;
  Origins: Record<string, unknown>[];
}

test('Green on the cloud as it is, through an edge that npm start made', async () => {
  const lines: string[] = [];
  const { passed, failed } = await runSmoke({ origin: rig.cloud.origin, siteBucket: running.siteBucket ?? null }, DANA, (line) =>
    lines.push(line),
  );
  expect([failed, passed], lines.join('\n')).toEqual([[], 11]);
});

const MUTANTS: readonly (readonly [name: string, change: (resources: Resources) => void, promise: RegExp])[] = [
  [
    'no hash rule',
    (resources) => {
      for (const { Properties } of all(resources, 'AWS::Lambda::Url')) Properties['AuthType'] = 'NONE';
      for (const origin of configOf(resources).Origins) if (!('S3OriginConfig' in origin)) delete origin['OriginAccessControlId'];
    },
    /without its hash/,
  ],
  [
    'a dropped header policy',
    (resources) => void delete configOf(resources).DefaultCacheBehavior['ResponseHeadersPolicyId'],
    /security policy/,
  ],
  ['a wrong order of behaviours', (resources) => void configOf(resources).CacheBehaviors.reverse(), /logos/],
  [
    'a public bucket',
    (resources) => {
      for (const { Properties } of all(resources, 'AWS::S3::Bucket')) delete Properties['PublicAccessBlockConfiguration'];
      const [policy] = all(resources, 'AWS::S3::BucketPolicy');
      const { Statement } = policy?.Properties['PolicyDocument'] as { Statement: unknown[] };
      Statement.push({ Effect: 'Allow', Action: 's3:GetObject', Principal: '*', Resource: '*' });
    },
    /without the edge/,
  ],
  [
    'an edge that may not list the bucket',
    (resources) => {
      const document = all(resources, 'AWS::S3::BucketPolicy')[0]?.Properties['PolicyDocument'] as { Statement: { Action: unknown }[] };
      document.Statement = document.Statement.filter(({ Action }) => Action !== 's3:ListBucket');
    },
    /unknown page/,
  ],
  [
    'one permission of the two',
    (resources) => {
      for (const { Properties } of all(resources, 'AWS::Lambda::Permission'))
        if (Properties['Action'] === 'lambda:InvokeFunction' && Properties['Principal'] === 'cloudfront.amazonaws.com')
          Properties['Principal'] = 'nobody';
    },
    /Answers of the API/,
  ],
  [
    'no rewrite',
    (resources) => {
      const { DefaultCacheBehavior, CacheBehaviors } = configOf(resources);
      for (const behaviour of [DefaultCacheBehavior, ...CacheBehaviors]) behaviour['LambdaFunctionAssociations'] = [];
    },
    /Addresses lead/,
  ],
  [
    'the policy of staff on the pages of customers',
    (resources) => {
      const { DefaultCacheBehavior, CacheBehaviors } = configOf(resources);
      for (const behaviour of CacheBehaviors.filter(({ PathPattern }) => /^\/(?:track|book)\//.test(String(PathPattern))))
        behaviour['ResponseHeadersPolicyId'] = DefaultCacheBehavior['ResponseHeadersPolicyId'];
    },
    /security policy/,
  ],
];

test('Green on another edge of the same template', async () => expect((await smokeWith(() => undefined)).failed).toEqual([]));

test.each(MUTANTS)('Red with %s', async (_name, change, promise) => {
  const { failed, lines } = await smokeWith(change);
  expect(
    failed.filter((each) => promise.test(each)),
    lines,
  ).not.toEqual([]);
});
