// Owns which failures of an origin the edge keeps: CloudFront gives a 5xx to all who ask for the same path, whatever its own `Cache-Control` says.
import * as v from 'valibot';
import type { Template } from './template.ts';

/** What CloudFront keeps always; other errors it keeps only where the answer itself allows it, and ours never do. */
const KEPT = [500, 502, 503, 504] as const;
/** CloudFront's own, where the template says nothing. */
const DEFAULT_SECONDS = 10;

const distributionSchema = v.object({
  CustomErrorResponses: v.optional(
    v.array(
      v.strictObject({ ErrorCode: v.number(), ErrorCachingMinTTL: v.number() }, 'a custom error page would hide the API’s own answers'),
    ),
    [],
  ),
});

export interface KeptErrors<Answer> {
  /** The failure that everybody gets for this path at this moment; null when the origin is asked. */
  find(path: string): Answer | null;
  keep(path: string, answer: Answer): void;
}

/** @param now in milliseconds */
export function createKeptErrors<Answer extends { readonly statusCode: number }>(
  template: Template,
  now: () => number,
): KeptErrors<Answer> {
  const secondsOf = keptSeconds(template);
  const kept = new Map<string, { readonly answer: Answer; readonly untilMs: number }>();
  return {
    find(path) {
      const known = kept.get(path);
      if (known && known.untilMs > now()) return known.answer;
      kept.delete(path);
      return null;
    },
    keep(path, answer) {
      const seconds = secondsOf.get(answer.statusCode) ?? 0;
      if (seconds > 0) kept.set(path, { answer, untilMs: now() + seconds * 1000 });
    },
  };
}

function keptSeconds(template: Template): ReadonlyMap<number, number> {
  const [found] = template.ofType('AWS::CloudFront::Distribution');
  const { CustomErrorResponses } = v.parse(distributionSchema, found?.[1].Properties['DistributionConfig']);
  const told = CustomErrorResponses.map(({ ErrorCode, ErrorCachingMinTTL }) => [ErrorCode, ErrorCachingMinTTL] as const);
  return new Map<number, number>([...KEPT.map((status) => [status, DEFAULT_SECONDS] as const), ...told]);
}
