// Owns putting an export together again: one page checked after the other, and the whole company only when all is there and agrees.
import * as v from 'valibot';
import { archiveDayOf } from '#core/archive';
import { readRecord, type CompanyRecord } from '#core/company-record';
import { checkOf, EXPORT_FORMAT, pageSchema, type ExportedDay, type ExportedMember, type ExportPage, type Hash } from '#core/export-page';
import type { JobId, TenantId } from '#core/id';
import { jobsOf, readBook, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { ok, refuse, type Result } from '#core/result';

/** Why a page cannot be taken. `newer`: another release wrote it; `foreign`: it is another company's; `broken`: cut, edited, or not a page. */
export interface PageRefusal {
  readonly why: 'newer' | 'foreign' | 'broken';
  readonly detail: string;
}
const broken = (detail: string): Result<never, PageRefusal> => refuse({ why: 'broken', detail });

/** One page by itself: readable, of this company, and saying what it said when it was written. */
export function readPage(data: unknown, company: TenantId, hash: Hash): Result<ExportPage, PageRefusal> {
  const format = v.safeParse(v.looseObject({ format: v.number() }), data);
  if (!format.success) return broken('This is no page of an export.');
  if (format.output.format > EXPORT_FORMAT)
    return refuse({ why: 'newer', detail: `This export is of format ${format.output.format}; this installation reads ${EXPORT_FORMAT}.` });
  const parsed = v.safeParse(pageSchema, data);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return broken(`This page cannot be read: ${v.getDotPath(issue) ?? 'page'}: ${issue.message}.`);
  }
  const page = parsed.output;
  if (page.company !== company)
    return refuse({ why: 'foreign', detail: `This export is of the company ${page.company}, not of ${company}.` });
  // By what came, not by what the schema made of it.
  if (checkOf(data as Record<string, unknown>, hash) !== page.check)
    return broken(`Page ${page.part} has been changed since it was exported: its checksum is another.`);
  return page.versions.length === page.jobs.length ? ok(page) : broken(`Page ${page.part} does not say where its jobs belong.`);
}

export interface WholeCompany {
  readonly record: CompanyRecord;
  readonly book: JobBook;
  /** by day */
  readonly archived: ReadonlyMap<string, readonly Job[]>;
  readonly members: readonly ExportedMember[];
  readonly days: readonly ExportedDay[];
  /** stored photos of all jobs, each once */
  readonly photos: readonly { readonly sha256: string; readonly type: string; readonly bytes: number }[];
  /** of the last page: names the whole */
  readonly check: string;
}

/** All pages, in order. @param pages as `readPage` gave them */
export function joinExport(pages: readonly ExportPage[]): Result<WholeCompany, PageRefusal> {
  const gap = pages.find((page, i) => page.part !== i + 1 || page.before !== (pages[i - 1]?.check ?? ''));
  if (gap) return broken(`Page ${gap.part} does not follow the page before it.`);
  const end = pages.at(-1)?.end;
  if (!end || pages.slice(0, -1).some((page) => page.end)) return broken('The last page is missing.');
  const records = pages.reduce((sum, page) => sum + page.jobs.length + (page.pieces?.length ?? 0), 0);
  if (end.parts !== pages.length || end.records !== records)
    return broken(`The export says that it has ${end.parts} pages and ${end.records} jobs; here are ${pages.length} and ${records}.`);
  const jobs = jobsIn(pages);
  if (!jobs.ok) return jobs;
  const book = bookIn(pages, jobs.value.book);
  if (!book.ok) return book;
  if (book.value.jobs.size !== end.jobs)
    return broken(`The export says that ${end.jobs} jobs are in the book; here are ${book.value.jobs.size}.`);
  return companyIn(pages, book.value, jobs.value.archived);
}

interface JobsIn {
  readonly book: ReadonlyMap<JobId, { readonly version: number; readonly job: Job }>;
  readonly archived: ReadonlyMap<JobId, Job>;
}

/** What was told later counts. */
function jobsIn(pages: readonly ExportPage[]): Result<JobsIn, PageRefusal> {
  const book = new Map<JobId, { version: number; job: Job }>();
  const archived = new Map<JobId, Job>();
  const put = (job: Job, version: number | null): void =>
    void (version === null ? archived.set(job.id, job) : book.set(job.id, { version, job }));
  let begun: string[] = [];
  for (const page of pages) {
    for (const [i, job] of page.jobs.entries()) put(job as unknown as Job, page.versions[i] ?? null);
    for (const piece of page.pieces ?? []) {
      // One that changed after its first pieces were told comes whole later.
      begun = piece.at === 0 ? [piece.text] : [...begun, piece.text];
      if (piece.at + 1 !== piece.of || begun.length !== piece.of) continue;
      const job = parsed(begun.join(''));
      if (!job) return broken(`A job on page ${page.part} cannot be read.`);
      put(job, piece.version);
    }
    for (const { id, version } of page.removed ?? []) if ((book.get(id as JobId)?.version ?? version) < version) book.delete(id as JobId);
  }
  return ok({ book, archived });
}

function parsed(json: string): Job | null {
  try {
    return JSON.parse(json) as Job;
  } catch {
    return null;
  }
}

/** Pages of the newest head: it begins anew when somebody saved while it was read. */
function headPages(pages: readonly ExportPage[]): readonly ExportPage[] {
  const begins = pages.findLastIndex((page) => page.head?.row === 0);
  return begins < 0 ? [] : pages.slice(begins).filter((page) => page.head);
}

function bookIn(pages: readonly ExportPage[], jobs: JobsIn['book']): Result<JobBook, PageRefusal> {
  const heads = headPages(pages);
  const gone = new Map(pages.flatMap((page) => page.removed ?? []).map((each) => [each.id, each]));
  const book = readBook({
    ...heads[0]?.book,
    jobs: [...jobs.values()],
    lastSeq: Object.assign({}, ...heads.map((page) => page.lastSeq ?? {})) as Record<string, number>,
    unfiled: heads.flatMap((page) => page.unfiled ?? []),
    missing: heads.flatMap((page) => page.missing ?? []),
    removed: [...gone.values()].toSorted((a, b) => a.version - b.version),
    archive: heads.flatMap((page) => page.archive ?? []),
  });
  return book.ok ? book : broken(`The jobs of this export cannot be read: ${book.error}.`);
}

function companyIn(pages: readonly ExportPage[], book: JobBook, archived: ReadonlyMap<JobId, Job>): Result<WholeCompany, PageRefusal> {
  const heads = headPages(pages);
  const record = readRecord({ ...heads[0]?.settings, ...(heads[0]?.changed && { changed: heads[0].changed }) });
  if (!record) return broken('The settings of this export cannot be read.');
  const stored = [...jobsOf(book), ...archived.values()].flatMap((job) => job.photos).filter(({ state }) => state === 'stored');
  return ok({
    record,
    book,
    archived: Map.groupBy(archived.values(), (job) => archiveDayOf(job.id)),
    members: heads.flatMap((page) => page.members ?? []),
    days: heads.flatMap((page) => page.days ?? []),
    photos: [...new Map(stored.map(({ sha256, type, bytes }) => [sha256, { sha256, type, bytes }])).values()],
    check: pages.at(-1)?.check ?? '',
  });
}
