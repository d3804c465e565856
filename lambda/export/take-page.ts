// Owns taking an export's pages in, one a request: each is checked and put aside, and the last one brings the whole company in, or nothing.
import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { ExportPage, Hash } from '#core/export-page';
import { joinExport, readPage, type PageRefusal } from '#core/export-whole';
import type { TenantId } from '#core/id';
import { problem, type Problem, type ProblemCode } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { Ports } from '../port.ts';
import { bringIn } from './bring-in.ts';

/** Who began an import has so long to go on with it. */
const KEPT_MS = 7 * 86_400_000;
/** What is not done by then goes on with the next request. */
const WORK_MS = 15_000;
const MOST_PARTS = 100_000;

/** The last page that was put aside. */
const stateSchema = v.object({ part: v.number(), check: v.string() });
interface Aside {
  readonly part: number;
  readonly check: string;
  readonly revision: number;
}

export interface TakenPage {
  readonly importId: string;
  readonly received: number;
  /** the page that is awaited next; null: all is there */
  readonly expected: number | null;
  readonly done: boolean;
  readonly jobs?: number;
  readonly archived?: number;
  readonly photos?: number;
}

export async function takePage(
  ports: Ports,
  tenant: TenantId,
  importId: string,
  data: unknown,
  hash: Hash,
): Promise<Result<TakenPage, Problem>> {
  const page = readPage(data, tenant, hash);
  if (!page.ok) return refuse(problemOf(page.error));
  const { part, check, before, end } = page.value;
  const aside = await readAside(ports, tenant, importId);
  const place = placeOf(aside, part, before, await checkAt(ports, tenant, importId, aside, part));
  if (!place.ok) return place;
  if (place.value === 'again' && check !== (await checkAt(ports, tenant, importId, aside, part + 1)))
    return refuse(
      problemOf({ why: 'broken', detail: `Page ${part} of this import came before, and was another one. Begin a new import.` }),
    );
  if (place.value === 'next') await putAside(ports, tenant, importId, data, page.value, aside);
  const received = Math.max(aside.part, part);
  if (!end) return ok({ importId, received, expected: received + 1, done: false });
  return finish(ports, tenant, importId, part, hash);
}

const CODES: Readonly<Record<PageRefusal['why'], ProblemCode>> = {
  newer: 'export-newer',
  foreign: 'export-foreign',
  broken: 'export-broken',
};
const problemOf = ({ why, detail }: PageRefusal): Problem => problem(CODES[why], `${detail} Nothing was imported.`);

function placeOf(aside: Aside, part: number, before: string, checkBefore: string | null): Result<'next' | 'again', Problem> {
  if (part > aside.part + 1 || part > MOST_PARTS)
    return refuse(
      problem('import-gap', `Page ${aside.part + 1} is awaited, not page ${part}. Send again from there.`, {
        extra: { expected: aside.part + 1 },
      }),
    );
  if (before !== checkBefore)
    return refuse(problemOf({ why: 'broken', detail: `Page ${part} does not follow the pages that came before under this import id.` }));
  return ok(part <= aside.part ? 'again' : 'next');
}

const stateKey = (tenant: TenantId, importId: string): string => `import ${tenant} ${importId}`;
const pageKey = (tenant: TenantId, importId: string, part: number): string => `${stateKey(tenant, importId)} ${part}`;

async function readAside({ shortLived }: Ports, tenant: TenantId, importId: string): Promise<Aside> {
  const row = await shortLived.get(stateKey(tenant, importId));
  const state = v.safeParse(stateSchema, row?.value);
  return state.success && row ? { ...state.output, revision: row.revision } : { part: 0, check: '', revision: 0 };
}

/** The check of the page before `part`; null when it is not here any more. */
async function checkAt(ports: Ports, tenant: TenantId, importId: string, aside: Aside, part: number): Promise<string | null> {
  if (part === 1) return '';
  if (part === aside.part + 1) return aside.check;
  return part > aside.part ? null : ((await pageAt(ports, tenant, importId, part - 1))?.check ?? null);
}

/** The page first, then that it is there: a crash in between only has it sent again. */
async function putAside(
  { shortLived, now }: Ports,
  tenant: TenantId,
  importId: string,
  data: unknown,
  { part, check }: ExportPage,
  aside: Aside,
): Promise<void> {
  const until = now() + KEPT_MS;
  await shortLived.put(pageKey(tenant, importId, part), packed(data), until);
  // Who was quicker has put the same page aside, or the next request finds out.
  await shortLived.put(stateKey(tenant, importId), { part, check }, until, aside.revision);
}

async function pageAt({ shortLived }: Ports, tenant: TenantId, importId: string, part: number): Promise<ExportPage | null> {
  const row = await shortLived.get(pageKey(tenant, importId, part));
  return row ? unpacked(row.value) : null;
}

async function finish(ports: Ports, tenant: TenantId, importId: string, parts: number, hash: Hash): Promise<Result<TakenPage, Problem>> {
  const untilMs = ports.now() + WORK_MS;
  const pages: ExportPage[] = [];
  for (let part = 1; part <= parts; part++) {
    const stored = await pageAt(ports, tenant, importId, part);
    const page = stored ? readPage(stored, tenant, hash) : null;
    if (!page?.ok)
      return refuse(problem('import-gap', `Page ${part} is not here any more. Send again from there.`, { extra: { expected: part } }));
    pages.push(page.value);
  }
  const whole = joinExport(pages);
  if (!whole.ok) return refuse(problemOf(whole.error));
  const brought = await bringIn(ports, tenant, whole.value, { untilMs });
  if (!brought.ok) return brought;
  const { done, jobs, archived } = brought.value;
  return ok({ importId, received: parts, expected: done ? null : parts, done, jobs, archived, photos: whole.value.photos.length });
}

/** A row takes 400 KB; text packs to a fifth. */
const packed = (data: unknown): string => gzipSync(JSON.stringify(data)).toString('base64');
const unpacked = (value: unknown): ExportPage =>
  JSON.parse(gunzipSync(Buffer.from(String(value), 'base64')).toString('utf8')) as ExportPage;
