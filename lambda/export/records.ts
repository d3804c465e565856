// Owns the order in which a company leaves: what changed first comes first, so that whoever saves meanwhile is told of once more, later.
// What is told is thereby one state of the company: that of the version which the head names.
import { asciiBytes, PAGE_BYTES, type ExportedDay, type ExportedMember, type ExportPiece } from '#core/export-page';
import type { ExportCursor } from '#core/export-cursor';
import { archiveDayOf } from '#core/archive';
import type { JobId } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import type { CompanyRecord } from '#core/company-record';

export interface ExportSource {
  readonly book: JobBook;
  /** the jobs of one day's archive, by id */
  readonly readDay: (day: string) => Promise<ReadonlyMap<JobId, Job>>;
  readonly readHead: () => Promise<{
    readonly record: CompanyRecord;
    readonly members: readonly ExportedMember[];
    readonly days: readonly ExportedDay[];
  }>;
}

export type ExportRecord =
  | { readonly section: 'jobs'; readonly job: Job; readonly version: number | null }
  | { readonly section: 'pieces'; readonly piece: ExportPiece }
  | { readonly section: 'removed'; readonly gone: JobBook['removed'][number] }
  | { readonly section: 'head'; readonly name: HeadName; readonly value: unknown };
export type HeadName = 'book' | 'settings' | 'changed' | 'members' | 'days' | 'lastSeq' | 'unfiled' | 'missing' | 'archive';

/** A record, and the place from which one goes on after it. */
type Step = readonly [ExportRecord, ExportCursor];

/** Sorts after every id. */
const LAST = '~';
/** Letters of a piece: each may become six. */
const PIECE_CHARS = 24_000;

export async function* recordsFrom(source: ExportSource, start: ExportCursor): AsyncGenerator<Step> {
  const { version } = source.book;
  let at = start;
  // Somebody saved while the head was read: what changed is told first, and then the head anew.
  if (at.phase === 'head' && at.version !== version) at = { ...at, phase: 'tail', id: LAST, piece: 0, row: 0 };
  if (at.phase === 'feed') {
    at = yield* feed(source, at);
    at = { ...at, phase: 'days', began: version, day: '', id: '', piece: 0 };
  }
  if (at.phase === 'days') {
    yield* archived(source, at);
    at = { ...at, phase: 'tail', version: at.began, id: LAST, piece: 0 };
  }
  if (at.phase === 'tail') {
    at = yield* feed(source, at);
    at = { ...at, phase: 'head', version, id: LAST, piece: 0, row: 0 };
  }
  const rows = await headRows(source);
  for (let row = at.row; row < rows.length; row++) yield [rows[row] as ExportRecord, { ...at, row: row + 1 }];
}

async function* feed(source: ExportSource, start: ExportCursor): AsyncGenerator<Step, ExportCursor> {
  for (const { version, id, gone } of changesAfter(source.book, start)) {
    const records = gone ? await leaving(source, gone, start) : jobRecords(source.book.jobs.get(id as JobId)?.job, version);
    yield* unit(records, { ...start, version, id, piece: start.version === version && start.id === id ? start.piece : 0 });
  }
  return { ...start, version: source.book.version, id: LAST, piece: 0 };
}

interface ChangeMark {
  readonly version: number;
  readonly id: string;
  readonly gone?: JobBook['removed'][number];
}

function changesAfter({ jobs, removed }: JobBook, { version, id, piece }: ExportCursor): ChangeMark[] {
  // A unit that was cut is gone on with.
  const isAhead = (mark: ChangeMark): boolean =>
    mark.version > version || (mark.version === version && (mark.id > id || (mark.id === id && piece > 0)));
  return [
    ...[...jobs].map(([jobId, stored]): ChangeMark => ({ version: stored.version, id: jobId })),
    ...removed.map((gone): ChangeMark => ({ version: gone.version, id: gone.id, gone })),
  ]
    .filter(isAhead)
    .toSorted((a, b) => a.version - b.version || (a.id < b.id ? -1 : 1));
}

/** Who leaves the book after the archive was told is told of as it lies there now. */
async function leaving({ readDay }: ExportSource, gone: JobBook['removed'][number], { phase }: ExportCursor): Promise<ExportRecord[]> {
  const job = phase === 'tail' ? (await readDay(archiveDayOf(gone.id))).get(gone.id) : undefined;
  return [...jobRecords(job, null), { section: 'removed', gone }];
}

async function* archived({ book, readDay }: ExportSource, start: ExportCursor): AsyncGenerator<Step> {
  const days = book.archive.map(({ day }) => day).toSorted();
  for (const day of days.filter((each) => each >= start.day)) {
    const after = day === start.day ? start : { id: '', piece: 0 };
    const jobs = [...(await readDay(day))].toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const [id, job] of jobs.filter(([each]) => each > after.id || (each === after.id && after.piece > 0)))
      yield* unit(jobRecords(job, null), { ...start, day, id, piece: id === after.id ? after.piece : 0 });
  }
}

/** The records of one place; `piece` counts those that were told before. */
async function* unit(records: readonly ExportRecord[], at: ExportCursor): AsyncGenerator<Step> {
  for (let i = at.piece; i < records.length; i++)
    yield [records[i] as ExportRecord, { ...at, piece: i + 1 === records.length ? 0 : i + 1 }];
}

function jobRecords(job: Job | undefined, version: number | null): ExportRecord[] {
  if (!job) return [];
  const json = JSON.stringify(job);
  if (asciiBytes(json) < PAGE_BYTES / 2) return [{ section: 'jobs', job, version }];
  const texts = Array.from({ length: Math.ceil(json.length / PIECE_CHARS) }, (_, i) => json.slice(i * PIECE_CHARS, (i + 1) * PIECE_CHARS));
  return texts.map((text, at) => ({ section: 'pieces', piece: { id: job.id, version, at, of: texts.length, text } }));
}

async function headRows({ book, readHead }: ExportSource): Promise<ExportRecord[]> {
  const { jobs: _, removed: __, lastSeq, unfiled, missing, archive, ...scalars } = book;
  const { record, members, days } = await readHead();
  const each = (name: HeadName, values: Iterable<unknown>): ExportRecord[] =>
    [...values].map((value) => ({ section: 'head', name, value }));
  return [
    ...each('book', [scalars]),
    ...each('settings', [record.company]),
    ...each('changed', [record.changed]),
    ...each('members', members),
    ...each('days', days),
    ...each('lastSeq', lastSeq),
    ...each('unfiled', unfiled),
    ...each('missing', missing),
    ...each('archive', archive),
  ];
}
