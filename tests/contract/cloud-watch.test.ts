// Promises of what watches the cloud: somebody is woken, each metric is one that our log lines carry, and nothing is kept or paid for without end.
import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { readSettings } from '#infra/stage-settings';
import { METRIC_NAMESPACE, METRICS } from '#lambda/aws/metric-line';
import { builtTemplate } from '../support/built-template.ts';

const [data, app] = [builtTemplate('Data'), builtTemplate('App')];
const alarms = () =>
  Object.values(app.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties as { MetricName: string; Namespace: string; AlarmActions: unknown[] },
  );
interface TopicPolicy {
  readonly Topics: readonly unknown[];
  readonly PolicyDocument: { readonly Statement: readonly object[] };
}
test('Errors, throttles, p99, compare-and-swap and a rollback wake somebody', () => {
  const names = alarms().map(({ MetricName }) => MetricName);
  for (const name of ['Errors', 'Throttles', 'Duration', 'StoreRetries', 'StoreBusy', 'StoreLarge', 'StoreBroken', 'StoreRolledBack'])
    expect(names).toContain(name);
  expect(alarms().every(({ AlarmActions }) => AlarmActions.length === 1)).toBe(true);
});
test('Whatever an alarm tells is allowed to hear it from CloudWatch, and hands it on to somebody', () => {
  const policies = Object.values(app.findResources('AWS::SNS::TopicPolicy')).map(({ Properties }) => Properties as TopicPolicy);
  const subscribed = Object.values(app.findResources('AWS::SNS::Subscription')).map(
    ({ Properties }) => Properties as { Protocol: string; TopicArn: unknown },
  );
  const heard = new Set(alarms().flatMap(({ AlarmActions }) => AlarmActions.map((action) => JSON.stringify(action))));
  expect(heard.size).toBe(1);
  for (const topic of heard) {
    const statements = policies
      .filter(({ Topics }) => Topics.some((each) => JSON.stringify(each) === topic))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: JSON.parse(topic) as unknown,
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    );
    expect(subscribed.filter(({ TopicArn }) => JSON.stringify(TopicArn) === topic).map(({ Protocol }) => Protocol)).toEqual(['email']);
  }
});
test('Each metric of our own that an alarm looks at is written by a log line, under the same namespace', () => {
  const written = new Set(Object.values(METRICS).map(({ name }) => name));
  const ours = alarms().filter(({ Namespace }) => !Namespace.startsWith('AWS/'));
  expect(ours.length).toBeGreaterThan(5);
  for (const { MetricName, Namespace } of ours) expect([Namespace, written.has(MetricName)]).toEqual([METRIC_NAMESPACE, true]);
});
test('The quota that the guide has asked for holds what a stage reserves', () => {
  const reserved = Object.values(app.findResources('AWS::Lambda::Function')).map(
    ({ Properties }) => (Properties as { ReservedConcurrentExecutions?: number }).ReservedConcurrentExecutions ?? 0,
  );
  const { reservedConcurrency } = readSettings('example');
  const more = reserved.reduce((sum, each) => sum + each, 0) - reservedConcurrency;
  expect(readFileSync('docs/deploy.md', 'utf8')).toContain(`\`reservedConcurrency\`, ${more} more for each stage, and 100`);
});
test('Every log ends, and the month’s money is watched', () => {
  for (const template of [data, app])
    for (const { Properties } of Object.values(template.findResources('AWS::Logs::LogGroup')))
      expect(Properties).toMatchObject({ RetentionInDays: 30 });
  app.hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetLimit: { Amount: 50, Unit: 'USD' } },
    NotificationsWithSubscribers: Match.arrayEquals([Match.anyValue(), Match.anyValue(), Match.anyValue()]),
  });
});
