// The job store's contract on a real S3 server that is not ours, so that ours never grades itself.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cephMissing, startCeph, type Ceph } from '../../support/ceph.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { hunt, wordsOf } from '../hunt.ts';
import { jobStoreContract } from '../job-store-contract.ts';
import { jobStoreFaults } from '../job-store-faults.ts';
import { QUESTIONS } from '../s3-answers.ts';
import { openS3Rig, type S3Rig } from '../s3-rig.ts';

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

    jobStoreContract('jobs.json on Ceph', openRig);
    jobStoreFaults('Ceph behind a network that misbehaves', openRig);
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
