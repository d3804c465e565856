// Owns cutting an export into pages: so many records as fit, the checksum that runs on, and where the next one begins.
import { asciiBytes, checkOf, EXPORT_FORMAT, PAGE_BYTES, type ExportPage, type Hash } from '#core/export-page';
import { firstCursor, writeCursor, type ExportCursor } from '#core/export-cursor';
import type { TenantId } from '#core/id';
import { recordsFrom, type ExportRecord, type ExportSource } from './records.ts';

/** What a page says beside its records. */
const FRAME_BYTES = 2_048;

export async function writePage(source: ExportSource, company: TenantId, cursor: ExportCursor | null, hash: Hash): Promise<ExportPage> {
  const start = cursor ?? firstCursor(source.book);
  const { records, last, more } = await takeRecords(source, start);
  const told = start.records + records.filter(isOfJob).length;
  const part = start.part + 1;
  const said = {
    format: EXPORT_FORMAT,
    company,
    part,
    before: start.check,
    ...sectionsOf(records, source, start),
    ...(!more && { end: { parts: part, jobs: source.book.jobs.size, records: told } }),
  };
  const check = checkOf(said, hash);
  const next = more && { next: writeCursor({ ...last, part, records: told, check }) };
  // Written from the stored jobs themselves: what they hold beyond the schema goes along.
  return { ...said, check, ...next } as unknown as ExportPage;
}

interface Taken {
  readonly records: readonly ExportRecord[];
  readonly last: ExportCursor;
  readonly more: boolean;
}

async function takeRecords(source: ExportSource, start: ExportCursor): Promise<Taken> {
  const records: ExportRecord[] = [];
  let last = start;
  let bytes = FRAME_BYTES;
  for await (const [record, after] of recordsFrom(source, start)) {
    bytes += bytesOf(record);
    if (bytes > PAGE_BYTES && records.length > 0) return { records, last, more: true };
    records.push(record);
    last = after;
  }
  return { records, last, more: false };
}

const isOfJob = ({ section }: ExportRecord): boolean => section === 'jobs' || section === 'pieces';

/** With the name of its section, and what stands beside a job elsewhere on the page. */
const bytesOf = (record: ExportRecord): number =>
  asciiBytes(JSON.stringify(record)) + (record.section === 'jobs' ? 180 * record.job.photos.length : 0);

function sectionsOf(records: readonly ExportRecord[], { book }: ExportSource, start: ExportCursor): Record<string, unknown> {
  const of = <Section extends ExportRecord['section']>(section: Section) =>
    records.filter((record): record is Extract<ExportRecord, { section: Section }> => record.section === section);
  const jobs = of('jobs');
  const [pieces, removed, head] = [of('pieces'), of('removed'), of('head')];
  const photos = jobs.flatMap(({ job }) =>
    job.photos.map(({ sha256, type, bytes, state }) => ({ sha256, type, bytes, state, job: job.id })),
  );
  const goesOn = start.phase === 'head' && start.version === book.version;
  return {
    jobs: jobs.map(({ job }) => job),
    versions: jobs.map(({ version }) => version),
    ...(photos.length > 0 && { photos }),
    ...(pieces.length > 0 && { pieces: pieces.map(({ piece }) => piece) }),
    ...(removed.length > 0 && { removed: removed.map(({ gone }) => gone) }),
    ...(head.length > 0 && { head: { epoch: book.epoch, version: book.version, row: goesOn ? start.row : 0 } }),
    ...headSections(head),
  };
}

function headSections(rows: readonly Extract<ExportRecord, { section: 'head' }>[]): Record<string, unknown> {
  const sections: Record<string, unknown> = {};
  for (const [name, own] of Map.groupBy(rows, (row) => row.name)) {
    const values = own.map(({ value }) => value);
    if (name === 'lastSeq') sections[name] = Object.fromEntries(values as [string, number][]);
    else if (name === 'book' || name === 'settings' || name === 'changed') sections[name] = values[0];
    else sections[name] = values;
  }
  return sections;
}
