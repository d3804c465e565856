// Promises of the cloud as code, read from the synthesized templates: each property without which something in the field would break.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { createTables, startDynamoDb } from '#infra/local/dynamodb';
import { DUE_INDEX } from '#lambda/aws/dynamo-due';
import { readStoreConfig } from '#lambda/config';
import { builtTemplate, statementsOf } from '../support/built-template.ts';

const [data, app] = [builtTemplate('Data'), builtTemplate('App')];
const BLOCKED = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const some = <T extends object>(value: T) => Match.arrayWith([Match.objectLike(value)]);
describe('the data', () => {
  const BOOKS = ['/tenants/*/jobs.json', '/tenants/*/archive/*'];
  test('A book and its archive are written by compare-and-swap only, and deleted by nobody: the bucket itself says so', () => {
    data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'NoBlindWriteToABook',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:PutObject',
            Resource: BOOKS.map((objects) => Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([objects])] })),
            Condition: { Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
          }),
          Match.objectLike({ Sid: 'NoDeleteOfABook', Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject' }),
        ]),
      },
    });
  });
  test('The bucket is private, encrypted, kept, spoken to by TLS only, and keeps former versions for a week', () => {
    data.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    data.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: BLOCKED,
      BucketEncryption: { ServerSideEncryptionConfiguration: some({ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }) },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: { Rules: some({ NoncurrentVersionExpiration: { NoncurrentDays: 7 } }) },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: some({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }) },
    });
  });
  test('Photos are put by pages of the site only, with exactly the headers that are signed', () => {
    const rules = (origin: unknown) => ({
      CorsConfiguration: {
        CorsRules: [
          {
            AllowedOrigins: [origin],
            AllowedMethods: ['PUT'],
            AllowedHeaders: ['content-type', 'content-length', 'x-amz-checksum-sha256'],
            MaxAge: 3000,
          },
        ],
      },
    });
    data.hasResourceProperties('AWS::S3::Bucket', rules({ Ref: 'PublicOrigin' }));
  });
  test('All tables can be taken back to any second, are protected from deletion, and have the keys that the adapters use', () => {
    const table = (name: string, keys: object[], rest: object = {}) =>
      data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
        TableName: name,
        KeySchema: keys,
        BillingMode: 'PAY_PER_REQUEST',
        Replicas: [
          Match.objectLike({ DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
        ],
        ...rest,
      });
    table('haul-example-crew_roster', [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
    table('haul-example-short_lived', [{ AttributeName: 'pk', KeyType: 'HASH' }], {
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    table(
      'haul-example-jobs',
      [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } },
    );
    data.allResources('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Retain' });
  });
  test('What is due is asked by time, of an index that holds only that; its name, keys and fields are those of the local table', async () => {
    const dynamo = await startDynamoDb(mkdtempSync(join(tmpdir(), 'haul-due-')), undefined);
    const client = new DynamoDBClient({
      endpoint: dynamo.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await createTables(client, 'roster', 'short_lived', 'jobs');
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'short_lived' }));
    client.destroy();
    await dynamo.close();
    const [local] = Table?.GlobalSecondaryIndexes ?? [];
    expect(local?.IndexName).toBe(DUE_INDEX);
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TableName: 'haul-example-short_lived',
      GlobalSecondaryIndexes: [{ IndexName: DUE_INDEX, KeySchema: local?.KeySchema, Projection: local?.Projection }],
      AttributeDefinitions: Match.arrayWith([
        { AttributeName: 'dueList', AttributeType: 'S' },
        { AttributeName: 'dueAt', AttributeType: 'N' },
      ]),
    });
  });
  test('Bucket and tables are backed up each day for 35 days, into a vault that lets nobody delete by hand', () => {
    data.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: { BackupPlanRule: some({ RuleName: 'daily', Lifecycle: { DeleteAfterDays: 35 } }) },
    });
    data.hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupSelection: { Resources: Match.arrayEquals([Match.anyValue(), Match.anyValue(), Match.anyValue(), Match.anyValue()]) },
    });
    data.hasResource('AWS::Backup::BackupVault', {
      DeletionPolicy: 'Retain',
      Properties: { AccessPolicy: { Statement: some({ Effect: 'Deny' }) } },
    });
  });
  test('The keys take turns every 90 days, and the first turn makes them', () => {
    data.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { ScheduleExpression: 'rate(90 days)' },
      RotateImmediatelyOnUpdate: true,
    });
    // As Secrets Manager makes one by itself: the turn knows it by its length, and another would be drawn over the keys of stages that are there.
    data.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'Retain',
      Properties: { GenerateSecretString: Match.objectEquals({}) },
    });
  });
});

describe('the API', () => {
  test('It runs Node 24 on ARM, with its concurrency reserved, and its environment is what the configuration reads', () => {
    app.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'handler.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      ReservedConcurrentExecutions: 50,
      Environment: {
        Variables: {
          STAGE: 'example',
          RELEASE: Match.anyValue(),
          PUBLIC_ORIGIN: { Ref: 'PublicOrigin' },
          DATA_BUCKET: Match.anyValue(),
          ROSTER_TABLE: Match.anyValue(),
          SHORT_LIVED_TABLE: Match.anyValue(),
          JOBS_TABLE: Match.anyValue(),
          KEY_RING: Match.anyValue(),
          TEXT_NUMBERS: '{"*":"+16175550100"}',
        },
      },
    });
  });
  test('It may do what its adapters do, in the companies’ folders only, and delete nothing but photos', () => {
    const statements = statementsOf(app, /^ApiRole/);
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*') || /s3:Delete|Scan|sms-voice/.test(action))).toEqual(['s3:DeleteObject']);
    const erased = statements.find(({ Action }) => Action === 's3:DeleteObject');
    expect(JSON.stringify(erased?.Resource)).toMatch(/"\/tenants\/\*\/photos\/\*"/);
    // It sets what is due; which of it is due only the sender asks.
    expect(JSON.stringify(statements)).not.toContain('/index/');
    // Each of these may be a part of the transaction that saves jobs.
    const jobs = statements.find(({ Action }) => [Action].flat().includes('dynamodb:ConditionCheckItem'));
    expect(jobs?.Action).toEqual(
      ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'ConditionCheckItem'].map((each) => `dynamodb:${each}`),
    );
    const objects = statements.find(({ Action }) => [Action].flat().includes('s3:PutObject'));
    expect(JSON.stringify(objects?.Resource)).toMatch(/"\/tenants\/\*"/);
    const list = statements.find(({ Action }) => Action === 's3:ListBucket');
    expect(list?.Condition).toEqual({ StringLikeIfExists: { 's3:prefix': ['tenants/*'] } });
  });
  test('Only this distribution may call it, with both rights that a function URL asks for', () => {
    app.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
    for (const Action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'])
      app.hasResourceProperties('AWS::Lambda::Permission', {
        Action,
        Principal: 'cloudfront.amazonaws.com',
        SourceArn: Match.objectLike({ 'Fn::Join': Match.anyValue() }),
      });
    const grants = Object.values(app.findResources('AWS::Lambda::Permission')).map(
      ({ Properties }) => (Properties as { Principal: string }).Principal,
    );
    expect(grants.filter((principal) => principal === '*')).toEqual([]);
  });
});

describe('the archiver', () => {
  test('It is started each hour, one at a time, and tries by itself no more than that', () => {
    app.hasResourceProperties('AWS::Lambda::Function', { Handler: 'archive.handler', ReservedConcurrentExecutions: 1, Timeout: 300 });
    app.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: some({ RetryPolicy: { MaximumRetryAttempts: 0 } }),
    });
  });
  test('It reads and writes books and archive objects, finds which companies there are, and may do nothing else', () => {
    const statements = statementsOf(app, /^ArchiverRole/).filter(({ Action }) => !/^logs:/.test([Action].flat()[0] ?? ''));
    expect(statements.map(({ Action }) => Action)).toEqual([
      ['s3:GetObject', 's3:PutObject'],
      's3:ListBucket',
      expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem']),
    ]);
    expect(JSON.stringify(statements)).not.toMatch(/Scan|s3:Delete|"\*"/);
    const resources = JSON.stringify(statements[0]?.Resource);
    expect(resources.match(/\/tenants[^"]*/g)).toEqual(['/tenants/*/jobs.json', '/tenants/*/archive/*']);
  });
  test('Its environment is enough for its configuration, without a key', () => {
    const [{ Properties } = { Properties: {} }] = Object.values(
      app.findResources('AWS::Lambda::Function', { Properties: { Handler: 'archive.handler' } }),
    ) as { Properties: { Environment?: { Variables: Record<string, unknown> } } }[];
    const told = Object.entries(Properties.Environment?.Variables ?? {}).map(([name, value]) => [name, JSON.stringify(value)]);
    expect(readStoreConfig({ ...(Object.fromEntries(told) as Record<string, string>), AWS_REGION: 'us-east-1' }).DATA_BUCKET).toBeTruthy();
  });
});
