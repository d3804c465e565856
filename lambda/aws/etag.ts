// Owns how an ETag is carried inside.

/** S3 servers differ in whether an ETag comes quoted: inside it never is. */
export const bareEtag = (etag: string | undefined): string | null => etag?.replace(/^W\//, '').replaceAll('"', '') ?? null;
