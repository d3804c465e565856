// Promises of a book as rows: whatever changes in a book, its rows say exactly that; a sandbox that lays them has the very same book.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobBook, StoredJob } from '#core/job-book';
import { writeBook } from '#core/job-book';
import { changesOf } from '#lambda/aws/dynamo-jobs/book-changes';
import { emptyLaid, layRows, setOrDrop, type LaidBook } from '#lambda/aws/dynamo-jobs/book-rows';
import { readyJob } from '../../support/core-scene.ts';

const FIRST = readyJob().book();
const JOB = [...FIRST.jobs.values()][0] as StoredJob;

/** One step of a book's life, each as some decision makes it: most elements stay the very same objects. */
type Step = (book: JobBook, pick: (length: number) => number) => JobBook;
const withJobs = (book: JobBook, change: (jobs: Map<never, never>) => void): JobBook => {
  const jobs = new Map(book.jobs);
  change(jobs as never);
  return { ...book, version: book.version + 1, jobs };
};
const idOf = (n: number): string => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const STEPS: Record<string, Step> = {
  'a new job': (book) =>
    withJobs({ ...book, nextNumber: book.nextNumber + 1 }, (jobs) =>
      jobs.set(
        idOf(book.nextNumber) as never,
        { version: book.version + 1, job: { ...JOB.job, id: idOf(book.nextNumber), number: book.nextNumber } } as never,
      ),
    ),
  'an entry more': (book, pick) =>
    changeJob(book, pick, (job) => ({
      ...job,
      rev: job.rev + 1,
      history: [...job.history, { ...JOB.job.history[0], id: `e${job.rev}` }] as never,
    })),
  'a long entry more': (book, pick) =>
    changeJob(book, pick, (job) => ({
      ...job,
      rev: job.rev + 1,
      history: [...job.history, { ...JOB.job.history[0], id: `e${job.rev}`, args: { text: 'x'.repeat(2_500) } }] as never,
    })),
  'its history is short again': (book, pick) => changeJob(book, pick, (job) => ({ ...job, history: job.history.slice(-1) })),
  'an entry without its words': (book, pick) =>
    changeJob(book, pick, (job) => ({ ...job, history: job.history.map((entry, at) => (at === 0 ? { ...entry, args: null } : entry)) })),
  'a job leaves': (book, pick) => {
    const id = [...book.jobs.keys()][pick(book.jobs.size)];
    return id
      ? { ...withJobs(book, (jobs) => jobs.delete(id as never)), removed: [...book.removed, { id, version: book.version + 1, at: 'x' }] }
      : book;
  },
  'it comes back': (book, pick) => {
    const gone = book.removed[pick(book.removed.length)];
    if (!gone || book.jobs.has(gone.id)) return book;
    const job = {
      ...JOB.job,
      id: gone.id,
      number: book.nextNumber,
      history: Array.from({ length: 1 + pick(40) }, () => JOB.job.history[0]),
    };
    return withJobs({ ...book, nextNumber: book.nextNumber + 1 }, (jobs) =>
      jobs.set(gone.id as never, { version: book.version + 1, job } as never),
    );
  },
  'tombstones go': (book) => ({ ...book, removed: book.removed.slice(1), prunedVersion: book.version }),
  'a sequence': (book, pick) => ({ ...book, lastSeq: new Map(book.lastSeq).set(`device${pick(3)} author`, book.version) }),
  'a mutation without a job': (book) => ({
    ...book,
    version: book.version + 1,
    unfiled: [...book.unfiled, { job: null, entry: { ...JOB.job.history[0], id: `u${book.version}` } as never }],
  }),
  'a notice is put away': (book, pick) => {
    const at = pick(book.unfiled.length);
    return { ...book, unfiled: book.unfiled.map((each, index) => (index === at ? { ...each, settled: true } : each)) };
  },
  'one in the middle leaves': (book, pick) => ({ ...book, unfiled: book.unfiled.toSpliced(pick(book.unfiled.length), 1) }),
  'the order turns': (book) => ({ ...book, unfiled: book.unfiled.toReversed() }),
  'all is copied': (book) => ({
    ...book,
    unfiled: structuredClone(book.unfiled),
    jobs: new Map([...book.jobs].map(([id, each]) => [id, structuredClone(each)])),
  }),
  'archived days': (book) => ({ ...book, archive: [{ day: String(book.version), from: '2026-11-24', to: '2026-11-25' }] }),
  'a field of later': (book) => ({ ...book, later: [{ since: book.version }] }) as JobBook,
  'a restore': (book) => ({ ...book, epoch: book.epoch + 1, version: 3, nextNumber: book.nextNumber + 1_000 }),
};
function changeJob(book: JobBook, pick: (length: number) => number, change: (job: typeof JOB.job) => typeof JOB.job): JobBook {
  const stored = [...book.jobs.values()][pick(book.jobs.size)];
  return stored
    ? withJobs(book, (jobs) => jobs.set(stored.job.id as never, { version: book.version + 1, job: change(stored.job) } as never))
    : book;
}

const asText = (book: JobBook): unknown => {
  const { jobs, ...rest } = JSON.parse(writeBook(book)) as { jobs: { job: { id: string } }[] };
  return { ...rest, jobs: jobs.toSorted((a, b) => (a.job.id < b.job.id ? -1 : 1)) };
};
function must(laid: ReturnType<typeof layRows>): LaidBook {
  if (!laid.ok) throw new Error(laid.error);
  return laid.value;
}

test('Any changes, as rows: laid on what another sandbox has, and read whole, they make the same book; the number of rows is known', () => {
  const step = fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.nat());
  fc.assert(
    fc.property(fc.constantFrom(1 as const, 2 as const), fc.array(step, { maxLength: 25 }), (format, steps) => {
      const rows = new Map<string, unknown>();
      let [writer, reader, count]: [LaidBook, LaidBook, number] = [emptyLaid(format), emptyLaid(format), 0];
      let plain = {};
      const commit = (after: JobBook): void => {
        const made = changesOf(writer, after);
        count += made.grown;
        expect(new Set(made.changes.map(({ key }) => key)).size).toBe(made.changes.length);
        const wire = JSON.parse(JSON.stringify(made.changes)) as typeof made.changes;
        for (const { key, value } of wire) setOrDrop(rows, key, value);
        plain = made.plain;
        reader = must(layRows(reader, wire, plain));
        writer = made.after;
        expect(asText(reader.book)).toEqual(asText(after));
      };
      commit(FIRST);
      for (const [name, at] of steps) commit((STEPS[name] as Step)(writer.book, (length) => (length === 0 ? 0 : at % length)));
      expect(rows.size).toBe(count);
      const whole = must(
        layRows(
          emptyLaid(format),
          Array.from(rows, ([key, value]) => ({ key, value })),
          plain,
        ),
      );
      expect(asText(whole.book)).toEqual(asText(writer.book));
      // What was read whole knows its rows as well as who wrote them: nothing differs.
      expect(changesOf(whole, writer.book).changes).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

const tapped = () =>
  (STEPS['a sequence'] as Step)(
    (STEPS['an entry more'] as Step)(FIRST, () => 0),
    () => 0,
  );
const kindsOf = (laid: LaidBook, after: JobBook): string[] => changesOf(laid, after).changes.map(({ key }) => key.slice(0, 2));

test('A tap changes two rows: its job with the entry, and the high-water; nothing of any other job', () => {
  expect(kindsOf(changesOf(emptyLaid(), FIRST).after, tapped())).toEqual(['j#', 's#']);
});
test('In rows of the first format, which an older release may be working on, an entry has a row of its own', () => {
  expect(kindsOf(changesOf(emptyLaid(1), FIRST).after, tapped())).toEqual(['j#', 'h#', 's#']);
  expect(JSON.stringify(changesOf(emptyLaid(1), FIRST).changes.filter(({ key }) => key.startsWith('j#')))).not.toContain('history');
});
test('A long history is not written with each tap: what is new comes behind', () => {
  const long = changeJob(
    FIRST,
    () => 0,
    (job) => ({ ...job, history: Array.from({ length: 200 }, () => ({ ...job.history[0] })) as never }),
  );
  const laid = changesOf(emptyLaid(), long).after;
  const [row, entry] = changesOf(
    laid,
    (STEPS['an entry more'] as Step)(long, () => 0),
  ).changes;
  expect([row?.key.slice(0, 2), entry?.key.slice(0, 2)]).toEqual(['j#', 'h#']);
  expect(JSON.stringify(row).length).toBeLessThan(9_000);
});
test('A job’s row that is torn is named, and nothing else is said of it', () => {
  const torn: readonly unknown[] = [null, 'x', [], { version: 1 }, { version: 1, job: null }, { version: 1, job: { history: 'none' } }];
  for (const value of torn) {
    const refused = { ok: false, error: 'row j#018f holds no job' };
    expect(layRows(emptyLaid(), [{ key: 'j#018f', value }], {})).toEqual(refused);
    expect(layRows(emptyLaid(1), [{ key: 'j#018f', value }], {})).toEqual(refused);
  }
});
