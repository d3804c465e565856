// Owns the three tables: the crew's roster, what is short-lived, and the jobs of companies that have outgrown one object; their keys are those
// that the adapters use.
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
  type GlobalSecondaryIndexPropsV2,
  type TablePropsV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/** What is due, by time: sparse, as only rows that are due have `dueList`. `lambda/aws/dynamo-due.ts` asks it. */
export const DUE_INDEX: GlobalSecondaryIndexPropsV2 = {
  indexName: 'due',
  partitionKey: { name: 'dueList', type: AttributeType.STRING },
  sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
  projectionType: ProjectionType.INCLUDE,
  nonKeyAttributes: ['revision'],
};

export interface Tables {
  readonly roster: TableV2;
  readonly shortLived: TableV2;
  readonly jobs: TableV2;
}

export function createTables(scope: Construct, prefix: string): Tables {
  const kept: Partial<TablePropsV2> = {
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  };
  const pk = { name: 'pk', type: AttributeType.STRING };
  return {
    roster: new TableV2(scope, 'CrewRoster', {
      ...kept,
      tableName: `${prefix}-crew_roster`,
      partitionKey: pk,
      sortKey: { name: 'sk', type: AttributeType.STRING },
    }),
    shortLived: new TableV2(scope, 'ShortLived', {
      ...kept,
      tableName: `${prefix}-short_lived`,
      partitionKey: pk,
      timeToLiveAttribute: 'expiresAt',
      globalSecondaryIndexes: [DUE_INDEX],
    }),
    // Only its log of commits expires.
    jobs: new TableV2(scope, 'Jobs', {
      ...kept,
      tableName: `${prefix}-jobs`,
      partitionKey: pk,
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
    }),
  };
}
