// Owns bringing a whole company in: all that can be refused is refused before anything is written, and what was cut in between is gone on with.
//
//   nothing ──archive laid──▶ (invisible yet) ──book saved──▶ in ──roster, settings──▶ done
// The book is saved by one compare-and-swap, into a company that has none: with it the import counts.
import type { WholeCompany } from '#core/export-whole';
import { holdsImport, importedBook, isUntouched } from '#core/import-book';
import type { TenantId } from '#core/id';
import type { Job } from '#core/job';
import { jobsOf, writeBook } from '#core/job-book';
import { LIMITS } from '#core/limits';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { Ports } from '../port.ts';
import { openFates } from '../text/fates.ts';
import { bringRoster, type Accounts } from './bring-roster.ts';
import { bringSettings } from './bring-settings.ts';

/** Archive objects that are written side by side. */
const ABREAST = 12;
/** Texts are let go a day after they were due. */
const TEXT_MS = 26 * 3_600_000;

export interface BringIn {
  /** what signs people in, where the operator brings it; without it those who are there already stay as they are */
  readonly accounts?: Accounts;
  /** milliseconds since 1970: what is not done by then goes on at the next call */
  readonly untilMs: number;
}

export interface BroughtIn {
  /** false: call again */
  readonly done: boolean;
  readonly jobs: number;
  readonly archived: number;
}

type BringPorts = Pick<Ports, 'openJobStore' | 'openArchive' | 'openRoster' | 'companies' | 'shortLived' | 'now'>;

export async function bringIn(ports: BringPorts, tenant: TenantId, whole: WholeCompany, how: BringIn): Promise<Result<BroughtIn, Problem>> {
  const archived = [...whole.archived.values()].reduce((sum, jobs) => sum + jobs.length, 0);
  const count = { jobs: whole.book.jobs.size, archived };
  const store = ports.openJobStore(tenant);
  const current = await store.change((book, bytes) => ok({ book: null, answer: { book, isLimited: bytes !== null } }));
  if (!current.ok) return current;
  const { book, isLimited } = current.value;
  if (!holdsImport(book, whole.book)) {
    if (!isUntouched(book)) return refuse(notEmpty());
    if (isLimited && writeBook(whole.book).length > LIMITS.storeFullBytes) return refuse(tooLarge());
    const laid = await layAll(ports, tenant, whole, how.untilMs);
    if (!laid.ok) return laid;
    if (!laid.value) return ok({ done: false, ...count });
    await claimTexts(ports, tenant, whole);
    const saved = await store.change((book) => {
      if (holdsImport(book, whole.book)) return ok({ book: null, answer: null });
      return isUntouched(book) ? ok({ book: importedBook(book, whole.book), answer: null }) : refuse(notEmpty());
    });
    if (!saved.ok) {
      if (saved.error.code === 'company-not-empty') await takeBack(ports, tenant, whole);
      return saved;
    }
  }
  await bringRoster(ports.openRoster(tenant), whole, how.accounts);
  const settings = await bringSettings(ports.companies, tenant, whole.record);
  return settings.ok ? ok({ done: true, ...count }) : settings;
}

const tooLarge = (): Problem =>
  problem('store-full', 'These are more jobs than one object holds. Move the company to DynamoDB while it is empty, then import.');
const notEmpty = (): Problem =>
  problem('company-not-empty', 'This company has jobs already. An import goes into a company that has none. Nothing was changed.');

/** Answers whether all of it is there. */
async function layAll(ports: BringPorts, tenant: TenantId, { archived }: WholeCompany, untilMs: number): Promise<Result<boolean, Problem>> {
  const archive = ports.openArchive(tenant);
  const days = [...archived];
  for (let i = 0; i < days.length; i += ABREAST) {
    if (ports.now() > untilMs) return ok(false);
    const laid = await Promise.all(days.slice(i, i + ABREAST).map(([day, jobs]) => archive.lay(day, jobs)));
    const refused = laid.find((each) => !each.ok);
    if (refused && !refused.ok) return refused;
  }
  return ok(true);
}

/** Somebody booked between the first look and the last: what no book names is taken out again. */
async function takeBack(ports: BringPorts, tenant: TenantId, { archived }: WholeCompany): Promise<void> {
  const archive = ports.openArchive(tenant);
  for (const [day, jobs] of archived) {
    const ours = new Set(jobs.map(({ id }) => id));
    await archive.change(day, (held) => new Map([...held].filter(([id]) => !ours.has(id))));
  }
}

/** The installation that they come from may have sent them: here they are never sent by themselves. */
async function claimTexts({ shortLived, now }: BringPorts, tenant: TenantId, { book }: WholeCompany): Promise<void> {
  const fates = openFates(shortLived, tenant, now);
  const mayLeave = [...jobsOf(book)].flatMap((job: Job) => (job.texts ?? []).filter(({ dueAt }) => now() - Date.parse(dueAt) < TEXT_MS));
  for (let i = 0; i < mayLeave.length; i += ABREAST)
    await Promise.all(mayLeave.slice(i, i + ABREAST).map(({ id, dueAt }) => fates.claim(id, { state: 'claimed', at: dueAt })));
}
