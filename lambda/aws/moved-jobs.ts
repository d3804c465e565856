// Owns opening the jobs of a company that has moved to DynamoDB, in a chunk of its own so that requests of all others start faster.
import type { TenantId } from '#core/id';
import type { StoreConfig } from '../config.ts';
import type { JobStore } from '../port.ts';
import { createDynamoJobStore } from './dynamo-job-store.ts';
import type { JobTable } from './dynamo-jobs/job-table.ts';
import type { Shelf } from './dynamo-jobs/read-shelf.ts';
import { clientFor } from './dynamo-stores.ts';
import type { S3JobStoreOptions } from './s3-job-store.ts';

/** of this sandbox, by the cache that says which companies have moved: each set of ports has its own */
const shelves = new WeakMap<object, Map<string, Shelf>>();

/** @param onS3 the store that read that the company has moved */
export function openMovedJobs(s3: Omit<S3JobStoreOptions, 'moved'>, config: StoreConfig, stay: string, onS3: () => JobStore): JobStore {
  const cache = shelves.get(s3.cache) ?? new Map<string, Shelf>();
  shelves.set(s3.cache, cache);
  return createDynamoJobStore({
    ...s3,
    at: tableOf(config, s3.tenant as TenantId, stay),
    place: s3,
    cache,
    onS3: () => {
      s3.cache.delete(`tenants/${s3.tenant}/jobs.json`);
      cache.delete(stay);
      return onS3();
    },
  });
}

export const tableOf = (config: StoreConfig, tenant: TenantId, stay: string): JobTable => ({
  client: clientFor(config),
  table: config.JOBS_TABLE,
  tenant,
  stay,
  now: Date.now,
});
