// Promises of the distribution's template: one behaviour for each kind of path, and each header, policy and function where it must be.
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { LOGGED_FIELDS } from '#infra/constructs/access-log';
import { builtTemplate } from '../support/built-template.ts';

const app = builtTemplate('App');
const BLOCKED = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const some = <T extends object>(value: T) => Match.arrayWith([Match.objectLike(value)]);

describe('the distribution', () => {
  const config = (template: Template) =>
    (Object.values(template.findResources('AWS::CloudFront::Distribution'))[0] as { Properties: { DistributionConfig: Config } }).Properties
      .DistributionConfig;
  interface Behaviour {
    PathPattern?: string;
    CachePolicyId: { Ref: string };
    [name: string]: unknown;
  }
  interface Config {
    CacheBehaviors: Behaviour[];
    DefaultCacheBehavior: Behaviour;
    Origins: Record<string, unknown>[];
    [name: string]: unknown;
  }
  const cachePolicy = (behaviour: Behaviour | undefined) =>
    (
      app.findResources('AWS::CloudFront::CachePolicy')[behaviour?.CachePolicyId.Ref ?? ''] as {
        Properties: { CachePolicyConfig: Record<string, unknown> };
      }
    ).Properties.CachePolicyConfig;

  test('The API has a behaviour of its own: no function, no caching, everything of the viewer but the host', () => {
    const [, api] = config(app).CacheBehaviors;
    expect(api).toMatchObject({
      PathPattern: '/api/*',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      Compress: false,
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
    });
    expect(api).not.toHaveProperty('LambdaFunctionAssociations');
    expect(cachePolicy(api)).toMatchObject({ MinTTL: 0, DefaultTTL: 0, MaxTTL: 0 });
  });
  test('Behaviours are asked in this order', () => {
    expect(config(app).CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual([
      '/api/tenants/*/logo/*',
      '/api/*',
      '/_app/immutable/*',
      '/track/*',
      '/book/*',
    ]);
  });
  test('What is cached is cached by its path alone, and no least time defeats a no-cache', () => {
    for (const { Properties } of Object.values(app.findResources('AWS::CloudFront::CachePolicy'))) {
      const { MinTTL, ParametersInCacheKeyAndForwardedToOrigin: key } = (
        Properties as { CachePolicyConfig: { MinTTL: number; ParametersInCacheKeyAndForwardedToOrigin: object } }
      ).CachePolicyConfig;
      expect(MinTTL).toBe(0);
      expect(key).toMatchObject({
        CookiesConfig: { CookieBehavior: 'none' },
        HeadersConfig: { HeaderBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'none' },
      });
    }
    const pages = config(app).DefaultCacheBehavior;
    expect(pages['Compress']).toBe(true);
    expect(cachePolicy(pages)).toMatchObject({
      DefaultTTL: 0,
      ParametersInCacheKeyAndForwardedToOrigin: { EnableAcceptEncodingBrotli: true, EnableAcceptEncodingGzip: true },
    });
    expect(cachePolicy(config(app).CacheBehaviors[2])).toMatchObject({ DefaultTTL: 31_536_000 });
  });
  test('Addresses are rewritten by a numbered version, on pages only; the page for what is not there comes after the bucket', () => {
    expect(config(app).DefaultCacheBehavior['LambdaFunctionAssociations']).toMatchObject([
      { EventType: 'viewer-request', LambdaFunctionARN: { Ref: expect.stringMatching(/^RewriteCurrentVersion/) as string } },
      { EventType: 'origin-response', LambdaFunctionARN: { Ref: expect.stringMatching(/^NotFoundCurrentVersion/) as string } },
    ]);
    for (const Handler of ['handler.handler', 'not-found.handler'])
      app.hasResourceProperties('AWS::Lambda::Function', { Handler, MemorySize: 128, Environment: Match.absent() });
  });
  test('No failure is kept, to be given to somebody else; and no custom error page turns the API’s refusals into HTML', () => {
    expect(config(app)['CustomErrorResponses']).toEqual([500, 502, 503, 504].map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })));
  });
  test('Both origins are signed for by the edge', () => {
    expect(config(app).Origins.map((origin) => 'OriginAccessControlId' in origin)).toEqual([true, true]);
    for (const OriginAccessControlOriginType of ['s3', 'lambda'])
      app.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
        OriginAccessControlConfig: { OriginAccessControlOriginType, SigningBehavior: 'always', SigningProtocol: 'sigv4' },
      });
  });
  test('The site’s bucket is private, and the edge may list it: an unknown page is 404', () => {
    app.hasResourceProperties('AWS::S3::Bucket', { PublicAccessBlockConfiguration: BLOCKED });
    app.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: some({ Action: 's3:ListBucket', Principal: { Service: 'cloudfront.amazonaws.com' } }) },
    });
  });
  test('Its log has chosen fields: no path, query, referrer, cookie or address of anybody', () => {
    app.hasResourceProperties('AWS::Logs::DeliverySource', { LogType: 'ACCESS_LOGS' });
    app.hasResourceProperties('AWS::Logs::Delivery', { RecordFields: [...LOGGED_FIELDS] });
    expect(LOGGED_FIELDS.filter((field) => /uri|query|referer|cookie|c-ip|forwarded|user-agent/i.test(field))).toEqual([]);
  });
  test('Rate rules are there for who wants them', () => {
    app.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'CLOUDFRONT',
      Rules: some({ Statement: { RateBasedStatement: Match.objectLike({ Limit: 100, AggregateKeyType: 'IP' }) } }),
    });
  });
});
