// Owns the log of the edge: fields are chosen, so that no path, query, referrer, cookie or address of a viewer is ever written.
import { Stack } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export const LOGGED_FIELDS = [
  'date',
  'time',
  'x-edge-location',
  'cs-method',
  'cs-protocol',
  'cs-protocol-version',
  'ssl-protocol',
  'sc-status',
  'sc-bytes',
  'sc-content-type',
  'time-taken',
  'time-to-first-byte',
  'x-edge-result-type',
  'x-edge-detailed-result-type',
  'x-edge-request-id',
] as const;

export function logAccess(scope: Construct, { distributionId }: Distribution, prefix: string, retention: number): void {
  const { partition, account } = Stack.of(scope);
  const group = new LogGroup(scope, 'EdgeLog', { retention });
  const mayWrite = group.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [group.logGroupArn],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  const source = new CfnDeliverySource(scope, 'EdgeLogSource', {
    name: `${prefix}-edge`,
    logType: 'ACCESS_LOGS',
    resourceArn: `arn:${partition}:cloudfront::${account}:distribution/${distributionId}`,
  });
  const destination = new CfnDeliveryDestination(scope, 'EdgeLogDestination', {
    name: `${prefix}-edge`,
    destinationResourceArn: group.logGroupArn,
    outputFormat: 'json',
  });
  const delivery = new CfnDelivery(scope, 'EdgeLogDelivery', {
    deliverySourceName: source.name,
    deliveryDestinationArn: destination.attrArn,
    recordFields: [...LOGGED_FIELDS],
  });
  delivery.addResourceDependency(source);
  if (mayWrite.policyDependable) delivery.node.addDependency(mayWrite.policyDependable);
}
