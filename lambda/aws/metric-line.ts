// Owns which log lines are metrics too: CloudWatch reads them out of the line itself (its embedded metric format), so that nothing more is sent.
import type { LogEntry } from '../port.ts';

interface OwnMetric {
  readonly name: string;
  readonly unit: 'Count' | 'Seconds';
  /** the field that holds the value; a line counts one when there is none */
  readonly field?: string;
}

/** Told to the phone that proved it, so that it stands in that request's line only. */
const ROLLED_BACK = 'store-rolled-back';
export const METRIC_NAMESPACE = 'HaulDispatch';
/** By event, or by the code of a refused request. What Lambda and CloudFront measure anyway is not measured again: each costs by the month. */
export const METRICS: Readonly<Record<string, OwnMetric>> = {
  bug: { name: 'Bugs', unit: 'Count' },
  'store-retry': { name: 'StoreRetries', unit: 'Count' },
  'store-busy': { name: 'StoreBusy', unit: 'Count' },
  'store-large': { name: 'StoreLarge', unit: 'Count' },
  'store-broken': { name: 'StoreBroken', unit: 'Count' },
  'roster-broken': { name: 'StoreBroken', unit: 'Count' },
  'company-broken': { name: 'StoreBroken', unit: 'Count' },
  'store-unreachable': { name: 'StoreUnreachable', unit: 'Count' },
  [ROLLED_BACK]: { name: 'StoreRolledBack', unit: 'Count' },
  'jobs-archived': { name: 'CompaniesNotArchived', unit: 'Count', field: 'failed' },
  'texts-swept': { name: 'OldestUnsentTextSeconds', unit: 'Seconds', field: 'oldestUnsentSeconds' },
};

export function metricLine(entry: LogEntry, stage: string, nowMs: number): Record<string, unknown> {
  const line = { at: new Date(nowMs).toISOString(), ...entry };
  const metric = METRICS[entry.event === 'request' && entry['code'] === ROLLED_BACK ? ROLLED_BACK : entry.event];
  const value = metric?.field === undefined ? 1 : entry[metric.field];
  if (!metric || typeof value !== 'number') return line;
  return {
    ...line,
    Stage: stage,
    [metric.name]: value,
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [['Stage']], Metrics: [{ Name: metric.name, Unit: metric.unit }] }],
    },
  };
}
