// Owns what export, import and erase answer over HTTP; loaded by whoever asks.
import { createHash } from 'node:crypto';
import type { Company } from '#core/company';
import type { Hash } from '#core/export-page';
import { readExportCursor, type ExportCursor } from '#core/export-cursor';
import type { MemberId, TenantId } from '#core/id';
import type { Actor } from '#core/job';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { byOf } from '#core/verdict';
import { fieldsProblem } from '../door.ts';
import type { Ports } from '../port.ts';
import type { Answer } from '../route.ts';
import { erasePerson } from './erase-person.ts';
import { sourceOf } from './source.ts';
import { takePage } from './take-page.ts';
import { writeJobsCsv } from './write-csv.ts';
import { writePage } from './write-page.ts';

export const sha256: Hash = (text) => createHash('sha256').update(text).digest('hex');

export async function serveExport(
  ports: Ports,
  tenant: TenantId,
  company: Company,
  { format, next }: { readonly format?: 'json' | 'csv'; readonly next?: string },
): Promise<Result<Answer, Problem>> {
  const cursor = next === undefined ? null : readExportCursor(next);
  if (next !== undefined && !cursor) return refuse(fieldsProblem([{ path: 'next', message: 'Use `next` as it was answered' }]));
  const source = await sourceOf(ports, tenant);
  if (!source.ok) return source;
  if (cursor && !goesOn(cursor, source.value.book)) return refuse(outdated());
  return source.value.guarded<Answer>(async (readable) => {
    if (format !== 'csv') return ok({ status: 200, body: await writePage(readable, tenant, cursor, sha256) });
    const csv = await writeJobsCsv(readable, company, cursor);
    const follows = csv.next === null ? null : `/api/export?format=csv&next=${csv.next}`;
    return ok({ status: 200, download: { type: 'text/csv; charset=utf-8', name: `${tenant}-jobs.csv`, text: csv.text, next: follows } });
  });
}

/** After a restore the places of an export mean other jobs. */
const goesOn = (cursor: ExportCursor, { epoch, version }: { readonly epoch: number; readonly version: number }): boolean =>
  cursor.epoch === epoch && cursor.version <= version;
const outdated = (): Problem => problem('export-outdated', 'The jobs went back to an older state meanwhile. Begin the export again.');

export async function serveImport(
  ports: Ports,
  tenant: TenantId,
  body: { readonly importId: string } & Readonly<Record<string, unknown>>,
): Promise<Result<Answer, Problem>> {
  const taken = await takePage(ports, tenant, body.importId, body, sha256);
  if (!taken.ok) return taken;
  if (taken.value.done)
    ports.log({ level: 'info', event: 'company-imported', tenant, jobs: taken.value.jobs ?? 0, archived: taken.value.archived ?? 0 });
  return ok({ status: 200, body: taken.value });
}

export async function serveErase(
  ports: Ports,
  tenant: TenantId,
  phone: string,
  actor: Actor & { readonly id: MemberId },
): Promise<Result<Answer, Problem>> {
  const erased = await erasePerson(ports, tenant, phone, byOf(actor));
  if (!erased.ok) return erased;
  ports.log({ level: 'info', event: 'customer-erased', tenant, by: actor.id, ...erased.value });
  return ok({ status: 200, body: erased.value });
}
