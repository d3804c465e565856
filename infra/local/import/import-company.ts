// Owns bringing an exported company in from the command line: checked whole, photos first, then the company, made where there is none.
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { ExportPage } from '#core/export-page';
import { joinExport, readPage, type WholeCompany } from '#core/export-whole';
import { idSchema, type MemberId, type TenantId } from '#core/id';
import { holdsImport, isUntouched } from '#core/import-book';
import { ok } from '#core/result';
import { bringIn } from '#lambda/export/bring-in';
import { sha256 } from '#lambda/export/serve';
import type { Ports } from '#lambda/port';
import { ACCOUNTS, checkFiles, logoFile, pageFile, photoFile, readManifest, type Manifest } from '../export/folder.ts';
import { withStore } from '../open-store.ts';
import { createProgress } from './progress.ts';

export const isExport = (path: string): boolean => existsSync(path) && (statSync(path).isDirectory() || path.endsWith('.json'));

interface Brought {
  readonly whole: WholeCompany;
  readonly accounts?: ReadonlyMap<MemberId, string>;
  /** of a folder, whose bytes lie beside */
  readonly manifest: Manifest | null;
}

/** @throws Error with one line of reason; then nothing of the company was brought in */
export async function importCompany(path: string, tenant: string | undefined, stage: string | undefined): Promise<void> {
  const brought = await readExport(path, tenant);
  await withStore(stage, ({ ports }) => run(ports, path, brought));
}

async function run(ports: Ports, path: string, { whole, accounts, manifest }: Brought): Promise<void> {
  const { company } = whole.record;
  await checkEmpty(ports, company.slug, whole);
  // Who opens it finds it whole: until then it is closed.
  await ports.companies.create({ ...company, disabled: true });
  const photos = manifest ? await copyMedia(ports, path, company.slug, manifest) : 0;
  const brought = await bringIn(ports, company.slug, whole, { untilMs: Infinity, ...(accounts && { accounts }) });
  if (!brought.ok) throw new Error(`Cannot import: ${brought.error.code}. ${brought.error.detail}`);
  const opened = await ports.companies.change(company.slug, ({ company: { disabled: _, ...open }, changed }) =>
    ok({ company: company.disabled ? { ...open, disabled: true } : open, changed }),
  );
  if (!opened.ok) throw new Error(`Cannot open ${company.slug}: ${opened.error.detail} Run it again.`);
  const { jobs, archived } = brought.value;
  console.log(`imported ${company.slug}: ${jobs} jobs, ${archived} archived, ${photos} photos`);
  if (!accounts) console.log('Nobody has a password yet: npm run tenant -- reset SLUG LOGIN gives one.');
}

/** Before anything is copied. */
async function checkEmpty(ports: Ports, slug: TenantId, whole: WholeCompany): Promise<void> {
  if (!(await ports.companies.read(slug))) return;
  const book = await ports.openJobStore(slug).read();
  if (!book.ok) throw new Error(`Cannot import: ${book.error.code}. ${book.error.detail}`);
  if (!isUntouched(book.value) && !holdsImport(book.value, whole.book))
    throw new Error(`Cannot import: ${slug} has jobs already here. An import goes into a company that has none. Nothing was changed.`);
}

/** @throws Error with one line of reason */
export const readExportedCompany = async (path: string, tenant: string): Promise<WholeCompany> => (await readExport(path, tenant)).whole;

const readExport = (path: string, tenant: string | undefined): Promise<Brought> =>
  statSync(path).isDirectory() ? readFolder(path, tenant) : readSaved(path, tenant);

async function readFolder(folder: string, tenant: string | undefined): Promise<Brought> {
  const manifest = await readManifest(folder);
  await checkFiles(folder, manifest).catch((error: unknown) => {
    throw new Error(`Cannot import ${folder}: ${error instanceof Error ? error.message : ''} Nothing was imported.`, { cause: error });
  });
  const pages: unknown[] = [];
  for (let part = 1; part <= manifest.pages; part++) pages.push(JSON.parse(await readFile(join(folder, pageFile(part)), 'utf8')));
  return { whole: joined(folder, pages, tenant ?? manifest.company), accounts: await readAccounts(folder), manifest };
}

/** What the settings page saved: all pages in one file. */
async function readSaved(path: string, tenant: string | undefined): Promise<Brought> {
  const savedSchema = v.pipe(v.string(), v.parseJson(), v.object({ pages: v.pipe(v.array(v.looseObject({})), v.minLength(1)) }));
  const saved = v.safeParse(savedSchema, await readFile(path, 'utf8'));
  if (!saved.success) throw new Error(`Cannot import ${path}: it is no whole export. Nothing was imported.`);
  const { pages } = saved.output;
  return { whole: joined(path, pages, tenant ?? String(pages[0]?.['company'])), manifest: null };
}

function joined(path: string, data: readonly unknown[], tenant: string): WholeCompany {
  const company = v.safeParse(idSchema.tenant, tenant);
  if (!company.success) throw new Error(`Cannot import ${path}: "${tenant}" is no company name.`);
  const pages: ExportPage[] = [];
  for (const each of data) {
    const page = readPage(each, company.output, sha256);
    if (!page.ok) throw new Error(`Cannot import ${path}: ${page.error.detail} Nothing was imported.`);
    pages.push(page.value);
  }
  const whole = joinExport(pages);
  if (!whole.ok) throw new Error(`Cannot import ${path}: ${whole.error.detail} Nothing was imported.`);
  return whole.value;
}

const accountsSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.object({ member: idSchema.member, passwordHash: v.nullable(v.string()) })),
);

async function readAccounts(folder: string): Promise<ReadonlyMap<MemberId, string>> {
  const parsed = v.safeParse(accountsSchema, await readFile(join(folder, ACCOUNTS), 'utf8'));
  if (!parsed.success) throw new Error(`Cannot import: ${join(folder, ACCOUNTS)} cannot be read. Nothing was imported.`);
  return new Map(parsed.output.flatMap(({ member, passwordHash }) => (passwordHash === null ? [] : [[member, passwordHash] as const])));
}

/** What lies there already is not copied again. Answers how many photos are there now. */
async function copyMedia(ports: Ports, folder: string, slug: TenantId, { photos, missing, logo }: Manifest): Promise<number> {
  const store = ports.openPhotos(slug);
  const wanted = photos.filter(({ sha256: hash }) => !missing.includes(hash));
  const progress = createProgress(wanted.length, process.stdout, 'photos');
  for (const [i, photo] of wanted.entries()) {
    const there = await store.find(photo.sha256);
    if (there?.sha256 !== photo.sha256) await putPhoto(store, photo, await readFile(join(folder, photoFile(photo.sha256))));
    progress.show(i + 1);
  }
  progress.end();
  if (logo) await ports.openLogos(slug).write(logo.sha256, await readFile(join(folder, logoFile(logo.sha256))), logo.type);
  return wanted.length;
}

async function putPhoto(
  store: ReturnType<Ports['openPhotos']>,
  photo: Parameters<typeof store.signUpload>[0],
  bytes: Buffer,
): Promise<void> {
  const { url, headers } = await store.signUpload(photo);
  const answer = await fetch(url, { method: 'PUT', headers: { ...headers }, body: new Uint8Array(bytes) });
  if (!answer.ok) throw new Error(`Cannot import: photo ${photo.sha256} was not taken (${answer.status}). Run it again: it goes on.`);
}
