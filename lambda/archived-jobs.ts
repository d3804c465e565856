// Owns deciding on jobs wherever they lie: in the book, or in the archive, which is asked only for those that the book has let go.
import { archiveDayOf, standOf, unlooked, withArchived, withoutUntouched, type ArchiveLook } from '#core/archive';
import type { JobId, TenantId } from '#core/id';
import type { JobBook } from '#core/job-book';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { Change, Ports } from './port.ts';

/** The jobs that a decision is about, where they are not in the book. */
type IdsOf = (book: JobBook) => readonly JobId[];
type Stores = Pick<Ports, 'openJobStore' | 'openArchive'>;

/** Each further one means that a job has left the book since it was looked for. */
const MOST_LOOKS = 5;

/**
 * `JobStore.change` for jobs that may lie in the archive: `decide` finds them in the book that it is given, and one that it changes comes
 * back with the same compare-and-swap. Refuses as `change` and as `JobArchive.read`.
 */
export async function changeWithArchived<Answer>(
  ports: Stores,
  tenant: TenantId,
  idsOf: IdsOf,
  decide: (book: JobBook, storedBytes: number | null) => Result<Change<Answer>, Problem>,
): Promise<Result<Answer, Problem>> {
  const looks = new Map<JobId, ArchiveLook>();
  for (let round = 0; round <= MOST_LOOKS; round++) {
    const changed = await ports.openJobStore(tenant).change<Decided<Answer>>((book, storedBytes) => {
      const missing = unlooked(book, idsOf(book), looks);
      if (missing.length > 0) return ok({ book: null, answer: { missing, book } });
      return decideWith(book, looks, (laid) => decide(laid, storedBytes));
    });
    if (!changed.ok) return changed;
    if ('is' in changed.value) return ok(changed.value.is);
    const looked = await look(ports, tenant, changed.value.book, changed.value.missing, looks);
    if (!looked.ok) return looked;
  }
  const words = 'Cannot save: the job is moving to the archive again and again. Nothing is lost; it is tried again.';
  return refuse(problem('store-busy', words, { retryAfterSeconds: 2 }));
}

type Decided<Answer> = { readonly is: Answer } | { readonly missing: readonly JobId[]; readonly book: JobBook };

function decideWith<Answer>(
  before: JobBook,
  looks: ReadonlyMap<JobId, ArchiveLook>,
  decide: (book: JobBook) => Result<Change<Answer>, Problem>,
): Result<Change<Decided<Answer>>, Problem> {
  const decided = decide(withArchived(before, foundIn(looks)));
  if (!decided.ok) return decided;
  const { book, answer } = decided.value;
  return ok({ book: book && withoutUntouched(before, book), answer: { is: answer } });
}

/** The newest book, with those of these jobs that lie in the archive laid in. Refuses as `JobStore.read` and `JobArchive.read`. */
export async function readWithArchived(ports: Stores, tenant: TenantId, idsOf: IdsOf): Promise<Result<JobBook, Problem>> {
  const looks = new Map<JobId, ArchiveLook>();
  for (let round = 0; ; round++) {
    const book = await ports.openJobStore(tenant).read();
    if (!book.ok) return book;
    const missing = unlooked(book.value, idsOf(book.value), looks);
    // What was found a moment ago is good enough for somebody who only looks.
    if (missing.length === 0 || round === MOST_LOOKS) return ok(withArchived(book.value, foundIn(looks)));
    const looked = await look(ports, tenant, book.value, missing, looks);
    if (!looked.ok) return looked;
  }
}

const foundIn = (looks: ReadonlyMap<JobId, ArchiveLook>) => [...looks.values()].flatMap(({ job }) => job ?? []);

/** Reads each day once. The book was read before, so that what is found is no older than how the book stood to it. */
async function look(
  { openArchive }: Stores,
  tenant: TenantId,
  book: JobBook,
  ids: readonly JobId[],
  looks: Map<JobId, ArchiveLook>,
): Promise<Result<null, Problem>> {
  for (const [day, ofDay] of Map.groupBy(ids, archiveDayOf)) {
    const jobs = await openArchive(tenant).read(day);
    if (!jobs.ok) return jobs;
    for (const id of ofDay) looks.set(id, { stand: standOf(book, id), job: jobs.value.get(id) ?? null });
  }
  return ok(null);
}
