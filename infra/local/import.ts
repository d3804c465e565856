// Owns `npm run import`: real bookings from a CSV into a company, while the cloud runs or while it does not.
import { parseArgs } from 'node:util';
import { openCsv } from './import/csv-file.ts';
import { BATCH_ROWS, importBatch } from './import/import-rows.ts';
import { mappingFor, missingColumns, readMapping, type Mapping } from './import/mapping.ts';
import { openStore } from './import/open-store.ts';
import { createProgress } from './import/progress.ts';
import { isWanted, readRow, type ImportRow } from './import/read-row.ts';

const USAGE = 'Use: npm run import -- FILE.csv [--tenant quickdump] [--map MAP.json]';
/** More than these are counted, not listed. */
const MOST_LISTED = 200;

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { file, tenant, map } = readArguments();
  const csv = await openCsv(file);
  const mapping = chooseMapping(file, csv.header, map);
  const store = await openStore(process.env['DATA_DIR'] ?? '.data');
  try {
    await run(csv, mapping, store.ports, tenant);
  } finally {
    await store.close();
  }
}

async function run(
  csv: Awaited<ReturnType<typeof openCsv>>,
  mapping: Mapping,
  ports: Awaited<ReturnType<typeof openStore>>['ports'],
  tenant: string,
): Promise<void> {
  const company = await ports.companies.read(tenant);
  if (!company)
    throw new Error(
      `Cannot import: no company is called ${tenant}. Start the cloud once to make the demo companies, or name another with --tenant.`,
    );
  let total = 0;
  for await (const row of csv.rows()) total += isWanted(row, mapping) ? 1 : 0;
  if (!mapping.columns.customer_name && !mapping.columns.phone)
    console.log('The file has no names and phones: plausible ones are invented (555-01xx). Never call or text them.');
  const progress = createProgress(total, process.stdout);
  const count = { imported: 0, known: 0, refused: 0, done: 0 };
  const refusals: string[] = [];
  let batch: ImportRow[] = [];
  let stopped: string | null = null;

  for await (const row of csv.rows()) {
    if (!isWanted(row, mapping)) continue;
    const read = readRow(row, mapping, company);
    if (read.ok) batch.push(read.value);
    else if (refusals.push(`row ${row.number}: ${read.error}`)) count.refused += 1;
    count.done += 1;
    if (batch.length === BATCH_ROWS) await save();
    if (stopped !== null) break;
  }
  await save();
  progress.end();
  for (const line of refusals.slice(0, MOST_LISTED)) console.log(line);
  if (refusals.length > MOST_LISTED) console.log(`… and ${refusals.length - MOST_LISTED} more rows`);
  if (stopped !== null) console.log(`Stopped after ${count.done} rows: ${stopped}`);
  if (stopped !== null || (count.imported + count.known === 0 && total > 0)) process.exitCode = 1;
  console.log(`imported ${count.imported}, already there ${count.known}, refused ${count.refused}`);

  async function save(): Promise<void> {
    if (batch.length === 0 || stopped !== null || !company) return;
    const saved = await importBatch(ports, company, batch);
    batch = [];
    progress.show(count.done);
    if (!saved.ok) return void (stopped = `${saved.error.code}. ${saved.error.detail}`);
    count.imported += saved.value.imported;
    count.known += saved.value.known;
  }
}

function readArguments(): { file: string; tenant: string; map: string | undefined } {
  const { values, positionals } = readWords();
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error(USAGE);
  return { file, tenant: values.tenant, map: values.map };
}

function readWords() {
  try {
    return parseArgs({ allowPositionals: true, options: { tenant: { type: 'string', default: 'quickdump' }, map: { type: 'string' } } });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : ''}\n${USAGE}`, { cause: error });
  }
}

function chooseMapping(file: string, header: readonly string[], map: string | undefined): Mapping {
  const mapping = map === undefined ? mappingFor(header) : readMapping(map);
  if (!mapping)
    throw new Error(
      `Cannot import ${file}: no shipped mapping fits its header (${header.slice(0, 6).join(', ')}, …). Write one and name it with --map.`,
    );
  const missing = missingColumns(mapping, header);
  if (missing.length > 0) throw new Error(`Cannot import ${file}: the mapping names columns that it has not: ${missing.join(', ')}.`);
  return mapping;
}
