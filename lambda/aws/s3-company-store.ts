// Owns `tenants/{slug}/company.json` on S3: small, rarely changed, kept for half a minute.
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { companySchema, type Company } from '#core/company';
import { idSchema } from '#core/id';
import type { CompanyStore } from '../port.ts';
import { CompanyBroken } from '../store-errors.ts';
import { reached } from './reached.ts';

const KEPT_MS = 30_000;

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
    async read(slug) {
      if (!v.is(idSchema.tenant, slug)) return null;
      const known = kept.get(slug);
      if (known && known.untilMs > now()) return known.company;
      const company = await load(slug);
      kept.set(slug, { company, untilMs: now() + (company && !company.disabled ? KEPT_MS : 0) });
      return company;
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

  async function load(slug: string): Promise<Company | null> {
    const text = await textOf(slug);
    if (text === null) return null;
    const company = v.safeParse(v.pipe(v.string(), v.parseJson(), companySchema), text);
    if (!company.success) throw new CompanyBroken(slug);
    return company.output;
  }

  async function textOf(slug: string): Promise<string | null> {
    try {
      const found = await reached('s3', client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(slug) })));
      return (await found.Body?.transformToString()) ?? '';
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
      throw error;
    }
  }
}

const keyOf = (slug: string): string => `tenants/${slug}/company.json`;
