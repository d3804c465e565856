// Owns the outside of the API on AWS: real clients behind the ports. DynamoDB's, and what signs photos, are loaded when first needed.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import type { TenantId } from '#core/id';
import type { StoreConfig } from '../config.ts';
import type { DueStore, JobArchive, JobStore, PhotoStore, Ports, RosterStore, ShortLivedStore } from '../port.ts';
import { metricLine } from './metric-line.ts';
import { createS3CompanyStore } from './s3-company-store.ts';
import { createS3LogoStore } from './s3-logo-store.ts';
import type { S3Place } from './s3-document.ts';
import { createS3JobStore, type Held, type S3JobStoreOptions } from './s3-job-store.ts';

/** The SDK tries again by itself after cut connections and 5xx; our own loop reads first after each of its answers. */
const S3_TIMES = { connectionTimeout: 2_000, requestTimeout: 10_000 };

/** @param log where log lines go; on Lambda its output is the log. @param pause between tries of a commit */
export function openAwsPorts(config: StoreConfig, log: Ports['log'] = printLine(config.STAGE), pause: S3Place['sleep'] = sleep): Ports {
  const client = new S3Client({
    region: config.AWS_REGION,
    forcePathStyle: config.S3_FORCE_PATH_STYLE === 'true',
    maxAttempts: 3,
    requestHandler: S3_TIMES,
  });
  const cache = new Map<string, Held>();
  const now = Date.now;
  const bucket = config.DATA_BUCKET;
  const placeOf = (tenant: TenantId): S3Place => ({ client, bucket, tenant, sleep: pause, random: Math.random, log });
  return {
    openJobStore: (tenant) => openJobs({ ...placeOf(tenant), cache }, config),
    openArchive: lazyArchive(placeOf),
    companies: createS3CompanyStore({ client, bucket, now }),
    openPhotos: lazyPhotos(client, bucket),
    openLogos: (tenant) => createS3LogoStore({ client, bucket, tenant }),
    ...lazyDynamo(config, now),
    now,
    randomBytes: (count) => randomBytes(count),
    log,
  };
}

/** Where a company's jobs are its `jobs.json` says: what DynamoDB needs is loaded for those that have moved there. */
function openJobs(options: Omit<S3JobStoreOptions, 'moved'>, config: StoreConfig): JobStore {
  const store: JobStore = createS3JobStore({
    ...options,
    moved: async (stay) => (await import('./moved-jobs.ts')).openMovedJobs(options, config, stay, () => store),
  });
  return store;
}

/** Not by the console: Lambda's writes a time and an id before each line, and CloudWatch finds no JSON in it then. */
const printLine =
  (stage: string): Ports['log'] =>
  (entry) =>
    void process.stdout.write(`${JSON.stringify(metricLine(entry, stage, Date.now()))}\n`);

function lazyArchive(placeOf: (tenant: TenantId) => S3Place): Ports['openArchive'] {
  const load = async (tenant: TenantId): Promise<JobArchive> => (await import('./s3-archive.ts')).createS3Archive(placeOf(tenant));
  return (tenant) => ({
    read: async (day) => (await load(tenant)).read(day),
    lay: async (day, jobs) => (await load(tenant)).lay(day, jobs),
    change: async (day, decide) => (await load(tenant)).change(day, decide),
  });
}

function lazyPhotos(client: S3Client, bucket: string): Ports['openPhotos'] {
  const load = async (tenant: TenantId): Promise<PhotoStore> =>
    (await import('./s3-photo-store.ts')).createS3PhotoStore({ client, bucket, tenant });
  return (tenant) => ({
    find: async (sha256) => (await load(tenant)).find(sha256),
    signUpload: async (photo) => (await load(tenant)).signUpload(photo),
    signView: async (sha256) => (await load(tenant)).signView(sha256),
    remove: async (sha256) => (await load(tenant)).remove(sha256),
  });
}

function lazyDynamo(config: StoreConfig, now: () => number): Pick<Ports, 'openRoster' | 'shortLived' | 'due'> {
  const load = () => import('./dynamo-stores.ts');
  let opened: ReturnType<typeof load> | null = null;
  const open = () => (opened ??= load());
  const shortLived = async (): Promise<ShortLivedStore> => (await open()).openShortLived(config, now);
  const due = async (): Promise<DueStore> => (await open()).openDue(config);
  const roster = async (tenant: TenantId): Promise<RosterStore> => (await open()).openRoster(config, tenant);
  return {
    openRoster: (tenant) => ({
      members: async () => (await roster(tenant)).members(),
      saveMember: async (record, ifRev) => (await roster(tenant)).saveMember(record, ifRev),
      availability: async (from, to, role) => (await roster(tenant)).availability(from, to, role),
      timeOff: async (from, to) => (await roster(tenant)).timeOff(from, to),
      setAvailability: async (member, days) => (await roster(tenant)).setAvailability(member, days),
    }),
    shortLived: {
      get: async (key) => (await shortLived()).get(key),
      put: async (...row) => (await shortLived()).put(...row),
      increment: async (...row) => (await shortLived()).increment(...row),
      decrement: async (key) => (await shortLived()).decrement(key),
      remove: async (key) => (await shortLived()).remove(key),
    },
    due: {
      set: async (...row) => (await due()).set(...row),
      due: async (...asked) => (await due()).due(...asked),
      settle: async (...row) => (await due()).settle(...row),
    },
  };
}
