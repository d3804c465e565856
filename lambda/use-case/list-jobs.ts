// Owns the lists of jobs: what changed since a cursor, or what a filter finds.
import * as v from 'valibot';
import { asksArchive, FROM_THE_NEWEST, NEWEST, readArchiveCursor } from '#core/archive-search';
import { changesSince, checkCursor, pageOf } from '#core/changes';
import { localDate } from '#core/clock-time';
import { idSchema, type TenantId } from '#core/id';
import type { JobBook } from '#core/job-book';
import { matches } from '#core/job-filter';
import type { Actor, Job } from '#core/job';
import { LIMITS } from '#core/limits';
import { status } from '#core/mutation';
import { problem, type Problem } from '#core/problem';
import { formatCursor, readCursor, type ChangesPage, type Cursor } from '#core/protocol';
import { ok, refuse, type Result } from '#core/result';
import { listViewOf } from '#core/visibility';
import type { ArchiveSearch } from '../archive/search-archive.ts';
import type { Ports } from '../port.ts';
import { staffRoute } from '../route.ts';
import { tagged } from '../tagged-answer.ts';
import { jobsAnswer } from '../wire.ts';

const cursorText = v.pipe(
  v.string(),
  v.check((text) => readCursor(text) !== null, 'Use EPOCH.VERSION'),
);
const nextText = v.pipe(
  v.string(),
  v.check((text) => readCursor(text) !== null || readArchiveCursor(text) !== null, 'Use `next` as it was answered'),
);
const querySchema = v.strictObject({
  status: v.exactOptional(status),
  date: v.exactOptional(localDate),
  assignee: v.exactOptional(idSchema.member),
  q: v.exactOptional(v.pipe(v.string(), v.maxLength(100))),
  since: v.exactOptional(cursorText),
  next: v.exactOptional(nextText),
});
type Query = v.InferOutput<typeof querySchema>;

export const listJobs = staffRoute({
  method: 'GET',
  path: '/api/jobs',
  who: 'crew',
  summary: 'Jobs that a filter finds, or that changed since a cursor',
  query: querySchema,
  answer: { status: 200, schema: jobsAnswer },
  problems: ['since-with-filters', 'store-rolled-back', 'store-broken'],
  async handle({ services: { ports }, query }, { actor, tenant }) {
    const { status, date, assignee, q } = query;
    if (query.since && (status ?? date ?? assignee ?? q ?? query.next))
      return refuse(problem('since-with-filters', 'Ask for changes since a cursor, or filter; not both.'));
    const book = await ports.openJobStore(tenant).read();
    if (!book.ok) return book;
    const before = query.next === undefined ? null : readArchiveCursor(query.next);
    const page = before ? ok(emptyPage(book.value)) : pageFor(book.value, query, actor);
    if (!page.ok) return page;
    if (!goesOn(book.value, query, page.value)) return ok({ status: 200, body: page.value, etag: etagOf(book.value, actor) });
    const whole = await withOlder(ports, tenant, book.value, page.value, { filter: query, after: before ?? NEWEST, viewer: actor });
    return whole.ok ? ok(tagged(whole.value)) : whole;
  },
});

/** Behind the last of what the book has come those that have left it, where the filter may find any. */
const goesOn = ({ archive }: JobBook, query: Query, page: ChangesPage): boolean =>
  !query.since && !page.next && archive.length > 0 && asksArchive(query);

function pageFor(book: JobBook, query: Query, viewer: Actor): Result<ChangesPage, Problem> {
  const cursor = checkCursor(book, readCursor(query.since ?? query.next ?? ''));
  if (!cursor.ok) return cursor;
  return ok(query.since ? changesSince(book, cursor.value, viewer) : filtered(book, query, cursor.value, viewer));
}

/** The jobs that a filter finds now, in the order of their last change; `next` goes on after a version. */
export function filtered(book: JobBook, query: Query, after: Cursor | null, viewer: Actor): ChangesPage {
  const from = after?.epoch === book.epoch ? after.version : 0;
  const found = [...book.jobs.values()]
    .filter(({ version, job }) => version > from && matches(job, query))
    .toSorted((a, b) => a.version - b.version);
  const page = pageOf(found, LIMITS.answerJobs);
  const jobs = page.jobs.map(({ job }) => listViewOf(job, viewer)).filter((job): job is Job => job !== null && matches(job, query));
  const { epoch, version } = book;
  return {
    epoch,
    version,
    snapshot: true,
    jobs,
    removed: [],
    ...(page.more && { next: formatCursor({ epoch, version: page.jobs.at(-1)?.version ?? version }) }),
  };
}

const emptyPage = ({ epoch, version }: JobBook): ChangesPage => ({ epoch, version, snapshot: true, jobs: [], removed: [] });

/** What the book has to say, and behind it what the archive has: newest day first, as far as one answer goes. */
async function withOlder(
  ports: Ports,
  tenant: TenantId,
  book: JobBook,
  page: ChangesPage,
  asked: Omit<ArchiveSearch, 'most'>,
): Promise<Result<ChangesPage, Problem>> {
  const room = LIMITS.answerJobs - page.jobs.length;
  if (room <= 0) return ok({ ...page, next: FROM_THE_NEWEST });
  const { searchArchive } = await import('../archive/search-archive.ts');
  const older = await searchArchive(ports, tenant, book, { ...asked, most: room });
  if (!older.ok) return older;
  const { jobs, next } = older.value;
  return ok({ ...page, jobs: [...page.jobs, ...jobs], ...(next !== null && { next }) });
}

/** Two people see different jobs at one version, so the tag names the viewer too. */
const etagOf = ({ epoch, version }: JobBook, viewer: Actor): string =>
  `${epoch}.${version}.${viewer.access}.${viewer.id?.slice(-12) ?? ''}`;
