// Owns how a book is laid out in rows, and putting rows back into a book. Pure: what reads and writes them is elsewhere.
//
//   j#<job>            a job with the version of its last change, and its history as far as that is short
//   h#<job>#<place>    one entry of the history behind that
//   s#<device author>  the highest sequence taken
//   u#<place>          a mutation without a job        m#<place>  a gap in what a phone had confirmed        r#<place>  a tombstone
//   f#<name>           any other field of the book that is no plain value; plain values are in the head
//
// A place is where an element stands in its list: places grow, and keep their gaps when an element leaves.
// Stays of format 1, which an earlier release began, have all of the history in rows of its own, and keep it so.
import type { JobId } from '#core/id';
import type { HistoryEntry } from '#core/job';
import { emptyBook, readBook, type JobBook, type StoredJob } from '#core/job-book';
import { refuse, ok, type Result } from '#core/result';

/** A row as it is to be; without a value: gone. */
export interface RowChange {
  readonly key: string;
  readonly value?: unknown;
}

export type RowFormat = 1 | 2;

/**
 * A book with what its rows know and it does not: places of lists that are not simply 0, 1, 2 …, which fields have a row, and of which jobs
 * not the whole history is in the job's own, but so many entries.
 */
export interface LaidBook {
  readonly format: RowFormat;
  readonly book: JobBook;
  readonly spilled: ReadonlyMap<JobId, number>;
  readonly places: ReadonlyMap<string, readonly number[]>;
  readonly fields: ReadonlySet<string>;
}

/** Plain values of the book, as the head carries them. */
export type PlainFields = Readonly<Record<string, unknown>>;

export const BOOK_LISTS = { unfiled: 'u', missing: 'm', removed: 'r' } as const;
export type BookList = keyof typeof BOOK_LISTS;
/** Book fields that have rows of their own kind. */
export const ROWED: ReadonlySet<string> = new Set(['jobs', 'lastSeq', ...Object.keys(BOOK_LISTS)]);

export const placeKey = (list: string, place: number): string => `${list}#${String(place).padStart(8, '0')}`;
export const historyOf = (job: string): string => `h#${job}`;
export const emptyLaid = (format: RowFormat = 2): LaidBook => ({
  format,
  book: emptyBook(),
  spilled: new Map(),
  places: new Map(),
  fields: new Set(),
});
/** How many entries of a history of this length are in the job's own row. */
export const entriesInRow = ({ format, spilled }: Pick<LaidBook, 'format' | 'spilled'>, job: JobId, length: number): number =>
  format === 1 ? 0 : (spilled.get(job) ?? length);
export const placesOf = ({ places }: LaidBook, list: string, length: number): readonly number[] =>
  places.get(list) ?? Array.from({ length }, (_, place) => place);

interface Touched {
  readonly bodies: Map<string, unknown>;
  readonly lists: Map<string, [place: number, value: unknown][]>;
  readonly lastSeq: Map<string, unknown>;
  readonly fields: Map<string, unknown>;
}

/** The book after these changes, each row named once. Refuses with what is wrong when the rows make no book. */
export function layRows(on: LaidBook, changes: readonly RowChange[], plain: PlainFields): Result<LaidBook, string> {
  const touched = sortOut(changes);
  if (!touched.ok) return touched;
  const { bodies, lists, lastSeq, fields } = touched.value;
  const [places, spilled] = [new Map(on.places), new Map(on.spilled)];
  const lay = <Value>(list: string, values: readonly Value[]): Value[] => {
    const laid = new Map(placesOf(on, list, values.length).map((place, index) => [place, values[index] as Value]));
    for (const [place, value] of lists.get(list) ?? []) setOrDrop(laid, place, value as Value | undefined);
    const sorted = [...laid].toSorted(([a], [b]) => a - b);
    notePlaces(
      places,
      list,
      sorted.map(([place]) => place),
    );
    return sorted.map(([, value]) => value);
  };
  const torn = [...bodies].find(([, body]) => body !== undefined && !isJobRow(body));
  if (torn) return refuse(`row j#${torn[0]} holds no job`);
  const jobs = [...touchedJobs(bodies, lists)].flatMap((id) => {
    const known = on.book.jobs.get(id);
    const body = (bodies.has(id) ? bodies.get(id) : known) as StoredJob | undefined;
    const before = known?.job.history ?? [];
    const had = entriesInRow(on, id, before.length);
    // Those of format 1 have no history in their rows.
    const inRow = bodies.has(id) ? ((body?.job.history as HistoryEntry[] | undefined) ?? []) : before.slice(0, had);
    const behind = lay(historyOf(id), before.slice(had));
    setOrDrop(spilled, id, on.format === 2 && behind.length > 0 ? inRow.length : undefined);
    return body === undefined ? [] : [{ ...body, job: { ...body.job, history: [...inRow, ...behind] } }];
  });
  const part = readBook({
    ...on.book,
    ...Object.fromEntries(fields),
    ...plain,
    jobs,
    lastSeq: Object.fromEntries([...lastSeq].filter(([, seq]) => seq !== undefined)),
    ...Object.fromEntries((Object.keys(BOOK_LISTS) as BookList[]).map((name) => [name, lay<unknown>(BOOK_LISTS[name], on.book[name])])),
  });
  if (!part.ok) return part;
  const gone = [...bodies].filter(([, body]) => body === undefined).map(([id]) => id as JobId);
  const present = new Set([...on.fields, ...fields.keys()].filter((name) => !fields.has(name) || fields.get(name) !== undefined));
  return ok({ format: on.format, book: merged(on.book, part.value, gone, lastSeq), spilled, places, fields: present });
}

/** What a job's row must hold for its history to be put together; the rest is looked at by `readBook`. */
function isJobRow(body: unknown): boolean {
  const { job } = Object(body) as { readonly job?: { readonly history?: unknown } | null };
  return typeof job === 'object' && job !== null && (job.history === undefined || Array.isArray(job.history));
}

function sortOut(changes: readonly RowChange[]): Result<Touched, string> {
  const touched: Touched = { bodies: new Map(), lists: new Map(), lastSeq: new Map(), fields: new Map() };
  for (const { key, value } of changes) {
    const [kind = '', name = ''] = splitOnce(key);
    if (kind === 'j') touched.bodies.set(name, value);
    else if (kind === 's') touched.lastSeq.set(name, value);
    else if (kind === 'f') touched.fields.set(name, value);
    else if ('humr'.includes(kind)) {
      const at = key.lastIndexOf('#');
      const list = key.slice(0, at);
      touched.lists.set(list, [...(touched.lists.get(list) ?? []), [Number(key.slice(at + 1)), value]]);
    } else return refuse(`a row of a kind that is not known: ${kind}`);
  }
  return ok(touched);
}

function touchedJobs(bodies: Touched['bodies'], lists: Touched['lists']): ReadonlySet<JobId> {
  const ofHistory = [...lists.keys()].filter((list) => list.startsWith('h#')).map((list) => list.slice(2));
  return new Set([...bodies.keys(), ...ofHistory] as JobId[]);
}

/** Jobs that were not touched stay the very same objects: what is compared later is compared by identity first. */
function merged(before: JobBook, part: JobBook, gone: readonly JobId[], lastSeq: Touched['lastSeq']): JobBook {
  const jobs = new Map(before.jobs);
  for (const [id, stored] of part.jobs) jobs.set(id, stored);
  for (const id of gone) jobs.delete(id);
  const sequences = new Map(before.lastSeq);
  for (const [key, seq] of lastSeq) setOrDrop(sequences, key, seq as number | undefined);
  return { ...part, jobs: before.jobs.size === 0 ? inOrder(jobs) : jobs, lastSeq: sequences };
}

/** As they were made: rows come in the order of their ids. */
const inOrder = (jobs: ReadonlyMap<JobId, StoredJob>): ReadonlyMap<JobId, StoredJob> =>
  new Map([...jobs].toSorted(([, a], [, b]) => (a.job.number ?? 0) - (b.job.number ?? 0)));

/** Only lists with gaps are noted. */
export function notePlaces(places: Map<string, readonly number[]>, list: string, found: readonly number[]): void {
  if (found.every((place, index) => place === index)) places.delete(list);
  else places.set(list, found);
}

/** What has no value is gone. */
export function setOrDrop<Key, Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

const splitOnce = (key: string): readonly [string, string] => [key.slice(0, key.indexOf('#')), key.slice(key.indexOf('#') + 1)];
