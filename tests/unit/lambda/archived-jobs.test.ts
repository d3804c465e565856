// Promise: a late word on an archived job counts as on any other, once, and in one commit; what changes nothing writes nothing.
import { describe, expect, test } from 'vitest';
import { changeWithArchived, readWithArchived } from '#lambda/archived-jobs';
import { stampVersion } from '#core/file-mutation';
import { withJob, type JobBook } from '#core/job-book';
import type { JobId } from '#core/id';
import type { Job } from '#core/job';
import { letGo } from '#core/let-go';
import { ok } from '#core/result';
import type { JobStore, Ports } from '#lambda/port';
import { COMPANY, NOW, readyJob } from '../../support/core-scene.ts';
import { memoryPorts } from '../../support/memory-ports.ts';

const { slug } = COMPANY;
const AT = new Date(NOW).toISOString();
const noted = (job: Job): Job => ({ ...job, rev: job.rev + 1, updatedAt: AT });

/** A company whose one job lies in the archive. */
async function archived() {
  const ports = memoryPorts();
  const it = readyJob();
  await ports.openJobStore(slug).change(() => ok({ book: it.book(), answer: null }));
  await putAway(ports, it.id);
  return { ports, id: it.id, job: it.job() };
}

async function putAway(ports: Ports, id: JobId): Promise<void> {
  const book = await bookOf(ports);
  const job = book.jobs.get(id)?.job;
  if (!job) throw new Error('not in the book');
  await ports.openArchive(slug).lay('2026-11-24', [job]);
  await ports.openJobStore(slug).change((now) => ok({ book: stampVersion(now, letGo(now, [job], AT)), answer: null }));
}

async function bookOf(ports: Ports): Promise<JobBook> {
  const read = await ports.openJobStore(slug).read();
  if (!read.ok) throw new Error(read.error.detail);
  return read.value;
}

const change = (ports: Ports, id: JobId, decide: (job: Job | undefined) => Job | null) =>
  changeWithArchived(
    ports,
    slug,
    () => [id],
    (book) => {
      const next = decide(book.jobs.get(id)?.job);
      return ok({ book: next && stampVersion(book, withJob(book, next)), answer: book.jobs.get(id)?.job.rev ?? null });
    },
  );

describe('A job in the archive', () => {
  test('is found, decided on, and back in the book', async () => {
    const { ports, id, job } = await archived();
    expect((await bookOf(ports)).jobs.has(id)).toBe(false);
    const read = await readWithArchived(ports, slug, () => [id]);
    expect(read.ok && read.value.jobs.get(id)?.job).toEqual(job);
    expect(await change(ports, id, (found) => (found ? noted(found) : null))).toEqual({ ok: true, value: job.rev });
    const book = await bookOf(ports);
    expect([book.jobs.get(id)?.job.rev, book.removed]).toEqual([job.rev + 1, []]);
  });
  test('that only answers writes nothing', async () => {
    const { ports, id, job } = await archived();
    const before = ports.stored(slug);
    expect(await change(ports, id, () => null)).toEqual({ ok: true, value: job.rev });
    expect(ports.stored(slug)).toBe(before);
  });
  test('that leaves between the look and the commit is looked for again', async () => {
    const { ports, id } = await archived();
    await change(ports, id, (found) => (found ? noted(found) : null));
    let left = 1;
    // The book still has it when it is read first, and the archiver is quicker than the commit.
    const openJobStore = (): JobStore => ({
      ...ports.openJobStore(slug),
      async change(decide) {
        if (left-- > 0) await putAway(ports, id);
        return ports.openJobStore(slug).change(decide);
      },
    });
    const rev = (await bookOf(ports)).jobs.get(id)?.job.rev;
    expect(await change({ ...ports, openJobStore }, id, (found) => (found ? noted(found) : null))).toEqual({ ok: true, value: rev });
    expect((await bookOf(ports)).jobs.get(id)?.job.rev).toBe((rev ?? 0) + 1);
  });
  test('that somebody brought back and that left once more is decided on as it left last', async () => {
    const { ports, id, job } = await archived();
    let left = 1;
    const openArchive: Ports['openArchive'] = (tenant) => ({
      ...ports.openArchive(tenant),
      async read(day) {
        const found = await ports.openArchive(tenant).read(day);
        if (left-- > 0) {
          await change(ports, id, (each) => (each ? noted(each) : null));
          await putAway(ports, id);
        }
        return found;
      },
    });
    expect(await change({ ...ports, openArchive }, id, (found) => (found ? noted(found) : null))).toEqual({ ok: true, value: job.rev + 1 });
    expect((await bookOf(ports)).jobs.get(id)?.job.rev).toBe(job.rev + 2);
  });
  test('costs nobody a look who asks for what is in the book, or for a day that no object is of', async () => {
    const { ports, id } = await archived();
    const openArchive: Ports['openArchive'] = () => {
      throw new Error('not to be asked');
    };
    const other = readyJob();
    await ports.openJobStore(slug).change((book) => ok({ book: stampVersion(book, withJob(book, other.job())), answer: null }));
    expect(await change({ ...ports, openArchive }, other.id, () => null)).toMatchObject({ ok: true });
    const strange = `018f0000${id.slice(8)}` as JobId;
    expect(await change({ ...ports, openArchive }, strange, () => null)).toEqual({ ok: true, value: null });
  });
});
