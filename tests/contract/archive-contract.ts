// Owns what an archive must keep, whatever lies below it, and that its jobs are lost by nothing that a network or a service does.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { idSchema } from '#core/id';
import type { Job } from '#core/job';
import type { FaultKind } from '#infra/local/s3/faults';
import type { JobArchive } from '#lambda/port';
import { nextId, readyJob } from '../support/core-scene.ts';
import type { S3Rig } from './s3-rig.ts';

const DAY = '2026-11-24';
const job = (words = 'Gate code 4411'): Job => {
  const it = readyJob();
  it.say('add_note', { text: words });
  return it.job();
};

async function idsIn(archive: JobArchive, day = DAY): Promise<string[]> {
  const read = await archive.read(day);
  if (!read.ok) throw new Error(read.error.detail);
  return [...read.value.keys()].toSorted();
}

export function archiveContract(name: string, openRig: () => Promise<S3Rig>): void {
  describe(name, () => {
    let rig: S3Rig;
    beforeAll(async () => void (rig = await openRig()));
    afterAll(() => rig.close());

    test('A day without jobs is empty, and reading it writes nothing', async () => {
      expect(await idsIn(rig.openArchive('empty'))).toEqual([]);
      expect(await rig.archiveBytes('empty', DAY)).toBeNull();
    });
    test('What is laid is read by everybody, whole; each day is an object of its own', async () => {
      const [one, other] = [job(), job()];
      await rig.openArchive('shared').lay(DAY, [one]);
      await rig.openArchive('shared').lay('2026-11-23', [other]);
      const read = await rig.openArchive('shared').read(DAY);
      expect(read.ok && read.value.get(one.id)).toEqual(one);
      expect(await idsIn(rig.openArchive('shared'), '2026-11-23')).toEqual([other.id]);
      expect(await idsIn(rig.openArchive('another'))).toEqual([]);
    });
    test('Laying the same again writes nothing; an earlier state of a job replaces no later one', async () => {
      const it = readyJob();
      const earlier = it.job();
      it.say('add_note', { text: 'later' });
      const archive = rig.openArchive('again');
      await archive.lay(DAY, [it.job()]);
      const before = await rig.archiveBytes('again', DAY);
      await archive.lay(DAY, [earlier]);
      await archive.lay(DAY, [it.job()]);
      expect(await archive.change(DAY, () => null)).toEqual({ ok: true, value: null });
      expect(await rig.archiveBytes('again', DAY)).toEqual(before);
    });
    test('20 who lay at once: every job is there', async () => {
      const jobs = Array.from({ length: 20 }, () => job());
      await Promise.all(jobs.map((each) => untilLaid(rig.openArchive('race'), each)));
      expect(await idsIn(rig.openArchive('race'))).toEqual(jobs.map(({ id }) => id).toSorted());
    });
    test('A change decides on what is stored, and takes out what it leaves out', async () => {
      const [stays, goes] = [job(), job()];
      await rig.openArchive('change').lay(DAY, [stays, goes]);
      await rig.openArchive('change').change(DAY, (jobs) => new Map([...jobs].filter(([id]) => id !== goes.id)));
      expect(await idsIn(rig.openArchive('change'))).toEqual([stays.id]);
    });
    test.each([
      ['truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9)],
      ['not gzip', () => Buffer.from('{"format":1}')],
      ['of another format', () => gzipSync('{"format":2,"jobs":[]}')],
    ])('An object that is %s is told as broken and never written over', async (what, spoil) => {
      const tenant = `broken-${what.replaceAll(' ', '-')}`;
      await rig.openArchive(tenant).lay(DAY, [job()]);
      const planted = spoil((await rig.archiveBytes(tenant, DAY)) ?? Buffer.alloc(0));
      await rig.plantArchive(tenant, DAY, planted);
      expect(await rig.openArchive(tenant).read(DAY)).toMatchObject({ ok: false, error: { code: 'store-broken' } });
      expect(await rig.openArchive(tenant).lay(DAY, [job()])).toMatchObject({ ok: false, error: { code: 'store-broken' } });
      expect(await rig.archiveBytes(tenant, DAY)).toEqual(planted);
    });
    test.each<FaultKind>(['409', '412', '503', 'cut-before', 'cut-after-commit', 'slow'])(
      'After a PUT that met %s all jobs are there',
      async (kind) => {
        const tenant = `fault-${kind}`;
        const [first, second] = [job(), job()];
        await rig.openArchive(tenant).lay(DAY, [first]);
        let left = 2;
        rig.meet((method) => (method === 'PUT' && left-- > 0 ? kind : null));
        expect(await rig.openArchive(tenant).lay(DAY, [second])).toEqual({ ok: true, value: null });
        rig.meet(() => null);
        expect(await idsIn(rig.openArchive(tenant))).toEqual([first.id, second.id].toSorted());
      },
    );
    test('An archive that does not answer is told as such', async () => {
      rig.meet((method) => (method === 'GET' ? '503' : null));
      expect(await rig.openArchive('away').read(DAY)).toMatchObject({ ok: false, error: { code: 'store-unreachable' } });
      expect(await rig.openArchive('away').lay(DAY, [job()])).toMatchObject({ ok: false, error: { code: 'store-unreachable' } });
      rig.meet(() => null);
    });
    test('A job whose id is no UUIDv7 lies where its id says, too', async () => {
      const odd = { ...job(), id: v.parse(idSchema.job, 'ffffffff-ffff-4fff-8fff-ffffffffffff') };
      await rig.openArchive('odd').lay('9999-12-31', [odd, { ...odd, id: v.parse(idSchema.job, nextId()) }]);
      expect(await idsIn(rig.openArchive('odd'), '9999-12-31')).toContain(odd.id);
    });
  });
}

/** Does as Retry-After says: busy is not lost. */
async function untilLaid(archive: JobArchive, each: Job): Promise<void> {
  for (let tries = 0; tries < 20; tries++) if ((await archive.lay(DAY, [each])).ok) return;
  throw new Error('never laid');
}
