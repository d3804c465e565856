// Owns the API: one function behind a function URL that only the distribution may call, with no more rights than its adapters use.
import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, FunctionUrlAuthType, Runtime, type FunctionUrl } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { apiCode } from './bundles.ts';
import { functionRole } from './function-role.ts';
import type { Tables } from './tables.ts';

export interface Stores {
  readonly bucket: Bucket;
  readonly tables: Tables;
  readonly keyRing: Secret;
}

export interface Api {
  readonly function: LambdaFunction;
  readonly url: FunctionUrl;
}

/** What both functions find in their environment; `lambda/config.ts` reads it. */
export const environmentOf = ({ bucket, tables, keyRing }: Stores, stage: string, release: string, publicOrigin: string) => ({
  STAGE: stage,
  RELEASE: release,
  DATA_BUCKET: bucket.bucketName,
  ROSTER_TABLE: tables.roster.tableName,
  SHORT_LIVED_TABLE: tables.shortLived.tableName,
  JOBS_TABLE: tables.jobs.tableName,
  PUBLIC_ORIGIN: publicOrigin,
  KEY_RING: keyRing.secretArn,
});

/** Which number a company's texts come from: the office is told by the API, the sender sends from it. */
export const textNumbersOf = ({ texts }: StageSettings) => ({ TEXT_NUMBERS: JSON.stringify(texts?.numbers ?? {}) });

export function createApi(scope: Construct, stores: Stores, settings: StageSettings, environment: Record<string, string>): Api {
  const logGroup = new LogGroup(scope, 'ApiLog', { retention: settings.logDays });
  const api = new LambdaFunction(scope, 'Api', {
    role: functionRole(scope, 'Api', logGroup),
    description: 'The API: every /api/ request',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: apiCode(),
    handler: 'handler.handler',
    // A whole processor comes with 1,769 MB: books are parsed and compressed in each request.
    memorySize: 1_769,
    timeout: Duration.seconds(30),
    reservedConcurrentExecutions: settings.reservedConcurrency,
    environment: { ...environment, ...textNumbersOf(settings) },
    logGroup,
  });
  for (const statement of [
    ...bucketRights(stores.bucket),
    photosOfTheErased(stores.bucket),
    ...rosterRights(stores.tables.roster),
    ...shortLivedRights(stores.tables.shortLived),
    jobsRights(stores.tables.jobs, JOBS_WRITES),
  ])
    api.addToRolePolicy(statement);
  stores.keyRing.grantRead(api);
  return { function: api, url: api.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }) };
}

/** No delete of a book or of an archive, and nothing outside the companies' folders. Listing them is what turns a missing key into 404. */
export const bucketRights = (bucket: Bucket, actions = ['s3:GetObject', 's3:PutObject']): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'CompaniesObjects',
    actions,
    resources: [bucket.arnForObjects('tenants/*')],
  }),
  missingKeysAre404(bucket),
];

export const missingKeysAre404 = (bucket: Bucket): PolicyStatement =>
  new PolicyStatement({
    sid: 'MissingKeysAre404',
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    // Only a list says a prefix: asked for a single missing key there is none, and a strict condition would make that 403 again.
    conditions: { StringLikeIfExists: { 's3:prefix': ['tenants/*'] } },
  });

/** Who asks to be erased takes their pictures along. */
const photosOfTheErased = (bucket: Bucket): PolicyStatement =>
  new PolicyStatement({ sid: 'PhotosOfTheErased', actions: ['s3:DeleteObject'], resources: [bucket.arnForObjects('tenants/*/photos/*')] });

const rosterRights = (table: TableV2): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'Roster',
    actions: ['dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'],
    resources: [table.tableArn],
  }),
];

/** A transaction needs the rights of what is in it. Nothing scans, and only a move, with an engineer's rights, clears a company's rows. */
export const jobsRights = (table: TableV2, writes: readonly string[] = []): PolicyStatement =>
  new PolicyStatement({ sid: 'JobsAsItems', actions: ['dynamodb:GetItem', 'dynamodb:Query', ...writes], resources: [table.tableArn] });

export const JOBS_WRITES = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
] as const;

export const shortLivedRights = (table: TableV2): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'ShortLived',
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    resources: [table.tableArn],
  }),
];
