// Owns the clients of a move, for a command that ends: the same stores as the API's own, by the same configuration.
import { S3Client } from '@aws-sdk/client-s3';
import type { TenantId } from '#core/id';
import type { Config } from '../config.ts';
import { openDynamoDb } from './dynamo-stores.ts';
import type { MoveOptions } from './move-jobs.ts';

export function openMover(config: Config, tenant: TenantId, tell: MoveOptions['tell']): MoveOptions & { close(): void } {
  const s3 = new S3Client({ region: config.AWS_REGION, forcePathStyle: config.S3_FORCE_PATH_STYLE === 'true' });
  const dynamo = openDynamoDb({ region: config.AWS_REGION });
  return {
    place: { client: s3, bucket: config.DATA_BUCKET, tenant },
    table: { client: dynamo, table: config.JOBS_TABLE, tenant, now: Date.now },
    tell,
    close: () => (s3.destroy(), dynamo.destroy()),
  };
}
