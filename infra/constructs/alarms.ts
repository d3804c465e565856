// Owns what wakes somebody, and the page on which they look: metrics of Lambda and CloudFront, and those that our own log lines carry.
import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Dashboard, GraphWidget, Metric, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import type { Texts } from './texts.ts';

export interface Watched {
  readonly settings: StageSettings;
  readonly prefix: string;
  readonly api: LambdaFunction;
  readonly archiver: LambdaFunction;
  readonly texts: Texts | null;
  readonly distribution: Distribution;
}

interface Watch {
  readonly id: string;
  readonly metric: IMetric;
  readonly above: number;
  /** how many periods of the last ones must be above */
  readonly periods: number;
  readonly says: string;
}

const FIVE_MINUTES = Duration.minutes(5);
/** `lambda/aws/metric-line.ts` writes them into the log, in CloudWatch's embedded format; a test compares both. */
const OWN_NAMESPACE = 'HaulDispatch';
const own = (stage: string, metricName: string, statistic = 'Sum') =>
  new Metric({ namespace: OWN_NAMESPACE, metricName, dimensionsMap: { Stage: stage }, statistic, period: FIVE_MINUTES });

export function createAlarms(scope: Construct, watched: Watched): void {
  const topic = createAlarmTopic(scope, watched);
  const watches = [...apiWatches(watched), ...storeWatches(watched.settings.stage), ...archiveWatches(watched), ...textWatches(watched)];
  for (const { id, metric, above, periods, says } of watches)
    new Alarm(scope, `Alarm${id}`, {
      alarmName: `${watched.prefix}-${id}`,
      alarmDescription: says,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(topic));
  createDashboard(scope, watched, watches);
}

/** A policy of its own takes the place of the one that lets this account's alarms publish: it has to say so itself. */
function createAlarmTopic(scope: Construct, { prefix, settings }: Watched): Topic {
  const topic = new Topic(scope, 'Alarms', { displayName: `${prefix} alarms`, enforceSSL: true });
  topic.addSubscription(new EmailSubscription(settings.alarmEmail));
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return topic;
}

const apiWatches = ({ api, settings }: Watched): readonly Watch[] => [
  {
    id: 'ApiErrors',
    metric: api.metricErrors({ period: FIVE_MINUTES }),
    above: 0,
    periods: 1,
    says: 'The API crashed or timed out. Look for level "error" in its log.',
  },
  {
    id: 'ApiThrottles',
    metric: api.metricThrottles({ period: FIVE_MINUTES }),
    above: 0,
    periods: 1,
    says: 'Requests were refused: reservedConcurrency is used up.',
  },
  {
    id: 'ApiSlow',
    metric: api.metricDuration({ statistic: 'p99', period: FIVE_MINUTES }),
    above: 3_000,
    periods: 3,
    says: 'One request in a hundred takes more than 3 s. See store-retry and store-large in the log.',
  },
  { id: 'Bugs', metric: own(settings.stage, 'Bugs'), above: 0, periods: 1, says: 'A bug was met: see event "bug" in the log of the API.' },
];

const storeWatches = (stage: string): readonly Watch[] => [
  {
    id: 'StoreRetries',
    metric: own(stage, 'StoreRetries'),
    above: 300,
    periods: 3,
    says: 'Saving collides often: more than one a second for 15 minutes. See README, Limit.',
  },
  {
    id: 'StoreBusy',
    metric: own(stage, 'StoreBusy'),
    above: 0,
    periods: 1,
    says: 'A change gave up after 12 tries; phones try again. Which company: event "store-busy".',
  },
  {
    id: 'StoreLarge',
    metric: own(stage, 'StoreLarge'),
    above: 0,
    periods: 1,
    says: 'A jobs.json is above 8 MB. Archive finished jobs: event "store-large" names the company.',
  },
  {
    id: 'StoreBroken',
    metric: own(stage, 'StoreBroken'),
    above: 0,
    periods: 1,
    says: 'Stored data cannot be read; nothing is written over it. Restore it: docs/deploy.md, Backups.',
  },
  {
    id: 'StoreUnreachable',
    metric: own(stage, 'StoreUnreachable'),
    above: 5,
    periods: 2,
    says: 'S3 or DynamoDB does not answer, or a right is missing: the event names which.',
  },
  {
    id: 'StoreRolledBack',
    metric: own(stage, 'StoreRolledBack'),
    above: 0,
    periods: 1,
    says: 'A phone has seen a newer jobs.json than the stored one. Restore with a raised epoch: docs/deploy.md, Backups.',
  },
];

const archiveWatches = ({ archiver, settings }: Watched): readonly Watch[] => [
  {
    id: 'ArchiverErrors',
    metric: archiver.metricErrors({ period: FIVE_MINUTES }),
    above: 0,
    periods: 1,
    says: 'The archiver crashed or timed out. Jobs stay where they are; its next run goes on.',
  },
  {
    id: 'NotArchived',
    metric: own(settings.stage, 'CompaniesNotArchived', 'Maximum'),
    above: 0,
    periods: 1,
    says: 'Finished jobs of a company cannot leave its jobs.json: event "archive-failed" says whose, and why.',
  },
];

function textWatches({ texts, settings }: Watched): readonly Watch[] {
  if (!texts) return [];
  return [
    {
      id: 'TextErrors',
      metric: texts.function.metricErrors({ period: FIVE_MINUTES }),
      above: 0,
      periods: 2,
      says: 'The sender of texts crashed or timed out.',
    },
    {
      id: 'OldestText',
      metric: own(settings.stage, 'OldestUnsentTextSeconds', 'Maximum'),
      above: 600,
      periods: 1,
      says: 'A text has been due for ten minutes and is not sent.',
    },
    {
      id: 'LostEvents',
      metric: texts.undelivered.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES }),
      above: 0,
      periods: 1,
      says: 'A change of a book, or word of the provider, did not reach the sender. Texts leave by the sweep all the same: docs/deploy.md, Texts.',
    },
  ];
}

function createDashboard(scope: Construct, { prefix, api, distribution }: Watched, watches: readonly Watch[]): void {
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12 });
  const named = (...ids: readonly string[]) =>
    watches.filter(({ id }) => ids.some((each) => id.startsWith(each))).map(({ metric }) => metric);
  new Dashboard(scope, 'Dashboard', {
    dashboardName: prefix,
    widgets: [
      [
        graph('Requests', [api.metricInvocations({ period: FIVE_MINUTES }), distribution.metricRequests()]),
        graph('Errors, throttles, bugs', named('ApiErrors', 'ApiThrottles', 'Bugs')),
      ],
      [
        graph('API, ms: p50, p99', [api.metricDuration({ statistic: 'p50' }), api.metricDuration({ statistic: 'p99' })]),
        graph('Compare-and-swap', named('StoreRetries', 'StoreBusy')),
      ],
      [
        graph('Store and archive', named('StoreLarge', 'StoreBroken', 'StoreUnreachable', 'StoreRolledBack', 'NotArchived')),
        graph('Texts', named('TextErrors', 'OldestText', 'LostEvents')),
      ],
    ],
  });
}
