// Owns what S3 servers answer where they may differ: each question asked of a server, beside what AWS documents. docs/s3-differences.md is
// printed from this table.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { BUCKET } from '../support/local-stores.ts';

export interface Question {
  readonly what: string;
  /** the server's answer in a few words */
  ask(client: S3Client, key: string): Promise<string>;
  readonly ours: string;
  readonly ceph: string;
  /** as documented */
  readonly aws: string;
  /** what it means for us; empty when it means nothing */
  readonly so: string;
}

const statusOf = (answer: Promise<{ $metadata: { httpStatusCode?: number } }>): Promise<string> =>
  answer.then(
    ({ $metadata }) => String($metadata.httpStatusCode),
    (error: { $metadata?: { httpStatusCode?: number } }) => String(error.$metadata?.httpStatusCode),
  );
const put = (client: S3Client, Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: crypto.randomUUID(), ...more }));
const etagOf = async (client: S3Client, key: string): Promise<string> => ((await put(client, key)).ETag ?? '').replaceAll('"', '');
const get = (client: S3Client, Key: string, more: object = {}) => client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));

export const QUESTIONS: readonly Question[] = [
  {
    what: 'PUT, If-None-Match: *, nothing there',
    ask: (client, key) => statusOf(put(client, key, { IfNoneMatch: '*' })),
    ours: '200',
    ceph: '200',
    aws: '200',
    so: '',
  },
  {
    what: 'PUT, If-None-Match: *, something there',
    async ask(client, key) {
      await put(client, key);
      return statusOf(put(client, key, { IfNoneMatch: '*' }));
    },
    ours: '412',
    ceph: '412',
    aws: '412',
    so: '',
  },
  {
    what: 'PUT, If-Match: the ETag without quotes',
    ask: async (client, key) => statusOf(put(client, key, { IfMatch: await etagOf(client, key) })),
    ours: '200',
    ceph: '200',
    aws: '200',
    so: 'what the adapter sends',
  },
  {
    what: 'PUT, If-Match: the ETag in quotes',
    ask: async (client, key) => statusOf(put(client, key, { IfMatch: `"${await etagOf(client, key)}"` })),
    ours: '200',
    ceph: '412',
    aws: '200',
    so: 'Ceph compares letter by letter: never send quotes',
  },
  {
    what: 'PUT, If-Match: an older ETag',
    async ask(client, key) {
      const older = await etagOf(client, key);
      await put(client, key);
      return statusOf(put(client, key, { IfMatch: older }));
    },
    ours: '412',
    ceph: '412',
    aws: '412',
    so: '',
  },
  {
    what: 'PUT, If-Match, nothing there',
    ask: (client, key) => statusOf(put(client, key, { IfMatch: 'd41d8cd98f00b204e9800998ecf8427e' })),
    ours: '404',
    ceph: '412',
    aws: '404',
    so: 'both mean: read again',
  },
  {
    what: 'GET, If-None-Match: the ETag in quotes',
    ask: async (client, key) => statusOf(get(client, key, { IfNoneMatch: `"${await etagOf(client, key)}"` })),
    ours: '304',
    ceph: '304',
    aws: '304',
    so: '',
  },
  {
    what: 'GET, If-Match: another ETag',
    async ask(client, key) {
      await put(client, key);
      return statusOf(get(client, key, { IfMatch: '"d41d8cd98f00b204e9800998ecf8427e"' }));
    },
    ours: '412',
    ceph: '412',
    aws: '412',
    so: '',
  },
  {
    what: 'GET, nothing there',
    ask: (client, key) => statusOf(get(client, key)),
    ours: '404',
    ceph: '404',
    aws: '404, or 403 without s3:ListBucket',
    so: 'the role has s3:ListBucket on its prefix',
  },
  {
    what: 'the ETag that a PUT answers',
    ask: async (client, key) => (/^"[0-9a-f]{32}"$/.test((await put(client, key)).ETag ?? '') ? 'in quotes, MD5' : 'other'),
    ours: 'in quotes, MD5',
    ceph: 'in quotes, MD5',
    aws: 'in quotes, opaque (MD5 without KMS)',
    so: 'kept without quotes, never computed',
  },
  {
    what: 'the same bytes again',
    async ask(client, key) {
      const [one, two] = [await put(client, key, { Body: 'same' }), await put(client, key, { Body: 'same' })];
      return one.ETag === two.ETag ? 'the same ETag' : 'another ETag';
    },
    ours: 'the same ETag',
    ceph: 'the same ETag',
    aws: 'the same ETag (without KMS)',
    so: 'each save differs: the version is in it',
  },
  {
    what: 'Content-Encoding and Content-Type of a PUT',
    async ask(client, key) {
      await put(client, key, { ContentEncoding: 'gzip', ContentType: 'application/json' });
      const { ContentEncoding, ContentType } = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
      return `${ContentEncoding ?? 'none'}, ${ContentType ?? 'none'}`;
    },
    ours: 'gzip, application/json',
    ceph: 'gzip, application/json',
    aws: 'gzip, application/json',
    so: '',
  },
  {
    what: 'DELETE, nothing there',
    ask: (client, key) => statusOf(client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }))),
    ours: '204',
    ceph: '204',
    aws: '204',
    so: '',
  },
  {
    what: 'a list by prefix and delimiter',
    async ask(client, key) {
      await Promise.all([put(client, `${key}/a/x`), put(client, `${key}/b/x`), put(client, `${key}/c`)]);
      const page = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `${key}/`, Delimiter: '/' }));
      return `${page.CommonPrefixes?.length ?? 0} folders, ${page.Contents?.length ?? 0} objects`;
    },
    ours: '2 folders, 1 objects',
    ceph: '2 folders, 1 objects',
    aws: '2 folders, 1 objects',
    so: '',
  },
  {
    what: '20 conditional PUTs on one ETag at once',
    async ask(client, key) {
      const etag = await etagOf(client, key);
      const answers = await Promise.all(Array.from({ length: 20 }, () => statusOf(put(client, key, { IfMatch: etag }))));
      const won = answers.filter((each) => each === '200').length;
      return `${won} won, the others ${[...new Set(answers.filter((each) => each !== '200'))].toSorted().join(' or ')}`;
    },
    ours: '1 won, the others 412',
    ceph: '1 won, the others 412',
    aws: '1 won, the others 409 or 412',
    so: '409 and 412 both mean: read again',
  },
];

/** The table of docs/s3-differences.md. */
export function tableOf(questions: readonly Question[]): string {
  const rows = questions.map(({ what, ours, ceph, aws, so }) => `| ${[what, ours, ceph, aws, so].join(' | ')} |`);
  return ['| question | our own | Ceph 16 | AWS, documented | for us |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
