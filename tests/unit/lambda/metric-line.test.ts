// Promises of log lines that are metrics too: CloudWatch finds the value in the line, and nothing else is changed.
import { expect, test } from 'vitest';
import { metricLine } from '#lambda/aws/metric-line';

const NOW = Date.parse('2026-11-25T15:00:00Z');

test('A line that an alarm looks at carries its metric', () => {
  expect(metricLine({ level: 'info', event: 'store-retry', tenant: 'acme', status: 412 }, 'prod', NOW)).toEqual({
    at: '2026-11-25T15:00:00.000Z',
    level: 'info',
    event: 'store-retry',
    tenant: 'acme',
    status: 412,
    Stage: 'prod',
    StoreRetries: 1,
    _aws: {
      Timestamp: NOW,
      CloudWatchMetrics: [{ Namespace: 'HaulDispatch', Dimensions: [['Stage']], Metrics: [{ Name: 'StoreRetries', Unit: 'Count' }] }],
    },
  });
});

test('A value is taken from its field; a line without it is no metric', () => {
  const swept = (fields: object) => metricLine({ level: 'info', event: 'texts-swept', ...fields }, 'prod', NOW);
  expect(swept({ oldestUnsentSeconds: 90 })['OldestUnsentTextSeconds']).toBe(90);
  expect(swept({})).not.toHaveProperty('_aws');
});

test('A rollback is told by the request that proved it; other requests are no metric', () => {
  const request = (code: string | null) => metricLine({ level: 'error', event: 'request', code }, 'prod', NOW);
  expect(request('store-rolled-back')).toMatchObject({ StoreRolledBack: 1 });
  expect(request('not-found')).not.toHaveProperty('_aws');
  expect(request(null)).not.toHaveProperty('_aws');
});
