// Owns how the provider tells what became of a text, and what people answer: one encrypted topic that nobody else may publish to.
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface ProviderEvents {
  readonly topic: Topic;
  readonly configurationSet: CfnConfigurationSet;
}

/** Those that `lambda/text/provider-events.ts` reads; a test compares both. */
const EVENT_TYPES = [
  'TEXT_DELIVERED',
  'TEXT_UNREACHABLE',
  'TEXT_CARRIER_UNREACHABLE',
  'TEXT_CARRIER_BLOCKED',
  'TEXT_BLOCKED',
  'TEXT_INVALID',
  'TEXT_INVALID_MESSAGE',
  'TEXT_TTL_EXPIRED',
  'TEXT_SPAM',
  'TEXT_UNKNOWN',
  'TEXT_PROTECT_BLOCKED',
];
const PROVIDER = new ServicePrincipal('sms-voice.amazonaws.com');

export function createProviderEvents(scope: Construct, prefix: string): ProviderEvents {
  const topic = new Topic(scope, 'TextEvents', { masterKey: keyForProvider(scope, prefix), enforceSSL: true });
  const published = topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ProviderPublishes',
      principals: [PROVIDER],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  const configurationSet = new CfnConfigurationSet(scope, 'TextsConfigurationSet', {
    configurationSetName: `${prefix}-texts`,
    eventDestinations: [
      {
        eventDestinationName: 'topic',
        enabled: true,
        matchingEventTypes: EVENT_TYPES,
        snsDestination: { topicArn: topic.topicArn },
      },
    ],
  });
  // The provider tries the topic when it is told of it.
  if (published.policyDependable) configurationSet.node.addDependency(published.policyDependable);
  return { topic, configurationSet };
}

/** A key of our own: the provider may not use the one that AWS manages for topics. Nothing stays in a topic, so it ends with the stack. */
function keyForProvider(scope: Construct, prefix: string): Key {
  const key = new Key(scope, 'TextEventsKey', {
    description: `${prefix}: deliveries and answers of texts, between the provider and the sender`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ProviderEncrypts',
      principals: [PROVIDER],
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: ['*'],
    }),
  );
  return key;
}
