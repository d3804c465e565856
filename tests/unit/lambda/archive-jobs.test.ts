// Promise: wherever the archiver dies, no job is lost and none is there twice; and one broken company keeps nobody else's.
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { stampVersion } from '#core/file-mutation';
import { idSchema, uuidv7, type JobId, type TenantId } from '#core/id';
import { withJob, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import { archiveAll, archiveCompany } from '#lambda/archive/archive-jobs';
import { metricLine } from '#lambda/aws/metric-line';
import type { JobArchive, JobStore, Ports } from '#lambda/port';
import { COMPANY, NOW, readyJob, SAM } from '../../support/core-scene.ts';
import { memoryPorts, type MemoryPorts } from '../../support/memory-ports.ts';

const DAY_MS = 86_400_000;
const { slug } = COMPANY;

/** A job of a day, done or not. */
function jobOf(day: number, done: boolean): Job {
  const it = readyJob();
  if (done) {
    it.say('set_status', { to: 'in_progress' }, { by: SAM });
    it.say('set_status', { to: 'completed' }, { by: SAM });
  }
  const [, , , , random = ''] = it.id.split('-');
  const id = v.parse(idSchema.job, `${uuidv7(NOW - day * DAY_MS, new Uint8Array(16)).slice(0, 24)}${random}`);
  return { ...it.job(), id };
}

async function company(ports: MemoryPorts, jobs: readonly Job[], tenant: TenantId = slug): Promise<void> {
  await ports.companies.write({ ...COMPANY, slug: tenant });
  await ports.openJobStore(tenant).change((book) => {
    const filled = jobs.reduce<JobBook>((before, job) => withJob(before, job), book);
    return ok({ book: stampVersion(book, filled), answer: null });
  });
  ports.clock.nowMs = NOW + 4 * DAY_MS;
}

async function bookOf(ports: Ports, tenant: TenantId = slug): Promise<JobBook> {
  const read = await ports.openJobStore(tenant).read();
  if (!read.ok) throw new Error(read.error.detail);
  return read.value;
}

/** All jobs of a company, each as the place says that counts: the book before the archive. */
async function everything(ports: MemoryPorts): Promise<ReadonlyMap<JobId, Job>> {
  const { jobs, archive } = await bookOf(ports);
  const all = new Map<JobId, Job>();
  for (const { day } of archive) {
    const read = await ports.openArchive(slug).read(day);
    if (read.ok) for (const [id, job] of read.value) all.set(id, job);
  }
  for (const [id, { job }] of jobs) all.set(id, job);
  return all;
}

class Killed extends Error {}

/** The sandbox dies at the n-th call to a store, before it or after it has worked. */
function dyingAt(ports: MemoryPorts, call: number, when: 'before' | 'after'): Ports & { calls(): number } {
  let calls = 0;
  const met = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    calls += 1;
    if (calls === call && when === 'before') throw new Killed();
    const value = await work();
    if (calls === call) throw new Killed();
    return value;
  };
  return {
    ...ports,
    calls: () => calls,
    openJobStore(tenant): JobStore {
      const store = ports.openJobStore(tenant);
      return { read: () => met(() => store.read()), change: (decide) => met(() => store.change(decide)) };
    },
    openArchive(tenant): JobArchive {
      const archive = ports.openArchive(tenant);
      return {
        read: (day) => met(() => archive.read(day)),
        lay: (day, jobs) => met(() => archive.lay(day, jobs)),
        change: (day, decide) => met(() => archive.change(day, decide)),
      };
    },
  };
}

describe('A run of the archiver', () => {
  const jobs = [jobOf(0, true), jobOf(1, true), jobOf(1, true), jobOf(2, true), jobOf(2, false)];

  test('lets the finished go, each into the object of its day, and nothing else', async () => {
    const ports = memoryPorts();
    await company(ports, jobs);
    expect(await archiveCompany(ports, slug)).toEqual({ jobs: 4, code: null });
    const book = await bookOf(ports);
    expect([...book.jobs.keys()]).toEqual([jobs[4]?.id]);
    expect(book.archive.map(({ day }) => day)).toEqual(['2026-11-22', '2026-11-23', '2026-11-24']);
    expect([...(await everything(ports)).values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      jobs.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
    const before = [ports.stored(slug), ...ports.archives.values()];
    expect(await archiveCompany(ports, slug)).toEqual({ jobs: 0, code: null });
    expect([ports.stored(slug), ...ports.archives.values()]).toEqual(before);
  });

  const calls = Array.from({ length: 8 }, (_, i) => i + 1);
  test.each(calls.flatMap((call) => [[call, 'before'] as const, [call, 'after'] as const]))(
    'that dies at its call %i, %s it worked, has lost nothing; the next one goes on',
    async (call, when) => {
      const ports = memoryPorts();
      await company(ports, jobs);
      const dying = dyingAt(ports, call, when);
      await archiveCompany(dying, slug).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      for (const job of jobs) expect((await everything(ports)).get(job.id)).toEqual(job);
      await archiveCompany(ports, slug);
      const book = await bookOf(ports);
      expect([...book.jobs.keys()]).toEqual([jobs[4]?.id]);
      expect(new Set(book.removed.map(({ id }) => id)).size).toBe(book.removed.length);
      for (const job of jobs) expect((await everything(ports)).get(job.id)).toEqual(job);
    },
  );
  test('makes no more calls than those at which it was killed above', async () => {
    const ports = memoryPorts();
    await company(ports, jobs);
    const counting = dyingAt(ports, 0, 'before');
    await archiveCompany(counting, slug);
    expect(counting.calls()).toBeLessThanOrEqual(calls.length);
  });

  test('leaves a job that somebody touched after it was laid', async () => {
    const ports = memoryPorts();
    await company(ports, jobs);
    const touched = jobs[0] as Job;
    const openArchive: Ports['openArchive'] = (tenant) => ({
      ...ports.openArchive(tenant),
      async lay(day, laid) {
        const there = await ports.openArchive(tenant).lay(day, laid);
        await ports.openJobStore(slug).change((book) => {
          const job = book.jobs.get(touched.id)?.job;
          return ok({ book: job ? stampVersion(book, withJob(book, { ...job, rev: job.rev + 1 })) : null, answer: null });
        });
        return there;
      },
    });
    await archiveCompany({ ...ports, openArchive }, slug);
    expect((await bookOf(ports)).jobs.has(touched.id)).toBe(true);
  });

  test('takes a great many in commits of 200', async () => {
    const ports = memoryPorts();
    await company(
      ports,
      Array.from({ length: 450 }, () => jobOf(1, true)),
    );
    const before = (await bookOf(ports)).version;
    expect(await archiveCompany(ports, slug)).toEqual({ jobs: 450, code: null });
    const after = await bookOf(ports);
    expect([after.version - before, after.jobs.size, after.removed.length]).toEqual([3, 0, 450]);
  });

  test('whose one object cannot be written takes the other days', async () => {
    const ports = memoryPorts();
    await company(ports, jobs);
    const openArchive: Ports['openArchive'] = (tenant) => ({
      ...ports.openArchive(tenant),
      lay: (day, laid) =>
        day === '2026-11-23' ? Promise.resolve(refuse(problem('store-broken', 'cut'))) : ports.openArchive(tenant).lay(day, laid),
    });
    expect(await archiveCompany({ ...ports, openArchive }, slug)).toEqual({ jobs: 2, code: 'store-broken' });
    expect((await bookOf(ports)).jobs.size).toBe(3);
  });
});

test('A company that is broken keeps nobody else’s jobs, and the line that an alarm looks at counts it', async () => {
  const ports = memoryPorts();
  const other = v.parse(idSchema.tenant, 'bayhaul');
  await company(ports, [jobOf(0, true)]);
  await company(ports, [jobOf(0, true)], other);
  const openJobStore: Ports['openJobStore'] = (tenant) => {
    if (tenant === slug) throw new Error('Ana, 14 Gwinnett St');
    return ports.openJobStore(tenant);
  };
  await archiveAll({ ...ports, openJobStore });
  expect((await bookOf(ports, other)).jobs.size).toBe(0);
  expect(ports.logged).toEqual([
    { level: 'error', event: 'archive-failed', tenant: slug, code: 'Error', jobs: 0 },
    { level: 'info', event: 'jobs-archived', companies: 2, jobs: 1, failed: 1 },
  ]);
  expect(metricLine(ports.logged[1] as never, 'test', 0)).toMatchObject({ CompaniesNotArchived: 1 });
});
