// Owns `npm run archive`: what the archiver's timer does, at once, while the cloud runs or while it does not; also as if it were another day.
import { parseArgs } from 'node:util';
import { archiveAll } from '#lambda/archive/archive-jobs';
import { openStore } from './open-store.ts';

const USAGE = 'Use: npm run archive [-- --tenant quickdump] [--as-of 2026-12-24]';
await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { nowMs, tenant } = readArguments();
  const store = await openStore(process.env['DATA_DIR'] ?? '.data');
  try {
    const { companies } = store.ports;
    const chosen = tenant === undefined ? companies : { ...companies, list: () => Promise.resolve([tenant]) };
    await archiveAll({ ...store.ports, companies: chosen, now: () => nowMs, log: say });
  } finally {
    await store.close();
  }
}

function say(entry: { readonly [field: string]: unknown }): void {
  const { event, tenant, code, jobs, companies } = entry;
  if (event === 'archive-failed') {
    process.exitCode = 1;
    console.log(`${String(tenant)}: not all could go: ${String(code)}`);
  }
  if (event === 'jobs-archived') console.log(`archived ${String(jobs)} jobs of ${String(companies)} companies`);
}

function readArguments(): { nowMs: number; tenant: string | undefined } {
  const { values } = readWords();
  const nowMs = values['as-of'] === undefined ? Date.now() : Date.parse(values['as-of']);
  if (Number.isNaN(nowMs)) throw new Error(`Cannot archive: ${String(values['as-of'])} is no date.\n${USAGE}`);
  return { nowMs, tenant: values.tenant };
}

function readWords() {
  try {
    return parseArgs({ options: { 'as-of': { type: 'string' }, tenant: { type: 'string' } } });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : ''}\n${USAGE}`, { cause: error });
  }
}
