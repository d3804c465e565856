// Owns `tenants/{slug}/company.json` on S3: small, rarely changed, kept for half a minute, changed only by compare-and-swap.
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import type { Company } from '#core/company';
import { readRecord, writeRecord, type CompanyRecord } from '#core/company-record';
import { idSchema } from '#core/id';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import type { CompanyStore, HeldCompany } from '../port.ts';
import { CompanyBroken } from '../store-errors.ts';
import { bareEtag } from './etag.ts';
import { reached } from './reached.ts';

const KEPT_MS = 30_000;
/** Who comes between two of them has changed the revision, and that is an answer. */
const MOST_TRIES = 4;

/** As it lies there, with what other releases have written into it. */
interface Loaded extends HeldCompany {
  readonly raw: unknown;
}

export interface S3CompanyStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** milliseconds since 1970 */
  readonly now: () => number;
}

/** @throws CompanyBroken, StoreUnreachable */
export function createS3CompanyStore({ client, bucket, now }: S3CompanyStoreOptions): CompanyStore {
  const kept = new Map<string, { company: Company | null; untilMs: number }>();

  return {
    async read(slug, fresh) {
      if (!v.is(idSchema.tenant, slug)) return null;
      const known = kept.get(slug);
      if (known && known.untilMs > now() && !fresh) return known.company;
      return keep(slug, (await load(slug))?.company ?? null);
    },
    async change(slug, decide) {
      for (let tries = 1; tries <= MOST_TRIES; tries++) {
        const held = await load(slug);
        if (!held) return refuse(problem('not-found', 'No company is known by this name.'));
        const decided = decide(held);
        if (!decided.ok) return decided;
        if (!decided.value) return ok(held);
        const revision = await save(held, decided.value);
        if (revision === null) continue;
        keep(slug, decided.value.company);
        return ok({ ...decided.value, revision });
      }
      return refuse(problem('store-busy', 'Cannot save the settings: others saved first. Try again.', { retryAfterSeconds: 2 }));
    },
    async write(company) {
      const Body = JSON.stringify(company);
      const put = new PutObjectCommand({ Bucket: bucket, Key: keyOf(company.slug), Body, ContentType: 'application/json' });
      await reached('s3', client.send(put));
      kept.delete(company.slug);
    },
    async create(company) {
      const Body = JSON.stringify(company);
      const put = new PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(company.slug),
        Body,
        ContentType: 'application/json',
        IfNoneMatch: '*',
      });
      try {
        await reached('s3', client.send(put));
      } catch (error) {
        if (error instanceof S3ServiceException && [409, 412].includes(error.$metadata.httpStatusCode ?? 0)) return false;
        throw error;
      }
      kept.delete(company.slug);
      return true;
    },
    async list() {
      const slugs: string[] = [];
      let token: string | undefined;
      do {
        const list = new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: 'tenants/',
          Delimiter: '/',
          ...(token && { ContinuationToken: token }),
        });
        const page = await reached('s3', client.send(list));
        for (const { Prefix = '' } of page.CommonPrefixes ?? []) slugs.push(Prefix.split('/')[1] ?? '');
        token = page.NextContinuationToken;
      } while (token);
      return slugs;
    },
  };

  function keep(slug: string, company: Company | null): Company | null {
    kept.set(slug, { company, untilMs: now() + (company && !company.disabled ? KEPT_MS : 0) });
    return company;
  }

  async function load(slug: string): Promise<Loaded | null> {
    const found = await find(slug);
    if (!found) return null;
    const raw = v.safeParse(v.pipe(v.string(), v.parseJson()), found.text);
    const record = raw.success ? readRecord(raw.output) : null;
    if (!record) throw new CompanyBroken(slug);
    return { ...record, revision: found.revision, raw: raw.output };
  }

  /** The new revision; null when somebody came between. */
  async function save({ raw, revision }: Loaded, record: CompanyRecord): Promise<string | null> {
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: keyOf(record.company.slug),
      Body: JSON.stringify(writeRecord(raw, record)),
      ContentType: 'application/json',
      IfMatch: revision,
    });
    try {
      return bareEtag((await reached('s3', client.send(put))).ETag);
    } catch (error) {
      if (error instanceof S3ServiceException && [404, 409, 412].includes(error.$metadata.httpStatusCode ?? 0)) return null;
      throw error;
    }
  }

  async function find(slug: string): Promise<{ readonly text: string; readonly revision: string } | null> {
    try {
      const found = await reached('s3', client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(slug) })));
      return { text: (await found.Body?.transformToString()) ?? '', revision: bareEtag(found.ETag) ?? '' };
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
      throw error;
    }
  }
}

const keyOf = (slug: string): string => `tenants/${slug}/company.json`;
