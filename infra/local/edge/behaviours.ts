// Owns what the distribution does per path, read from the synthesized template: the first pattern that matches wins.
import * as v from 'valibot';
import { readOrigins, type Origin } from './origins.ts';
import { responseHeaders } from './response-headers.ts';
import type { Template } from './template.ts';

export interface Behaviour {
  /** null is the default behaviour */
  readonly PathPattern: string | null;
  readonly origin: Origin;
  readonly AllowedMethods: readonly string[];
  /** what a file is compressed with; the API compresses by itself */
  readonly encodings: readonly ('br' | 'gzip')[];
  /** what of a request the origin gets beside its path */
  readonly forwards: 'all but host' | 'nothing';
  /** by event, the file and export of its function: "handler.handler" */
  readonly functions: Readonly<Partial<Record<EventType, string>>>;
  readonly ResponseHeaders: Readonly<Record<string, string>>;
}
export type EventType = 'viewer-request' | 'origin-response';

const behaviourSchema = v.object({
  PathPattern: v.optional(v.string()),
  TargetOriginId: v.string(),
  AllowedMethods: v.optional(v.array(v.string()), ['GET', 'HEAD']),
  Compress: v.optional(v.boolean(), false),
  CachePolicyId: v.unknown(),
  OriginRequestPolicyId: v.optional(v.unknown()),
  ResponseHeadersPolicyId: v.optional(v.unknown()),
  LambdaFunctionAssociations: v.optional(
    v.array(v.object({ EventType: v.picklist(['viewer-request', 'origin-response']), LambdaFunctionARN: v.unknown() })),
    [],
  ),
});
const distributionSchema = v.object({
  DefaultCacheBehavior: behaviourSchema,
  CacheBehaviors: v.optional(v.array(behaviourSchema), []),
});
const cachePolicySchema = v.object({
  MaxTTL: v.number(),
  ParametersInCacheKeyAndForwardedToOrigin: v.object({ EnableAcceptEncodingBrotli: v.boolean(), EnableAcceptEncodingGzip: v.boolean() }),
});
type RawBehaviour = v.InferOutput<typeof behaviourSchema>;

/** AWS' own policy of this name; its id is the same in every account. */
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** @param uploadOrigin where photos are put on this machine */
export function readBehaviours(template: Template, uploadOrigin: string): readonly Behaviour[] {
  const [found] = template.ofType('AWS::CloudFront::Distribution');
  if (!found) throw new Error('The template has no distribution');
  const config = v.parse(distributionSchema, found[1].Properties['DistributionConfig']);
  const origins = readOrigins(template, found[1].Properties['DistributionConfig']);
  return [...config.CacheBehaviors, config.DefaultCacheBehavior].map((raw) => readBehaviour(template, raw, origins, uploadOrigin));
}

function readBehaviour(template: Template, raw: RawBehaviour, origins: ReadonlyMap<string, Origin>, uploadOrigin: string): Behaviour {
  const origin = origins.get(raw.TargetOriginId);
  if (!origin) throw new Error(`The template has no origin ${raw.TargetOriginId}`);
  return {
    PathPattern: raw.PathPattern ?? null,
    origin,
    AllowedMethods: raw.AllowedMethods,
    encodings: raw.Compress ? encodingsOf(template, raw.CachePolicyId) : [],
    forwards: forwardsOf(raw.OriginRequestPolicyId),
    functions: Object.fromEntries(
      raw.LambdaFunctionAssociations.map(({ EventType, LambdaFunctionARN }) => [EventType, handlerOf(template, LambdaFunctionARN)]),
    ),
    ResponseHeaders: responseHeaders(template, raw.ResponseHeadersPolicyId, uploadOrigin),
  };
}

/** What is never kept is never compressed either. */
function encodingsOf(template: Template, policy: unknown): Behaviour['encodings'] {
  const found = template.follow(policy);
  if (!found) throw new Error('The local edge knows cache policies of our own only');
  const { MaxTTL, ParametersInCacheKeyAndForwardedToOrigin: key } = v.parse(cachePolicySchema, found[1].Properties['CachePolicyConfig']);
  if (MaxTTL === 0) return [];
  return [...(key.EnableAcceptEncodingBrotli ? (['br'] as const) : []), ...(key.EnableAcceptEncodingGzip ? (['gzip'] as const) : [])];
}

function forwardsOf(policy: unknown): Behaviour['forwards'] {
  if (policy === undefined) return 'nothing';
  if (policy === ALL_VIEWER_EXCEPT_HOST_HEADER) return 'all but host';
  throw new Error(`The local edge does not know the origin request policy ${JSON.stringify(policy)}`);
}

/** An association names a version, the version its function, and that its handler. */
function handlerOf(template: Template, version: unknown): string {
  const numbered = template.follow(version);
  if (numbered?.[1].Type !== 'AWS::Lambda::Version') throw new Error('A function at the edge is named by a numbered version');
  const found = template.follow(numbered[1].Properties['FunctionName']);
  return v.parse(v.string(), found?.[1].Properties['Handler']);
}

/** The behaviour of a path. Patterns are matched as CloudFront does: case-sensitive, `*` any run, `?` one character. */
export function behaviourFor(table: readonly Behaviour[], path: string): Behaviour {
  const found = table.find(({ PathPattern }) => PathPattern === null || patternOf(PathPattern).test(path));
  if (!found) throw new Error('The table has no default behaviour');
  return found;
}

const patternOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
