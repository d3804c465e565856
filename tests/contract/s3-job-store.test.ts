// The job store's contract on our own S3 server, also when it misbehaves.
import { CREDENTIALS, localS3 } from '../support/local-stores.ts';
import { jobStoreContract } from './job-store-contract.ts';
import { jobStoreFaults } from './job-store-faults.ts';
import { openS3Rig, S3_SPOILS } from './s3-rig.ts';

async function openRig() {
  const s3 = await localS3();
  return openS3Rig({ endpoint: s3.server.endpoint, credentials: CREDENTIALS }, () => s3.close());
}

jobStoreContract('jobs.json on our S3 server', openRig, S3_SPOILS);
jobStoreFaults('our S3 server, misbehaving', openRig);
