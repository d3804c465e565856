// Owns how long the edge keeps what: policies of our own, because the managed ones never compress or outlast a `no-cache`.
import { Duration } from 'aws-cdk-lib';
import { CacheCookieBehavior, CacheHeaderBehavior, CachePolicy, CacheQueryStringBehavior } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';

export interface CachePolicies {
  /** pages, manifest and worker: `no-cache` on the object decides, so the least time is none */
  readonly pages: CachePolicy;
  readonly immutable: CachePolicy;
  /** pictures that the API gives under their hash */
  readonly hashed: CachePolicy;
  readonly never: CachePolicy;
}

const NONE = Duration.seconds(0);
const YEAR = Duration.days(365);

export function createCachePolicies(scope: Construct, prefix: string): CachePolicies {
  const byPathAlone = {
    cookieBehavior: CacheCookieBehavior.none(),
    headerBehavior: CacheHeaderBehavior.none(),
    queryStringBehavior: CacheQueryStringBehavior.none(),
  };
  const policy = (id: string, name: string, defaultTtl: Duration, maxTtl: Duration, compress: boolean) =>
    new CachePolicy(scope, id, {
      ...byPathAlone,
      cachePolicyName: `${prefix}-${name}`,
      minTtl: NONE,
      defaultTtl,
      maxTtl,
      enableAcceptEncodingBrotli: compress,
      enableAcceptEncodingGzip: compress,
    });
  return {
    pages: policy('PagesCache', 'pages', NONE, YEAR, true),
    immutable: policy('ImmutableCache', 'immutable', YEAR, YEAR, true),
    hashed: policy('HashedCache', 'hashed', NONE, YEAR, false),
    never: policy('NeverCache', 'never', NONE, NONE, false),
  };
}
