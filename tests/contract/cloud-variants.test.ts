// Promises of a stage with a domain of its own, without a firewall and without texts: what the example of the build does not show.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCloud } from '#infra/app';
import { parseSettings } from '#infra/stage-settings';
import { builtTemplate } from '../support/built-template.ts';

const dir = mkdtempSync(join(tmpdir(), 'haul-synth-'));
let own: { data: Template; app: Template };
beforeAll(() => {
  const example = parseSettings(readFileSync('infra/stages/example.json', 'utf8'), 'example.json');
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b';
  const settings = {
    ...example,
    account: '123456789012',
    domain: { name: 'dispatch.example.com', certificateArn },
    firewall: null,
    texts: null,
  };
  const cloud = createCloud(settings, 'test', dir);
  own = { data: Template.fromStack(cloud.data), app: Template.fromStack(cloud.site) };
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const some = <T extends object>(value: T) => Match.arrayWith([Match.objectLike(value)]);

test('A domain of one’s own brings its certificate, TLS 1.2 and its origin; without one the address is a parameter', () => {
  own.app.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      Aliases: ['dispatch.example.com'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    },
  });
  own.data.hasResourceProperties('AWS::S3::Bucket', {
    CorsConfiguration: { CorsRules: some({ AllowedOrigins: ['https://dispatch.example.com'] }) },
  });
  own.app.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ PUBLIC_ORIGIN: 'https://dispatch.example.com' }) },
  });
  expect(Object.keys(own.app.findParameters('PublicOrigin'))).toEqual([]);
  expect(Object.keys(builtTemplate('App').findParameters('PublicOrigin'))).toEqual(['PublicOrigin']);
});

test('Without a firewall in the settings there is none', () => own.app.resourceCountIs('AWS::WAFv2::WebACL', 0));

test('Without texts in the settings there is no sender and no topic, and the API knows no number', () => {
  own.app.resourceCountIs('AWS::SMSVOICE::ConfigurationSet', 0);
  expect(Object.keys(own.app.findResources('AWS::Lambda::Function', { Properties: { Handler: 'texts.handler' } }))).toEqual([]);
  own.app.hasResourceProperties('AWS::Lambda::Function', {
    Handler: 'handler.handler',
    Environment: { Variables: Match.objectLike({ TEXT_NUMBERS: '{}' }) },
  });
});
