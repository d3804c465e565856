// Owns how the S3 server speaks: its error codes with their status, and lists as XML.
import type { ServerResponse } from 'node:http';
import type { ObjectHead } from './object-disk.ts';

const STATUS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  InvalidAccessKeyId: 403,
  SignatureDoesNotMatch: 403,
  RequestTimeTooSkewed: 403,
  NoSuchKey: 404,
  NoSuchBucket: 404,
  MethodNotAllowed: 405,
  ConditionalRequestConflict: 409,
  PreconditionFailed: 412,
  SlowDown: 503,
  NotImplemented: 501,
};

/** An unknown code is a bad request. A HEAD's answer has no body. */
export function sendError(response: ServerResponse, code: string, method?: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  response.writeHead(STATUS[code] ?? 400, { 'content-type': 'application/xml' }).end(method === 'HEAD' ? undefined : body);
}

/** ListObjectsV2, with prefix, delimiter and continuation. */
export function listXml(bucket: string, objects: readonly ObjectHead[], query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const most = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const found = objects.filter(({ key }) => key.startsWith(prefix) && key > after);
  const page = found.slice(0, most);
  const folders = new Set<string>();
  const files: ObjectHead[] = [];
  for (const object of page) {
    const cut = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
    if (cut < 0) files.push(object);
    else folders.add(object.key.slice(0, cut + delimiter.length));
  }
  const more = found.length > page.length;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escape(bucket)}</Name><Prefix>${escape(prefix)}</Prefix><KeyCount>${files.length + folders.size}</KeyCount><MaxKeys>${most}</MaxKeys><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${escape(page.at(-1)?.key ?? '')}</NextContinuationToken>` : ''}${files
    .map(
      ({ key, etag, size, modifiedAt }) =>
        `<Contents><Key>${escape(key)}</Key><LastModified>${modifiedAt}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    )
    .join(
      '',
    )}${[...folders].map((folder) => `<CommonPrefixes><Prefix>${escape(folder)}</Prefix></CommonPrefixes>`).join('')}</ListBucketResult>`;
}

const escape = (text: string): string => text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);
