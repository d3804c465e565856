// Owns what must hold: after every step what is cheap to see, and at rest all of it.
import type { MutationId } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { HistoryEntry, Job } from '#core/job';
import { STATUSES, moveTarget, type MoveType, type Status } from '#core/status-flow';
import { viewOf } from '#core/visibility';
import type { Person } from './office.ts';
import type { Phone } from './phone.ts';

export interface Tapped {
  readonly id: MutationId;
  readonly by: Person;
  /** a word that stands in this tap alone, when it has words */
  readonly words: string | null;
}

const entriesOf = (book: JobBook): HistoryEntry[] => [
  ...[...book.jobs.values()].flatMap(({ job }) => job.history),
  ...book.unfiled.map(({ entry }) => entry),
];

/** I2, after every step: what a screen called kept is on a disk or in the history, never in neither. */
export function findLost(book: JobBook | null, phones: readonly Phone[], tapped: readonly Tapped[]): string | null {
  const there = new Set<MutationId>([
    ...(book ? entriesOf(book).map(({ id }) => id) : []),
    ...phones.flatMap(({ disk }) => disk.replica.rows.map(({ draft }) => draft.id)),
  ]);
  const lost = tapped.find(({ id }) => !there.has(id));
  return lost ? `I2 a tap of ${lost.by.name} is neither on a phone nor with the office` : null;
}

/** At rest: faults are over and the phones have had time. */
export function findViolations(book: JobBook, phones: readonly Phone[], tapped: readonly Tapped[]): string[] {
  return [
    ...once(book, tapped),
    ...legal(book),
    ...inOrder(book),
    ...replicasAgree(book, phones),
    ...drained(phones),
    ...ofTheirAuthors(book, tapped),
  ];
}

/** I1 and I2: each kept tap exactly once; nothing twice. */
function once(book: JobBook, tapped: readonly Tapped[]): string[] {
  const entries = entriesOf(book);
  const counts = new Map<string, number>();
  for (const { id } of entries) counts.set(id, (counts.get(id) ?? 0) + 1);
  const twice = [...counts].filter(([, times]) => times > 1).map(([id]) => `I1 ${id} is in the history ${counts.get(id) ?? 0} times`);
  const missing = tapped.filter(({ id }) => !counts.has(id)).map(({ by }) => `I2 a tap of ${by.name} never arrived`);
  const text = JSON.stringify(entries.map(({ args }) => args ?? null));
  const repeated = tapped
    .filter(({ words }) => words !== null && text.split(`"${words}"`).length > 2)
    .map(({ by }) => `I1 one tap of ${by.name} counts twice`);
  return [...twice, ...missing, ...repeated];
}

/** I4 and I11: only legal moves, each from where the job was, and together they lead to where it is. */
function legal(book: JobBook): string[] {
  return [...book.jobs.values()].flatMap(({ job }) => {
    const wrong: string[] = [];
    let status: Status = 'booking_confirmed';
    for (const entry of job.history.filter((each) => each.outcome === 'applied' && isStatus(each.to) && isStatus(each.from))) {
      const [from, to] = [entry.from as Status, entry.to as Status];
      const byHand = entry.type === 'undo' || entry.type === 'resolve_review';
      if (from !== status) wrong.push(`I11 a move starts from ${from} while the job was ${status}`);
      if (!byHand && moveTarget(entry.type as MoveType, from, to) !== to) wrong.push(`I4 ${entry.type} from ${from} to ${to}`);
      status = to;
    }
    if (status !== job.status) wrong.push(`I11 the history ends at ${status}, the job is ${job.status}`);
    if (job.history.some((entry, index) => entry.rev !== index + 1)) wrong.push('I11 revisions are not consecutive');
    return wrong;
  });
}

/** I5: on each job a device's entries stand in the order of its taps. */
function inOrder(book: JobBook): string[] {
  return [...book.jobs.values()].flatMap(({ job }) =>
    [
      ...Map.groupBy(
        job.history.filter(({ device }) => device),
        (entry) => `${entry.device ?? ''} ${entry.by.id ?? ''}`,
      ).values(),
    ].flatMap((entries) =>
      entries.some((entry, i) => i > 0 && (entry.seq ?? 0) <= (entries[i - 1]?.seq ?? 0)) ? ['I5 a device’s entries are out of order'] : [],
    ),
  );
}

/** I6: what a phone shows is what the office lets it see; nothing is pending any more. */
function replicasAgree(book: JobBook, phones: readonly Phone[]): string[] {
  const facts = (job: Job) =>
    JSON.stringify([job.status, job.rev, job.crew, job.window, job.notes.length, job.attempts, job.review?.length ?? 0]);
  return phones.flatMap((phone) => {
    const shown = phone.engine()?.shown() ?? new Map<string, Job>();
    const visible = [...book.jobs.values()].map(({ job }) => viewOf(job, phone.person)).filter((job) => job !== null);
    const wrong = visible.filter((job) => !shown.has(job.id) || facts(shown.get(job.id) as Job) !== facts(job));
    return wrong.length > 0 || shown.size !== visible.length
      ? [`I6 ${phone.name} shows ${wrong.length} of ${visible.length} jobs otherwise than the office`]
      : [];
  });
}

/** I7: nothing waits once faults have stopped; and I3: every result stands beside its row. */
function drained(phones: readonly Phone[]): string[] {
  return phones.flatMap((phone) => {
    const pending = phone.disk.replica.rows.filter(({ result }) => result === null).length;
    return pending > 0 ? [`I7 ${phone.name} still holds ${pending}`] : [];
  });
}

/** I10: what a person tapped stands under their own name. */
function ofTheirAuthors(book: JobBook, tapped: readonly Tapped[]): string[] {
  const authors = new Map(tapped.map(({ id, by }) => [id, by.id]));
  return entriesOf(book).some(({ id, by }) => authors.has(id) && authors.get(id) !== by.id) ? ['I10 a tap stands under another name'] : [];
}

const isStatus = (text: string | undefined): text is Status => text !== undefined && (STATUSES as readonly string[]).includes(text);
