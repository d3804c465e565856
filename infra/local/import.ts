// Owns `npm run import`: real bookings from a CSV, or a whole exported company, while the cloud runs or while it does not.
import { parseArgs } from 'node:util';
import type { Company } from '#core/company';
import type { Ports } from '#lambda/port';
import { openCsv, type CsvFile } from './import/csv-file.ts';
import { BATCH_ROWS, importBatch } from './import/import-rows.ts';
import { mappingFor, missingColumns, readMapping, type Mapping } from './import/mapping.ts';
import { importCompany, isExport } from './import/import-company.ts';
import { withStore } from './open-store.ts';
import { createProgress, type Progress } from './import/progress.ts';
import { isWanted, readRow, type ImportRow } from './import/read-row.ts';
import { createRowKeys } from './import/row-key.ts';

const USAGE = `Use: npm run import -- FILE.csv [--tenant quickdump] [--map MAP.json]
     npm run import -- EXPORT [--tenant SLUG]      a folder that \`npm run export\` made, or a file that the settings page saved
     Each of them with --stage STAGE works on a deployed stage, with the AWS credentials of the environment.`;
await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { file, tenant, map, stage } = readArguments();
  if (isExport(file)) return importCompany(file, tenant, stage);
  const csv = await openCsv(file);
  const mapping = chooseMapping(file, csv.header, map);
  await withStore(stage, ({ ports }) => run(csv, mapping, ports, tenant ?? 'quickdump'));
}

async function run(csv: CsvFile, mapping: Mapping, ports: Ports, tenant: string): Promise<void> {
  const company = await ports.companies.read(tenant);
  if (!company)
    throw new Error(
      `Cannot import: no company is called ${tenant}. Start the cloud once to make the demo companies, or name another with --tenant.`,
    );
  let total = 0;
  for await (const row of csv.rows()) total += isWanted(row, mapping) ? 1 : 0;
  const progress = createProgress(total, process.stdout);
  const count = await importAll(csv, mapping, ports, company, progress);
  progress.end();
  if (count.invented > 0)
    console.log(`${count.invented} rows have no name or no phone: plausible ones are invented (555-01xx). Never call or text them.`);
  if (count.stopped !== null) console.log(`Stopped: ${count.stopped}`);
  if (count.stopped !== null || (count.imported + count.known === 0 && total > 0)) process.exitCode = 1;
  console.log(`imported ${count.imported}, already there ${count.known}, refused ${count.refused}`);
}

/** Row by row, batch by batch. A row that cannot be a job is named at once and stops nothing. */
async function importAll(csv: CsvFile, mapping: Mapping, ports: Ports, company: Company, progress: Progress) {
  const count = { imported: 0, known: 0, refused: 0, invented: 0, stopped: null as string | null };
  const keyOf = createRowKeys(mapping);
  let batch: ImportRow[] = [];
  for await (const row of csv.rows()) {
    if (!isWanted(row, mapping)) continue;
    const read = readRow(row, keyOf(row), mapping, company);
    if (read.ok) batch.push(read.value);
    else progress.say(`row ${row.number}: ${read.error}`);
    count.refused += read.ok ? 0 : 1;
    if (batch.length === BATCH_ROWS) await save();
    if (count.stopped !== null) return count;
  }
  await save();
  return count;

  async function save(): Promise<void> {
    if (batch.length === 0) return;
    const saved = await importBatch(ports, company, batch);
    if (!saved.ok) return void (count.stopped = `${saved.error.code}. ${saved.error.detail}`);
    count.imported += saved.value.imported;
    count.known += saved.value.known;
    count.invented += batch.filter((row) => row.invented).length;
    batch = [];
    progress.show(count.imported + count.known + count.refused);
  }
}

function readArguments(): { file: string; tenant: string | undefined; map: string | undefined; stage: string | undefined } {
  const { values, positionals } = readWords();
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error(USAGE);
  return { file, tenant: values.tenant, map: values.map, stage: values.stage };
}

function readWords() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { tenant: { type: 'string' }, map: { type: 'string' }, stage: { type: 'string' } },
    });
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
