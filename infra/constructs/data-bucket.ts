// Owns the companies' bucket: private, kept for ever, each version of a book kept for a while, and no blind write to a book by anybody.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
  StorageClass,
  type CfnBucket,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** A week of commits to go back to, beside the daily backups. */
const VERSION_DAYS = 7;
const SMALLEST_MEDIA_BYTES = 128 * 1024;

/** @param publicOrigin pages of this origin may put photos */
export function createDataBucket(scope: Construct, publicOrigin: string): Bucket {
  const bucket = new Bucket(scope, 'Data', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
    cors: [
      {
        allowedOrigins: [publicOrigin],
        allowedMethods: [HttpMethods.PUT],
        allowedHeaders: ['content-type', 'content-length', 'x-amz-checksum-sha256'],
        maxAge: 3_000,
      },
    ],
    lifecycleRules: [
      { id: 'former-versions', noncurrentVersionExpiration: Duration.days(VERSION_DAYS), expiredObjectDeleteMarker: true },
      { id: 'broken-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      {
        id: 'old-photos',
        objectSizeGreaterThan: SMALLEST_MEDIA_BYTES,
        transitions: [{ storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(30) }],
      },
    ],
  });
  for (const statement of guards(bucket)) bucket.addToResourcePolicy(statement);
  tellEventBridge(bucket);
  return bucket;
}

/** The compare-and-swap is not a habit of our code but a rule of the bucket: also for whoever comes with an administrator's rights. */
const guards = (bucket: Bucket): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'NoBlindWriteToABook',
    effect: Effect.DENY,
    principals: [new StarPrincipal()],
    actions: ['s3:PutObject'],
    resources: booksOf(bucket),
    // Both are absent. Parts of a multipart upload carry no condition: only what makes the object is asked for one.
    conditions: { Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
  }),
  new PolicyStatement({
    sid: 'NoDeleteOfABook',
    effect: Effect.DENY,
    principals: [new StarPrincipal()],
    actions: ['s3:DeleteObject'],
    resources: booksOf(bucket),
  }),
];

/** What the archive holds is as much a company's record as its book. */
const booksOf = (bucket: Bucket): string[] =>
  ['tenants/*/jobs.json', 'tenants/*/archive/*'].map((objects) => bucket.arnForObjects(objects));

/** The construct's own switch would bring a function with rights of its own along; the bucket's property needs none. */
function tellEventBridge(bucket: Bucket): void {
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
