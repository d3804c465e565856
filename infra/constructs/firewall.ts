// Owns the rate rules before the distribution, for who wants them: an address that asks too often is refused for a while.
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';

type FirewallSettings = NonNullable<StageSettings['firewall']>;

/** @returns the ARN that the distribution is given */
export function createFirewall(scope: Construct, prefix: string, settings: FirewallSettings): string {
  return new CfnWebACL(scope, 'Firewall', {
    name: `${prefix}-rates`,
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visible('all'),
    rules: [
      rateRule('bookings', 0, settings.bookingsPerFiveMinutes, ['/api/bookings', '/api/session']),
      rateRule('requests', 1, settings.requestsPerFiveMinutes, []),
    ],
  }).attrArn;
}

/** @param paths which requests are counted; all when empty */
function rateRule(name: string, priority: number, limit: number, paths: readonly string[]): CfnWebACL.RuleProperty {
  const [first, ...rest] = paths.map(atPath);
  const scopeDownStatement = first && (rest.length > 0 ? { orStatement: { statements: [first, ...rest] } } : first);
  return {
    name,
    priority,
    action: { block: { customResponse: { responseCode: 429, responseHeaders: [{ name: 'retry-after', value: '300' }] } } },
    visibilityConfig: visible(name),
    statement: {
      rateBasedStatement: { limit, evaluationWindowSec: 300, aggregateKeyType: 'IP', ...(scopeDownStatement && { scopeDownStatement }) },
    },
  };
}

const atPath = (path: string): CfnWebACL.StatementProperty => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'EXACTLY',
    searchString: path,
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
});

/** Samples would keep paths and headers of requests. */
const visible = (metricName: string) => ({ metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false });
