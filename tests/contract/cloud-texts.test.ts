// Promises of the sender of texts in the cloud: what wakes it, what it may do, and that all names are those that its code reads.
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { DUE_INDEX } from '#lambda/aws/dynamo-due';
import { readConfig } from '#lambda/config';
import type { OutgoingText } from '#lambda/port';
import { createServices } from '#lambda/services';
import { EVENT_TYPES } from '#lambda/text/provider-events';
import { takeEvent } from '#lambda/text/take-event';
import { newId } from '../support/api-client.ts';
import { builtTemplate, statementsOf } from '../support/built-template.ts';
import { bookingFor, demoApi, TEST_CONFIG } from '../support/demo-api.ts';
import { memoryPorts } from '../support/memory-ports.ts';

const app = builtTemplate('App');
const some = <T extends object>(value: T) => Match.arrayWith([Match.objectLike(value)]);
const idsOf = (type: string, properties: object) => Object.keys(app.findResources(type, { Properties: properties }));
const [topic = ''] = idsOf('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });

const BOOK_CHANGED = {
  EventPattern: {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: Match.anyValue(), object: { key: [{ wildcard: 'tenants/*/jobs.json' }] } },
  },
};
test('It is started by a change of a book and by each minute, and only so many run at once', () => {
  app.hasResourceProperties('AWS::Lambda::Function', { Handler: 'texts.handler', ReservedConcurrentExecutions: 5 });
  app.hasResourceProperties('AWS::Events::Rule', { ...BOOK_CHANGED, Targets: some({ DeadLetterConfig: Match.anyValue() }) });
  app.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
});

test('What the rule makes of a change is what its code takes for one', async () => {
  const [rule] = Object.values(app.findResources('AWS::Events::Rule', { Properties: BOOK_CHANGED })) as {
    Properties: { Targets: { InputTransformer: { InputTemplate: string; InputPathsMap: Record<string, string> } }[] };
  }[];
  const { InputTemplate = '', InputPathsMap = {} } = rule?.Properties.Targets[0]?.InputTransformer ?? {};
  const values: Record<string, string> = {
    '$.detail.bucket.name': 'a-bucket',
    '$.detail.object.key': 'tenants/quickdump/jobs.json',
  };
  const event = InputTemplate.replace(/<([\w-]+)>/g, (_, name: string) => JSON.stringify(values[InputPathsMap[name] ?? '']));
  const ports = memoryPorts(Date.parse('2026-11-24T15:00:00Z'));
  const api = await demoApi(ports);
  await api.open().call('POST', '/api/bookings', bookingFor('2026-11-25'), { 'idempotency-key': newId() });
  const sent: OutgoingText[] = [];
  const sender = { send: (text: OutgoingText) => (sent.push(text), Promise.resolve({ kind: 'accepted', messageId: 'm1' } as const)) };
  await takeEvent({ ...createServices(TEST_CONFIG, ports), sender }, JSON.parse(event));
  expect(sent).toHaveLength(1);
});

test('The configuration that it reads has the numbers and the configuration set of the settings', () => {
  const [{ Properties } = { Properties: {} }] = Object.values(
    app.findResources('AWS::Lambda::Function', { Properties: { Handler: 'texts.handler' } }),
  ) as { Properties: { Environment?: { Variables: Record<string, unknown> } } }[];
  // What only CloudFormation knows is told by its own words for it.
  const told = Object.entries(Properties.Environment?.Variables ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const env = Object.fromEntries(told) as Record<string, string>;
  const outside = { AWS_REGION: 'us-east-1', PUBLIC_ORIGIN: 'https://x.example.com', SECRETS: JSON.stringify(TEST_CONFIG.SECRETS) };
  const { TEXT_NUMBERS, TEXT_CONFIGURATION_SET } = readConfig({ ...env, ...outside });
  expect(TEXT_NUMBERS).toEqual({ '*': '+16175550100' });
  expect(TEXT_CONFIGURATION_SET).toContain('"Ref":"TextsConfigurationSet"');
});

test('It reads books, companies and the crew, asks what is due, sends texts, and changes short-lived rows only', () => {
  const statements = statementsOf(app, /^TextsRole/);
  const actions = statements.flatMap(({ Action }) => Action).filter((action) => !/^(logs|secretsmanager):/.test(action));
  expect(actions.toSorted()).toEqual([
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:Query',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    's3:GetObject',
    's3:ListBucket',
    'sms-voice:SendTextMessage',
  ]);
  const indexes = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('/index/'));
  expect(indexes.map(({ Action }) => Action)).toEqual(['dynamodb:Query']);
  expect(JSON.stringify(indexes[0]?.Resource)).toContain(`/index/${DUE_INDEX}"`);
});

test('The provider tells all that the code reads and nothing else, in one topic that wakes the sender', () => {
  app.hasResourceProperties('AWS::SMSVOICE::ConfigurationSet', {
    ConfigurationSetName: 'haul-example-texts',
    EventDestinations: [
      {
        EventDestinationName: 'topic',
        Enabled: true,
        MatchingEventTypes: Match.arrayEquals([...EVENT_TYPES]),
        SnsDestination: { TopicArn: { Ref: topic } },
      },
    ],
  });
  app.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'lambda',
    TopicArn: { Ref: topic },
    Endpoint: { 'Fn::GetAtt': [idsOf('AWS::Lambda::Function', { Handler: 'texts.handler' })[0], 'Arn'] },
    RedrivePolicy: Match.anyValue(),
  });
  app.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'sns.amazonaws.com', SourceArn: { Ref: topic } });
});

test('Only the provider may publish there, for this account, by TLS, under a key that turns', () => {
  app.hasResourceProperties('AWS::SNS::TopicPolicy', {
    Topics: [{ Ref: topic }],
    PolicyDocument: {
      Statement: Match.arrayEquals([
        Match.objectLike({
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        Match.objectLike({
          Effect: 'Allow',
          Principal: { Service: 'sms-voice.amazonaws.com' },
          Action: 'sns:Publish',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    },
  });
  app.hasResourceProperties('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: {
      Statement: some({ Principal: { Service: 'sms-voice.amazonaws.com' }, Action: ['kms:GenerateDataKey', 'kms:Decrypt'] }),
    },
  });
});

test('A text that waits, an error and an event that got lost wake somebody', () => {
  for (const MetricName of ['OldestUnsentTextSeconds', 'ApproximateNumberOfMessagesVisible'])
    app.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName });
});
