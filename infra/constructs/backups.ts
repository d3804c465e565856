// Owns the daily backups, in a vault of their own that outlives bucket and tables.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Tables } from './tables.ts';

export function createBackups(scope: Construct, bucket: Bucket, { roster, shortLived, jobs }: Tables): void {
  const backupVault = new BackupVault(scope, 'Vault', { removalPolicy: RemovalPolicy.RETAIN, blockRecoveryPointDeletion: true });
  const plan = new BackupPlan(scope, 'Backups', { backupVault });
  plan.addRule(
    new BackupPlanRule({
      ruleName: 'daily',
      // 03:00 on the east coast: trucks are home.
      scheduleExpression: Schedule.cron({ hour: '8', minute: '0' }),
      startWindow: Duration.hours(1),
      completionWindow: Duration.hours(6),
      deleteAfter: Duration.days(35),
    }),
  );
  const role = new Role(scope, 'BackupRole', {
    assumedBy: new ServicePrincipal('backup.amazonaws.com'),
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup'),
      ManagedPolicy.fromAwsManagedPolicyName('AWSBackupServiceRolePolicyForS3Backup'),
    ],
  });
  plan.addSelection('Everything', {
    role,
    disableDefaultBackupPolicy: true,
    resources: [
      BackupResource.fromArn(bucket.bucketArn),
      BackupResource.fromDynamoDbTable(roster),
      BackupResource.fromDynamoDbTable(shortLived),
      BackupResource.fromDynamoDbTable(jobs),
    ],
  });
}
