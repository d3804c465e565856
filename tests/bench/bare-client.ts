// Owns the control of a cold start: AWS' S3 client with the two commands that the API needs, and nothing else.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

export const client = new S3Client({});
export const commands = [GetObjectCommand, PutObjectCommand];
