// Owns the sender of texts: started by each change of a book, by the clock and by the provider, never by a request that has already been answered.
import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { bucketRights, jobsRights, shortLivedRights, textNumbersOf, type Stores } from './api.ts';
import { apiCode } from './bundles.ts';
import { functionRole } from './function-role.ts';
import { DUE_INDEX } from './tables.ts';
import { createProviderEvents } from './text-events.ts';

export interface Texts {
  readonly function: LambdaFunction;
  readonly undelivered: Queue;
  /** deliveries, and what people answer */
  readonly topic: Topic;
}

export function createTexts(
  scope: Construct,
  stores: Stores,
  settings: StageSettings,
  prefix: string,
  environment: Record<string, string>,
): Texts {
  const { topic, configurationSet } = createProviderEvents(scope, prefix);
  const logGroup = new LogGroup(scope, 'TextsLog', { retention: settings.logDays });
  const sender = new LambdaFunction(scope, 'Texts', {
    role: functionRole(scope, 'Texts', logGroup),
    description: 'Sends what jobs.json says is due',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: apiCode(),
    handler: 'texts.handler',
    memorySize: 512,
    timeout: Duration.seconds(50),
    // Claims make a second sender harmless; a limit keeps a storm of events from becoming a storm of texts.
    reservedConcurrentExecutions: 5,
    environment: { ...environment, ...textNumbersOf(settings), TEXT_CONFIGURATION_SET: configurationSet.ref },
    logGroup,
  });
  for (const statement of [...storeRights(stores), sendRight()]) sender.addToRolePolicy(statement);
  stores.keyRing.grantRead(sender);
  const undelivered = new Queue(scope, 'UndeliveredEvents', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  startBy(scope, stores, sender, undelivered);
  topic.addSubscription(new LambdaSubscription(sender, { deadLetterQueue: undelivered }));
  return { function: sender, undelivered, topic };
}

/** Books, companies and the crew are read only: what became of a text lies in the short-lived table. */
const storeRights = ({ bucket, tables: { roster, shortLived, jobs } }: Stores): readonly PolicyStatement[] => [
  ...bucketRights(bucket, ['s3:GetObject']),
  new PolicyStatement({ sid: 'Roster', actions: ['dynamodb:Query'], resources: [roster.tableArn] }),
  ...shortLivedRights(shortLived),
  jobsRights(jobs),
  new PolicyStatement({ sid: 'WhatIsDue', actions: ['dynamodb:Query'], resources: [dueIndexArn(shortLived)] }),
];
const dueIndexArn = (table: TableV2): string => `${table.tableArn}/index/${DUE_INDEX.indexName}`;

/** Sending names its number in the request; the account may hold several, so that the right is on all of them. */
const sendRight = () => new PolicyStatement({ sid: 'SendTexts', actions: ['sms-voice:SendTextMessage'], resources: ['*'] });

/** Both come by EventBridge. A change is put into the shape of S3's own notification, so that the sender knows one shape only. */
function startBy(scope: Construct, { bucket }: Stores, sender: LambdaFunction, deadLetterQueue: Queue): void {
  const { bucketName } = bucket;
  new Rule(scope, 'BookChanged', {
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [bucketName] }, object: { key: [{ wildcard: 'tenants/*/jobs.json' }] } },
    },
    targets: [
      new FunctionTarget(sender, {
        event: RuleTargetInput.fromObject({
          Records: [
            {
              eventSource: 'aws:s3',
              s3: {
                bucket: { name: EventField.fromPath('$.detail.bucket.name') },
                object: { key: EventField.fromPath('$.detail.object.key') },
              },
            },
          ],
        }),
        deadLetterQueue,
        retryAttempts: 2,
      }),
    ],
  });
  // What the minute's sweep misses, the next one finds: no retry, no letter.
  new Rule(scope, 'EachMinute', {
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new FunctionTarget(sender, { retryAttempts: 0 })],
  });
}
