// Promises of a stage with a domain of its own, without a firewall, and with the sender of texts: what the example of the build does not show.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCloud } from '#infra/app';
import { parseSettings } from '#infra/stage-settings';
import { builtTemplate, statementsOf } from '../support/built-template.ts';

const dir = mkdtempSync(join(tmpdir(), 'haul-synth-'));
let own: { data: Template; app: Template };
beforeAll(() => {
  const example = parseSettings(readFileSync('infra/stages/example.json', 'utf8'), 'example.json');
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b';
  const settings = { ...example, account: '123456789012', domain: { name: 'dispatch.example.com', certificateArn }, firewall: null };
  const cloud = createCloud(settings, 'test', dir, true);
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

describe('the sender of texts, when the build has one', () => {
  test('It is started by a change of a book and by each minute, and only so many run at once', () => {
    own.app.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'texts.handler',
      ReservedConcurrentExecutions: 5,
      Environment: {
        Variables: Match.objectLike({
          TEXTS_FROM: '+16175550100',
          TEXTS_COUNTRIES: 'US',
          TEXTS_MOST_PER_DAY: '500',
          KEY_RING: Match.anyValue(),
        }),
      },
    });
    own.app.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: Match.anyValue(), object: { key: [{ wildcard: 'tenants/*/jobs.json' }] } },
      },
      Targets: some({ DeadLetterConfig: Match.anyValue() }),
    });
    own.app.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
  });
  test('It may send texts and do with the stores what the API may, and delete no object', () => {
    const actions = statementsOf(own.app, /^TextsRole/).flatMap(({ Action }) => Action);
    expect(actions).toContain('sms-voice:SendTextMessage');
    expect(actions.filter((action) => action.includes('*') || /s3:Delete|Scan/.test(action))).toEqual([]);
  });
  test('A text that waits, an error and an event that got lost wake somebody', () => {
    for (const MetricName of ['OldestUnsentTextSeconds', 'ApproximateNumberOfMessagesVisible'])
      own.app.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName });
  });
});
