// Owns the site: a private bucket and the distribution before it and the API, with one behaviour for each kind of path. The first that fits wins.
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachedMethods,
  Distribution,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
  type BehaviorOptions,
} from 'aws-cdk-lib/aws-cloudfront';
import { FunctionUrlOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { FunctionUrl } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { createCachePolicies } from './cache-policies.ts';
import { createEdgeFunctions } from './edge-functions.ts';
import { createApiHeaders, createPageHeaders } from './page-headers.ts';

export interface SiteProps {
  readonly prefix: string;
  readonly settings: StageSettings;
  readonly apiUrl: FunctionUrl;
  readonly uploadHost: string;
  readonly firewallArn: string | undefined;
}

export interface Site {
  readonly bucket: Bucket;
  readonly distribution: Distribution;
}

/**
 * CloudFront keeps these for 10 s under the path alone, whatever their `Cache-Control` and the behaviour say: one company's failure, with the cookies
 * that came with it, would go to everybody. Only the time is set here: a page or a status of its own would hide the API's answers.
 */
const KEPT_BY_ITSELF = [500, 502, 503, 504] as const;

export function createSite(scope: Construct, props: SiteProps): Site {
  const bucket = createSiteBucket(scope);
  const { domain } = props.settings;
  const distribution = new Distribution(scope, 'Distribution', {
    comment: `${props.prefix}: site and API`,
    ...behaviours(scope, bucket, props),
    errorResponses: KEPT_BY_ITSELF.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass.PRICE_CLASS_100,
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    ...(props.firewallArn && { webAclId: props.firewallArn }),
    ...(domain && { domainNames: [domain.name], certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn) }),
  });
  mayList(bucket, distribution);
  return { bucket, distribution };
}

/** What is in it can be built again; what phones in the field may still load is kept by the upload, and swept 30 days after it was last uploaded. */
function createSiteBucket(scope: Construct): Bucket {
  return new Bucket(scope, 'Site', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

function behaviours(scope: Construct, bucket: Bucket, { prefix, apiUrl, uploadHost }: SiteProps) {
  const cache = createCachePolicies(scope, prefix);
  const pageHeaders = createPageHeaders(scope, prefix, uploadHost, 'staff');
  const apiHeaders = createApiHeaders(scope, prefix);
  const site = S3BucketOrigin.withOriginAccessControl(bucket as IBucket);
  const api = FunctionUrlOrigin.withOriginAccessControl(apiUrl, { readTimeout: Duration.seconds(30), originId: 'api' });
  const page: BehaviorOptions = {
    origin: site,
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
    cachedMethods: CachedMethods.CACHE_GET_HEAD,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy: pageHeaders,
    cachePolicy: cache.pages,
    compress: true,
  };
  const answer: BehaviorOptions = {
    origin: api,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    responseHeadersPolicy: apiHeaders,
    cachePolicy: cache.never,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    // Lambda compresses: what is not cached is not compressed here.
    compress: false,
  };
  const { originRequestPolicy: _none, ...cachedAnswer } = answer;
  const rewritten: BehaviorOptions = { ...page, edgeLambdas: createEdgeFunctions(scope) };
  const forCustomers: BehaviorOptions = {
    ...rewritten,
    responseHeadersPolicy: createPageHeaders(scope, prefix, uploadHost, 'customers'),
  };
  return {
    defaultBehavior: rewritten,
    additionalBehaviors: {
      // No cookie gets through to it, so that no answer made for one person can be kept for all.
      '/api/tenants/*/logo/*': { ...cachedAnswer, allowedMethods: AllowedMethods.ALLOW_GET_HEAD, cachePolicy: cache.hashed },
      '/api/*': answer,
      '/_app/immutable/*': { ...page, cachePolicy: cache.immutable },
      '/track/*': forCustomers,
      '/book/*': forCustomers,
    },
  };
}

/** Without it an unknown page is 403, as if it were there and forbidden. */
function mayList(bucket: Bucket, { distributionId }: Distribution): void {
  const { partition, account } = Stack.of(bucket);
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'UnknownPagesAre404',
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { StringEquals: { 'AWS:SourceArn': `arn:${partition}:cloudfront::${account}:distribution/${distributionId}` } },
    }),
  );
}
