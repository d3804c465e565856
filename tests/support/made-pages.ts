// Owns exports of companies that never were: pages as they would come, for asking wrongly with them.
import type { ExportPage } from '#core/export-page';
import { readExportCursor } from '#core/export-cursor';
import { emptyBook, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import type { Company } from '#core/company';
import { sha256 } from '#lambda/export/serve';
import { writePage } from '#lambda/export/write-page';
import { newId } from './api-client.ts';
import { testCompany } from './demo-api.ts';

export async function madePages(slug: string, jobs: readonly Job[] = [madeJob()]): Promise<ExportPage[]> {
  const company: Company = testCompany(slug);
  const book: JobBook = { ...emptyBook(), version: 1, nextNumber: 2_000, jobs: new Map(jobs.map((job) => [job.id, { version: 1, job }])) };
  const source = {
    book,
    readDay: () => Promise.resolve(new Map()),
    readHead: () => Promise.resolve({ record: { company, changed: {} }, members: [], days: [] }),
  };
  const pages: ExportPage[] = [];
  do pages.push(await writePage(source, company.slug, readExportCursor(pages.at(-1)?.next ?? ''), sha256));
  while (pages.at(-1)?.next !== undefined);
  return pages;
}

/** @param words letters that make it as large as it should be */
export function madeJob(words = ''): Job {
  const at = '2026-11-24T15:00:00.000Z';
  const by = { kind: 'system', name: 'A test' };
  const note = { id: newId(), text: words, by, at };
  const job = {
    id: newId(),
    number: 1_001,
    status: 'booking_confirmed',
    customer: { name: 'Nobody', phone: '(617) 555-0100' },
    address: '1 Elm St',
    service: 'sofa',
    window: { date: '2026-11-24', slot: '10-12', start: '10:00', end: '12:00' },
    crew: {},
    notes: words === '' ? [] : [note],
    photos: [],
    history: [{ id: newId(), type: 'create_job', outcome: 'applied', by, tappedAt: at, receivedAt: at, rev: 1 }],
    attempts: 0,
    rev: 1,
    createdAt: at,
    updatedAt: at,
  };
  return job as unknown as Job;
}
