// Owns `npm run export`: a whole company into a folder, pages for machines, CSV for people, photos beside under their hash.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ExportPage } from '#core/export-page';
import { readExportCursor, type ExportCursor } from '#core/export-cursor';
import { joinExport, type WholeCompany } from '#core/export-whole';
import { jobsCsv } from '#core/jobs-csv';
import { jobsOf } from '#core/job-book';
import type { Company } from '#core/company';
import { ok } from '#core/result';
import type { Ports } from '#lambda/port';
import { sha256 } from '#lambda/export/serve';
import { sourceOf } from '#lambda/export/source';
import { writePage } from '#lambda/export/write-page';
import { ACCOUNTS, CSV, hashOf, hasFile, logoFile, MANIFEST, pageFile, photoFile, putFile, type Manifest } from './export/folder.ts';
import { createProgress } from './import/progress.ts';
import { withStore } from './open-store.ts';

const USAGE = `Use: npm run export -- [--tenant quickdump] [--to FOLDER]
     With --stage STAGE it works on a deployed stage, with the AWS credentials of the environment.`;

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { tenant, to, stage } = readWords();
  const folder = to ?? `export-${tenant}`;
  await withStore(stage, ({ ports }) => run(ports, tenant, folder));
}

async function run(ports: Ports, tenant: string, folder: string): Promise<void> {
  const company = await ports.companies.read(tenant);
  if (!company) throw new Error(`Cannot export: no company is called ${tenant}. See: npm run tenant -- list`);
  // Until the new one is there the folder is no whole export.
  await rm(join(folder, MANIFEST), { force: true });
  const pages = await readPages(ports, company);
  const whole = joinExport(pages);
  if (!whole.ok) throw new Error(`Cannot export ${tenant}: ${whole.error.detail}`);
  const files = await writeFiles(ports, company, folder, pages, whole.value);
  const missing = await copyPhotos(ports, company, folder, whole.value);
  const logo = await copyLogo(ports, company, folder, whole.value);
  const archived = [...whole.value.archived.values()].reduce((sum, jobs) => sum + jobs.length, 0);
  const jobs = whole.value.book.jobs.size;
  const exportedAt = new Date(ports.now()).toISOString();
  const manifest: Manifest = {
    format: 1,
    company: company.slug,
    exportedAt,
    pages: pages.length,
    jobs,
    archived,
    photos: [...whole.value.photos],
    missing,
    logo,
    files,
  };
  await putFile(folder, MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  if (missing.length > 0) {
    console.error(`${missing.length} photos are called stored and could not be read: ${missing.join(', ')}`);
    process.exitCode = 1;
  }
  console.log(`Exported ${tenant} to ${folder}: ${jobs} jobs, ${archived} archived, ${whole.value.photos.length - missing.length} photos.`);
  console.log(`${ACCOUNTS} in it signs people in: keep it as you keep passwords.`);
}

/** All pages as one state of the company, whoever saves meanwhile. */
async function readPages(ports: Ports, company: Company): Promise<ExportPage[]> {
  const pages: ExportPage[] = [];
  let cursor: ExportCursor | null = null;
  do {
    const page = await onePage(ports, company, cursor);
    pages.push(page);
    cursor = page.next === undefined ? null : readExportCursor(page.next);
  } while (cursor);
  return pages;
}

async function onePage(ports: Ports, company: Company, cursor: ExportCursor | null): Promise<ExportPage> {
  const source = await sourceOf(ports, company.slug);
  const page = source.ok
    ? await source.value.guarded(async (readable) => ok(await writePage(readable, company.slug, cursor, sha256)))
    : source;
  if (!page.ok) throw new Error(`Cannot export: ${page.error.code}. ${page.error.detail}`);
  return page.value;
}

async function writeFiles(ports: Ports, company: Company, folder: string, pages: readonly ExportPage[], whole: WholeCompany) {
  const names = new Map(whole.members.map(({ member }) => [member.id, member.name]));
  const archived = [...whole.archived.values()].flat().filter(({ id }) => !whole.book.jobs.has(id));
  const accounts = (await ports.openRoster(company.slug).members()).map(({ member, passwordHash }) => ({
    member: member.id,
    passwordHash,
  }));
  const texts: readonly (readonly [string, string])[] = [
    ...pages.map((page) => [pageFile(page.part), JSON.stringify(page)] as const),
    [CSV, jobsCsv([...jobsOf(whole.book), ...archived], { company, nameOf: (id) => names.get(id) ?? null })],
    [ACCOUNTS, JSON.stringify(accounts)],
  ];
  await rm(join(folder, 'pages'), { recursive: true, force: true });
  for (const [name, text] of texts) await putFile(folder, name, text);
  return Object.fromEntries(texts.map(([name, text]) => [name, hashOf(text)]));
}

/** Those that lie in the folder are not copied again. Answers which could not be had. */
async function copyPhotos(ports: Ports, company: Company, folder: string, { photos }: WholeCompany): Promise<string[]> {
  const store = ports.openPhotos(company.slug);
  const progress = createProgress(photos.length, process.stdout, 'photos');
  const missing: string[] = [];
  for (const [i, photo] of photos.entries()) {
    if (!(await hasFile(folder, photoFile(photo.sha256), photo.sha256))) {
      const answer = await fetch(await store.signView(photo.sha256));
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (answer.ok && hashOf(bytes) === photo.sha256) await putFile(folder, photoFile(photo.sha256), bytes);
      else missing.push(photo.sha256);
    }
    progress.show(i + 1);
  }
  progress.end();
  return missing;
}

async function copyLogo(ports: Ports, company: Company, folder: string, { record }: WholeCompany): Promise<Manifest['logo']> {
  const { logo } = record.company.brand;
  const bytes = logo ? await ports.openLogos(company.slug).read(logo.sha256) : null;
  if (!logo || !bytes) return null;
  await putFile(folder, logoFile(logo.sha256), bytes);
  return { sha256: logo.sha256, type: logo.type };
}

function readWords() {
  try {
    const { values } = parseArgs({
      options: { tenant: { type: 'string', default: 'quickdump' }, to: { type: 'string' }, stage: { type: 'string' } },
    });
    return values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : ''}\n${USAGE}`, { cause: error });
  }
}
