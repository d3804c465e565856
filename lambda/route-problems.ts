// Owns which problems a route may answer: its own, and those that follow from what it is.
import type { ProblemCode } from '#core/problem';
import type { Route } from './route.ts';

type Facts = Pick<Route, 'method' | 'who' | 'problems' | 'body' | 'query' | 'params'>;

/** Each code once. Any route may meet a bug. */
export function problemsOf({ method, who, problems, body, query, params }: Facts): readonly ProblemCode[] {
  const signed = who === 'crew' || who === 'office';
  return [
    ...new Set<ProblemCode>([
      ...(signed ? (['not-signed-in', 'account-disabled', 'roster-broken', 'company-broken', 'store-unreachable'] as const) : []),
      ...(who === 'office' ? (['not-allowed'] as const) : []),
      ...(method === 'GET' ? [] : (['cross-site'] as const)),
      ...(params ? (['not-found'] as const) : []),
      ...(query ? (['invalid-fields'] as const) : []),
      ...(body ? (['not-json', 'invalid-fields', 'too-large'] as const) : []),
      ...problems,
      'bug',
    ]),
  ];
}
