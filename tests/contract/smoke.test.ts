// Promises of the smoke test: green on the cloud of this machine, whose edge is the synthesized template, and red when that template is wrong.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runningCloud } from '#infra/local/data-folder';
import { appTemplateFile } from '#infra/render-template';
import { runSmoke } from '#infra/deploy/smoke/run';
import { startCloudProcess } from '../support/cloud-process.ts';

const SLOW_MS = 120_000;
const DANA = { tenant: 'quickdump', login: 'dana', password: 'haul-demo-2026' };
interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}
type Resources = Record<string, Resource>;

let dir: string;
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'haul-smoke-'))));
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Starts a cloud on a template, asks it, and stops it. */
async function smoke(name: string, change: (resources: Resources) => void, seed: 'demo' | 'none') {
  const template = JSON.parse(await readFile(appTemplateFile(), 'utf8')) as { Resources: Resources };
  change(template.Resources);
  const file = join(dir, `${name}.json`);
  await writeFile(file, JSON.stringify(template));
  const dataDir = join(dir, name);
  const cloud = await startCloudProcess({ dataDir, env: { EDGE_TEMPLATE: file, SEED: seed } });
  const lines: string[] = [];
  const target = { origin: cloud.origin, siteBucket: runningCloud(dataDir)?.siteBucket ?? null };
  const { failed } = await runSmoke(target, seed === 'demo' ? DANA : null, (line) => lines.push(line)).finally(() => cloud.stop());
  return { failed, lines: lines.join('\n') };
}

const all = (resources: Resources, type: string): Resource[] => Object.values(resources).filter(({ Type }) => Type === type);
const configOf = (resources: Resources) => all(resources, 'AWS::CloudFront::Distribution')[0]?.Properties['DistributionConfig'] as Config;
interface Config {
  CacheBehaviors: Record<string, unknown>[];
  DefaultCacheBehavior: Record<string, unknown>;
  Origins: Record<string, unknown>[];
}

test(
  'Green on the cloud as it is',
  async () => expect(await smoke('whole', () => undefined, 'demo')).toMatchObject({ failed: [] }),
  SLOW_MS,
);

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
  ['no rewrite', (resources) => void (configOf(resources).DefaultCacheBehavior['LambdaFunctionAssociations'] = []), /Addresses lead/],
];

test.each(MUTANTS)(
  'Red with %s',
  async (name, change, promise) => {
    const { failed, lines } = await smoke(name.replaceAll(' ', '-'), change, 'none');
    expect(
      failed.filter((each) => promise.test(each)),
      lines,
    ).not.toEqual([]);
  },
  SLOW_MS,
);
