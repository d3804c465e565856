// Owns the archiver: each hour finished jobs leave the books. It reads and writes books, wherever they are, and archive objects, and nothing else.
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { JOBS_WRITES, jobsRights, missingKeysAre404, type Stores } from './api.ts';
import { apiCode } from './bundles.ts';
import { functionRole } from './function-role.ts';

/** What it writes; the API's own right covers all of a company's folder. */
export const ARCHIVER_OBJECTS = ['tenants/*/jobs.json', 'tenants/*/archive/*'];

export function createArchiver(
  scope: Construct,
  { bucket, tables }: Stores,
  settings: StageSettings,
  environment: Record<string, string>,
): LambdaFunction {
  const logGroup = new LogGroup(scope, 'ArchiverLog', { retention: settings.logDays });
  const archiver = new LambdaFunction(scope, 'Archiver', {
    role: functionRole(scope, 'Archiver', logGroup),
    description: 'Finished jobs leave jobs.json for the archive',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: apiCode(),
    handler: 'archive.handler',
    memorySize: 1_024,
    timeout: Duration.minutes(5),
    // Two at once would only be in each other's way.
    reservedConcurrentExecutions: 1,
    environment,
    logGroup,
  });
  archiver.addToRolePolicy(objectRights(bucket));
  archiver.addToRolePolicy(missingKeysAre404(bucket));
  // The jobs of a company that has moved leave their rows as others leave their book.
  archiver.addToRolePolicy(jobsRights(tables.jobs, JOBS_WRITES));
  // What one run leaves the next one takes: no retry.
  new Rule(scope, 'EachHour', {
    schedule: Schedule.rate(Duration.hours(1)),
    targets: [new FunctionTarget(archiver, { retryAttempts: 0 })],
  });
  return archiver;
}

const objectRights = (bucket: Bucket): PolicyStatement =>
  new PolicyStatement({
    sid: 'BooksAndArchives',
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: ARCHIVER_OBJECTS.map((objects) => bucket.arnForObjects(objects)),
  });
