// The archive's contract on our own S3 server, also when it misbehaves.
import { CREDENTIALS, localS3 } from '../support/local-stores.ts';
import { archiveContract } from './archive-contract.ts';
import { openS3Rig } from './s3-rig.ts';

archiveContract('the archive on our S3 server', async () => {
  const s3 = await localS3();
  return openS3Rig({ endpoint: s3.server.endpoint, credentials: CREDENTIALS }, () => s3.close());
});
