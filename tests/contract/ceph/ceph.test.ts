// The job store's contract on a real S3 server that is not ours, so that ours never grades itself.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { idSchema } from '#core/id';
import { createS3PhotoStore } from '#lambda/aws/s3-photo-store';
import { BUCKET } from '../../support/local-stores.ts';
import { PHOTO, PHOTO_BYTES } from '../access/scene.ts';
import { putPhoto } from '../put-photo.ts';
import { cephMissing, startCeph, type Ceph } from '../../support/ceph.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { archiveContract } from '../archive-contract.ts';
import { hunt, wordsOf } from '../hunt.ts';
import { jobStoreContract } from '../job-store-contract.ts';
import { jobStoreFaults } from '../job-store-faults.ts';
import { QUESTIONS } from '../s3-answers.ts';
import { openS3Rig, S3_SPOILS, type S3Rig } from '../s3-rig.ts';

const missing = cephMissing();
if (missing !== null) {
  console.warn(`NOTE Ceph cannot run here: ${missing}. Its suite is counted as skipped.`);
  test.skip('the job store on Ceph');
} else {
  describe('Ceph', () => {
    let ceph: Ceph;
    beforeAll(async () => {
      ceph = await startCeph();
      console.log(`NOTE Ceph's gateway answered after ${(ceph.startedMs / 1000).toFixed(0)} s`);
    }, 300_000);
    afterAll(() => ceph.close(), 60_000);
    const openRig = () => openS3Rig(ceph, () => Promise.resolve());

    jobStoreContract('jobs.json on Ceph', openRig, S3_SPOILS);
    jobStoreFaults('Ceph behind a network that misbehaves', openRig);
    archiveContract('the archive on Ceph', openRig);
    test('a photo goes in by its signed address, and only as it was announced', async () => {
      const rig = await openRig();
      const store = createS3PhotoStore({ client: rig.client, bucket: BUCKET, tenant: v.parse(idSchema.tenant, 'quickdump') });
      const upload = await store.signUpload(PHOTO);
      const bytes = new Uint8Array(PHOTO_BYTES);
      expect((await putPhoto(upload, bytes, { 'content-type': 'text/html' })).status).toBe(403);
      expect((await putPhoto(upload, bytes)).status).toBe(200);
      expect(await store.find(PHOTO.sha256)).toEqual({ sha256: PHOTO.sha256, bytes: PHOTO.bytes, type: 'image/jpeg' });
      expect((await fetch(await store.signView(PHOTO.sha256))).status).toBe(200);
      await rig.close();
    });
    test('150 mutations from 50 devices, answers dropped after commit and two kills', { timeout: 300_000 }, async () => {
      const [dataDir, proxy] = [await mkdtemp(join(tmpdir(), 'haul-hunt-')), await startFaultProxy(ceph.endpoint)];
      const { accessKeyId, secretAccessKey } = ceph.credentials;
      const address = proxy.endpoint.replace('http://', `http://${accessKeyId}:${secretAccessKey}@`);
      proxy.meet((method, path) => (method === 'PUT' && path.includes('jobs.json') && Math.random() < 0.15 ? 'cut-after-commit' : null));
      const report = await hunt(dataDir, { S3_ENDPOINT: address });
      console.log(`NOTE on Ceph: ${wordsOf(report)}; ${proxy.met.get('cut-after-commit') ?? 0} answers dropped after commit`);
      expect([report.exactlyOnce, report.kills]).toEqual([report.tapped, 2]);
      expect(proxy.met.get('cut-after-commit')).toBeGreaterThan(5);
      await proxy.close();
      await rm(dataDir, { recursive: true, force: true });
    });
    describe('answers of Ceph as docs/s3-differences.md has them', () => {
      let rig: S3Rig;
      beforeAll(async () => void (rig = await openRig()));
      afterAll(() => rig.close());
      test.each(QUESTIONS)('$what → $ceph', async ({ ask, ceph: expected }) => {
        expect(await ask(rig.client, crypto.randomUUID())).toBe(expected);
      });
    });
  });
}
