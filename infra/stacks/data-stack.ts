// Owns what must outlive every deployment: the companies' bucket, the tables, the keys, and their backups.
import { CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { createBackups } from '../constructs/backups.ts';
import { createDataBucket } from '../constructs/data-bucket.ts';
import { createKeyRing } from '../constructs/key-ring.ts';
import { createTables, type Tables } from '../constructs/tables.ts';
import type { StageSettings } from '../stage-settings.ts';

export interface DataStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly prefix: string;
}

/** Until the distribution has told its name, nobody's pages may put photos. */
const NOT_YET = 'https://not-yet.invalid';

/** Where customers and crews come in. Without a domain of one's own only the first deployment can say: it is a parameter then. */
export function publicOriginOf(stack: Stack, { domain }: StageSettings): string {
  if (domain) return `https://${domain.name}`;
  return new CfnParameter(stack, 'PublicOrigin', {
    default: NOT_YET,
    allowedPattern: '^https://[a-z0-9.-]+$',
    description: 'https:// and the name of the distribution; npm run deploy finds it out',
  }).valueAsString;
}

export class DataStack extends Stack {
  readonly bucket: Bucket;
  readonly tables: Tables;
  readonly keyRing: Secret;

  constructor(scope: Construct, id: string, { settings, prefix, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    this.bucket = createDataBucket(this, publicOriginOf(this, settings));
    this.tables = createTables(this, prefix);
    this.keyRing = createKeyRing(this, prefix, new LogGroup(this, 'TurnKeysLog', { retention: settings.logDays }));
    createBackups(this, this.bucket, this.tables);
  }
}
