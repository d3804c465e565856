// Owns `npm run restore`: a company goes back to an older state of its jobs, and every phone hears of it and sends again what it kept.
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { JobBook } from '#core/job-book';
import { NUMBERS_LEFT_OUT } from '#core/restore';
import { openFormerRows } from '#lambda/aws/dynamo-jobs/former-rows';
import { openBookFile } from '#lambda/aws/s3-book-file';
import { readExportedCompany } from './import/import-company.ts';
import { withStore, type OpenedStore } from './open-store.ts';
import { bookIn, putBack, type Places } from './restore/put-back.ts';

const USAGE = `Use: npm run restore -- --tenant SLUG --from FROM
     FROM is a jobs.json (packed or not), an export (folder, or file of the settings page), version:ID (a version of the object in the bucket),
     kept:NAME (what a restore has replaced, as it said), or table:NAME (a DynamoDB table, as a point-in-time recovery makes it, of a company that
     has moved there; table:NAME/STAY when it was there more than once).
     --was STAY, or --was s3, says where the jobs were, when it asks for that because nothing stored tells.
     With --stage STAGE it works on a deployed stage, with the AWS credentials of the environment.`;

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { tenant, from, stage, was } = readWords();
  if (tenant === undefined || from === undefined) throw new Error(USAGE);
  await withStore(stage, (store) => run(store, tenant, from, was ?? null));
}

async function run({ ports, config }: OpenedStore, tenant: string, from: string, was: string | null): Promise<void> {
  const company = await ports.companies.read(tenant);
  if (!company) throw new Error(`Cannot restore: no company is called ${tenant}. See: npm run tenant -- list`);
  const places: Places = { file: openBookFile(config, company.slug), rows: openFormerRows(config, company.slug) };
  const older = await olderBook(places, company.slug, from);
  const { book, kept, on } = await putBack(ports, places, company.slug, older, { was, tell: console.log });
  console.log(`Restored ${tenant}: ${book.jobs.size} jobs, as they were last saved ${book.restored?.of ?? 'at an unknown time'}.`);
  console.log(`It is epoch ${book.epoch} now; numbers go on at ${book.nextNumber}, ${NUMBERS_LEFT_OUT} later than they were.`);
  if (on) {
    const where = on === 's3' ? 'in jobs.json' : 'in DynamoDB, as rows of their own,';
    console.log(
      `${kept ? 'What lay there could not be read, or was not where the jobs were.' : 'There was no jobs.json.'} The jobs are ${where} now.`,
    );
    console.log('Who was erased since that state may be back in it: erase them again (npm run tenant -- erase).');
  }
  if (kept) console.log(`What it replaced is kept: npm run restore -- --tenant ${tenant} --from kept:${kept}`);
  console.log(
    'Phones send again what they kept as soon as they ask; everybody is told. Bookings and customers’ changes since then are in what was kept only.',
  );
}

async function olderBook({ file, rows }: Places, tenant: string, from: string): Promise<JobBook> {
  const [kind, name = ''] = from.split(/:(.*)/s);
  if (kind === 'table') {
    const [table = '', stay = null] = name.split('/');
    return rows.bookIn(table, stay);
  }
  if (kind === 'version' || kind === 'kept') {
    const bytes = kind === 'kept' ? await file.kept(name) : (await file.read(name))?.bytes;
    if (!bytes) throw new Error(`Cannot restore: there is no ${from} of ${tenant}.`);
    return bookIn(bytes, from);
  }
  if (!existsSync(from)) throw new Error(`Cannot restore: there is no file or folder ${from}.`);
  if (statSync(from).isDirectory()) return (await readExportedCompany(from, tenant)).book;
  const bytes = await readFile(from);
  // What the settings page saved begins with its pages.
  const isExport = bytes.subarray(0, 40).toString().includes('"pages"');
  return isExport ? (await readExportedCompany(from, tenant)).book : bookIn(bytes, from);
}

function readWords() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ options: { tenant: text, from: text, stage: text, was: text } }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : ''}\n${USAGE}`, { cause: error });
  }
}
